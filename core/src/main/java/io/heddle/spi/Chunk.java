package io.heddle.spi;

import io.heddle.Task;
import io.heddle.TaskFunction;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Some inputs of a `map` or a stream and the function for them, run as one task.
///
/// It stops at the first item that fails, and gives the results before it together with the
/// failure.
///
/// @param function what is applied
/// @param first how many inputs of the whole call are before these
/// @param items the inputs
record Chunk(
        TaskFunction<@Nullable Object, @Nullable Object> function,
        long first,
        @Nullable Object[] items)
        implements Task<ChunkResult>, Itemized {

    @Serial private static final long serialVersionUID = 1L;

    /// What travels instead.
    private record Travelling(
            TaskFunction<@Nullable Object, @Nullable Object> function,
            long first,
            byte form,
            Object values)
            implements Serializable {

        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new Chunk(function, first, new Column(form, values).unpack());
        }
    }

    @Serial
    private Object writeReplace() {
        Column column = Column.pack(items);
        return new Travelling(function, first, column.form(), column.values());
    }

    @Override
    public ChunkResult call() {
        return call(0, item -> {});
    }

    @Override
    public int size() {
        return items.length;
    }

    @Override
    public ChunkResult call(int done, LongConsumer begins) {
        long begin = System.nanoTime();
        @Nullable Object[] results = new @Nullable Object[items.length - done];
        for (int i = done; i < items.length; i++) {
            begins.accept(first + i);
            try {
                results[i - done] = function.apply(items[i]);
            } catch (StackOverflowError failure) {
                return failed(done, Arrays.copyOf(results, i - done), begin, failure);
            } catch (VirtualMachineError e) {
                throw e; // not the item's own failure: the worker itself is in trouble
            } catch (Throwable failure) {
                return failed(done, Arrays.copyOf(results, i - done), begin, failure);
            }
        }
        begins.accept(first + items.length);
        return new ChunkResult(first + done, results, System.nanoTime() - begin, null);
    }

    private ChunkResult failed(
            int done, @Nullable Object[] results, long begin, Throwable failure) {
        return new ChunkResult(first + done, results, System.nanoTime() - begin, failure);
    }
}

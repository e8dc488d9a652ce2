package io.heddle.spi;

import io.heddle.Action;
import io.heddle.HeddleException;
import io.heddle.Task;
import io.heddle.TaskContext;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// What all [ContextCarrier]s had to carry at one moment, in one thread.
///
/// It goes around a task, if there is anything: the wrapped task travels as any other does, and neither
/// engines nor workers know of it.
public final class CapturedContext implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final CapturedContext NOTHING = new CapturedContext(new CarriedValue[0]);

    private final CarriedValue[] values;

    private CapturedContext(CarriedValue[] values) {
        this.values = values;
    }

    /// Captures, in the calling thread.
    ///
    /// @return what there is
    /// @throws HeddleException if a carrier fails
    public static CapturedContext now() {
        List<CarriedValue> found = null;
        for (ContextCarrier carrier : carriers()) {
            Object value = capture(carrier);
            if (value != null) {
                found = found == null ? new ArrayList<>() : found;
                found.add(new CarriedValue(carrier, value));
            }
        }
        return found == null
                ? NOTHING
                : new CapturedContext(found.toArray(new CarriedValue[found.size()]));
    }

    private static List<ContextCarrier> carriers() {
        try {
            return Carriers.all();
        } catch (ServiceConfigurationError e) {
            throw new HeddleException("the context carriers could not be loaded: " + e, e);
        }
    }

    private static @Nullable Object capture(ContextCarrier carrier) {
        try {
            return carrier.capture();
        } catch (RuntimeException | LinkageError e) {
            throw new HeddleException(
                    "a context carrier could not capture: carrier=%s: %s"
                            .formatted(carrier.name(), FailureText.of(e)),
                    e);
        }
    }

    /// As [TaskContext#carry].
    ///
    /// @param name what messages call it
    /// @param field the way to it
    /// @throws IllegalArgumentException if the way itself cannot travel
    public static void carry(String name, TaskContext.ScopedField<?> field) {
        ScopedValueCarrier.add(name, field);
    }

    /// Puts this around a task.
    ///
    /// @param <T> the type of the result
    /// @param task the task
    /// @return the task itself if there is nothing to carry
    public <T extends @Nullable Object> Task<T> around(Task<T> task) {
        return values.length == 0 ? task : new CarriedTask<>(requireTask(task), this);
    }

    /// Puts this around work.
    ///
    /// @param <T> the type of the result
    /// @param work the work
    /// @return the work itself if there is nothing to carry
    <T extends @Nullable Object> Work<T> around(Work<T> work) {
        if (values.length == 0) {
            return work;
        }
        return new Work<>(aroundBody(work), work.callable(), work.fixedResult(), work.inherited());
    }

    private Object aroundBody(Work<?> work) {
        if (work.body() instanceof Itemized items) {
            return new CarriedItems(items, this);
        }
        return work.callable()
                ? new CarriedTask<>((Callable<?>) work.body(), this)
                : new CarriedAction((Runnable) work.body(), this);
    }

    private static <T> T requireTask(T task) {
        return Objects.requireNonNull(task, "task");
    }

    /// Gives what the user handed over.
    ///
    /// @param body the body of a [Work]
    /// @return the body without the context around it
    public static Object bodyOf(Object body) {
        if (body instanceof CarriedTask<?> carried) {
            return carried.body();
        }
        if (body instanceof CarriedItems carried) {
            return carried.body();
        }
        return body instanceof CarriedAction carried ? carried.body() : body;
    }

    private <T extends @Nullable Object> T call(Callable<T> body) throws Exception {
        return callFrom(0, body);
    }

    private <T extends @Nullable Object> T callFrom(int index, Callable<T> body) throws Exception {
        return index == values.length
                ? body.call()
                : values[index].callAround(() -> callFrom(index + 1, body));
    }

    /// A body with a result.
    @SuppressWarnings("serial") // whether the body travels is found out when it must
    private record CarriedTask<T extends @Nullable Object>(
            Callable<T> body, CapturedContext context) implements Task<T> {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        public T call() throws Exception {
            return context.call(body);
        }
    }

    /// A body that is made of items, and stays so.
    @SuppressWarnings("serial") // as above
    private record CarriedItems(Itemized body, CapturedContext context)
            implements Task<@Nullable Object>, Itemized {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Object call() throws Exception {
            return call(0, item -> {});
        }

        @Override
        public int size() {
            return body.size();
        }

        @Override
        public @Nullable Object call(int done, LongConsumer begins) throws Exception {
            return context.<@Nullable Object>call(() -> body.call(done, begins));
        }
    }

    /// A body without a result.
    @SuppressWarnings("serial") // as above
    private record CarriedAction(Runnable body, CapturedContext context) implements Action {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        public void act() throws Exception {
            context.<@Nullable Object>call(() -> {
                Work.run(body);
                return null;
            });
        }
    }
}

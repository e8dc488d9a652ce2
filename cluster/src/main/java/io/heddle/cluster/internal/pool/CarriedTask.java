package io.heddle.cluster.internal.pool;

import io.heddle.Task;
import io.heddle.TaskSerializationException;
import io.heddle.cluster.internal.link.Packing;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.FailureText;
import io.heddle.spi.Itemized;
import io.heddle.spi.Work;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A task of somebody else's, in the child process that runs it: its body is read there and nowhere before, and
/// what comes of it is written there. So the worker in between needs none of its classes, and runs none of
/// its code.
///
/// @param body as [TaskForm#body()]
/// @param callable as [TaskForm#callable()]
/// @param classes where its classes are found beside the class path, in the form of one
record CarriedTask(byte[] body, boolean callable, String classes)
        implements Task<CarriedTask.Outcome> {

    @Serial private static final long serialVersionUID = 1L;

    /// What came of it: bytes for its owner.
    ///
    /// @param failed whether they are those of a failure
    /// @param value the bytes
    record Outcome(boolean failed, byte[] value) implements Serializable {

        @Serial private static final long serialVersionUID = 1L;
    }

    @Override
    public Outcome call() throws Exception {
        return around(body -> {
            if (callable) {
                return ((Callable<?>) body).call();
            }
            Work.run((Runnable) body);
            return null;
        });
    }

    /// What is done with the body.
    interface Run {
        @Nullable Object on(Object body) throws Exception;
    }

    Outcome around(Run run) throws IOException {
        Codec codec = Codec.jdk();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            Object own;
            try {
                thread.setContextClassLoader(ShippedClasses.loader(classes, before));
                own = Objects.requireNonNull(codec.decode(Packing.unpack(body)));
            } catch (IOException | ClassNotFoundException | LinkageError e) {
                return failure(unreadable(e));
            }
            Object result;
            try {
                result = run.on(own);
            } catch (StackOverflowError e) {
                return failure(e);
            } catch (VirtualMachineError e) {
                throw e; // the process itself is in trouble
            } catch (Throwable e) {
                return failure(e);
            }
            try {
                return new Outcome(false, Packing.pack(codec.encode(result)));
            } catch (IOException e) {
                return failure(unwritable(result, e));
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Outcome failure(Throwable failure) throws IOException {
        return new Outcome(true, failureBytes(failure));
    }

    /// Writes a failure, as its owner reads it.
    static byte[] failureBytes(Throwable failure) throws IOException {
        return Packing.pack(Codec.jdk().encode(FailureEnvelope.seal(failure)));
    }

    private static TaskSerializationException unreadable(Throwable cause) {
        Throwable missing = cause;
        while (missing != null
                && !(missing instanceof ClassNotFoundException)
                && !(missing instanceof NoClassDefFoundError)) {
            missing = missing.getCause();
        }
        if (missing == null) {
            return new TaskSerializationException(
                    "the task could not be read in the worker: " + FailureText.of(cause), "", null);
        }
        String name = String.valueOf(missing.getMessage()).replace('/', '.');
        return new TaskSerializationException(
                "the task could not be read in the worker: class=%s is not on its class path; start workers with the class path of the program, or use ClusterOptions.shipClasses()"
                        .formatted(name),
                name,
                null);
    }

    private static TaskSerializationException unwritable(
            @Nullable Object result, IOException cause) {
        String path = result == null ? "" : Culprit.find(result).orElse("");
        return new TaskSerializationException(
                "the result cannot travel back: %s; return something serializable"
                        .formatted(path.isEmpty() ? FailureText.of(cause) : path),
                path,
                null);
    }

    /// The same for a task that is made of items, so that each has a time limit of its own.
    ///
    /// @param task all but the items
    /// @param size how many items there are
    record OfItems(CarriedTask task, int size) implements Task<Object>, Itemized {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        public Object call() throws Exception {
            return call(0, item -> {});
        }

        @Override
        public Object call(int done, LongConsumer begins) throws Exception {
            return new Items(task.around(body -> ((Itemized) body).call(done, begins)), size, null);
        }
    }

    /// What came of items, as bytes for their owner.
    ///
    /// @param outcome the bytes
    /// @param done how many items they account for: all, since who carries them never runs some again
    /// @param failure none: it is in the bytes
    record Items(Outcome outcome, int done, @Nullable Throwable failure)
            implements Itemized.Outcome, Serializable {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        public Itemized.Outcome after(Itemized.Outcome earlier) {
            return this; // there is no earlier one
        }
    }
}

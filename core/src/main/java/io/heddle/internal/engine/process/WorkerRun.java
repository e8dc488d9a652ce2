package io.heddle.internal.engine.process;

import io.heddle.TaskSerializationException;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.ClassOrigins;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.FailureText;
import io.heddle.spi.Itemized;
import io.heddle.spi.Payload;
import io.heddle.spi.Work;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What happens to a task between the frame that brings it and the frame that answers: it is read, run,
/// and its result is written.
///
/// Used by one thread. It tells nobody of it: that the task has begun, whose output it is, and the sending
/// are the affair of [WorkerLoop].
final class WorkerRun {

    private final Codec codec;
    private final @Nullable WorkerDesk desk;

    /// How long the last task ran.
    private long nanos;

    /// @param desk learns which item of a task begins; `null` where no task has items
    WorkerRun(Codec codec, @Nullable WorkerDesk desk) {
        this.codec = codec;
        this.desk = desk;
    }

    /// Runs a task; gives the frame with its result or its failure.
    ///
    /// @throws OutOfMemoryError if the JVM has used up its memory
    Frame answer(Frame task) {
        Object body;
        try {
            body = Objects.requireNonNull(codec.decode(task.payload()), "a task is never null");
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return ownWords(task, unreadable(e));
        }
        Object result;
        long begin = System.nanoTime();
        try {
            Thread.currentThread().setContextClassLoader(ClassOrigins.contextOf(body));
            result = run(body, task);
        } catch (Throwable failure) {
            if (failure instanceof OutOfMemoryError error && UsedUpMemory.isMeantBy(error)) {
                throw error;
            }
            nanos = System.nanoTime() - begin;
            return failed(task, failure);
        }
        nanos = System.nanoTime() - begin;
        try {
            return new Frame(Frame.Type.RESULT, true, task.id(), nanos, codec.encode(result));
        } catch (IOException e) {
            return ownWords(task, unwritable(result, e));
        }
    }

    private @Nullable Object run(Object body, Frame task) throws Exception {
        if (body instanceof Itemized items) {
            ItemsToDo todo = ItemsToDo.of(task.number());
            return items.call(
                    todo.done(),
                    Objects.requireNonNull(desk, "a rehearsal has no items")
                            .itemWatch(todo.timed()));
        }
        if (task.flag()) {
            return ((Callable<?>) body).call();
        }
        Work.run((Runnable) body);
        return null;
    }

    /// A failure of which the worker itself tells, and not the task; it does not know the task's name.
    private Frame ownWords(Frame task, TaskSerializationException failure) {
        Frame frame = failed(task, failure);
        return new Frame(frame.type(), false, frame.id(), frame.number(), frame.payload());
    }

    private Frame failed(Frame task, Throwable failure) {
        try {
            return failed(task.id(), failure);
        } catch (IOException e) {
            return failedTooLarge(task.id(), failure, e);
        }
    }

    private Frame failed(long task, Throwable failure) throws IOException {
        Payload envelope = codec.encode(FailureEnvelope.seal(failure));
        return new Frame(Frame.Type.FAILED, true, task, nanos, envelope);
    }

    private Frame failedTooLarge(long task, Throwable failure, IOException why) {
        var instead =
                new TaskSerializationException(
                        "the task failed, and its exception cannot travel: type=%s: %s"
                                .formatted(failure.getClass().getName(), why.getMessage()),
                        "",
                        null);
        try {
            return failed(task, instead);
        } catch (IOException e) {
            throw new AssertionError("so small an envelope can always be written", e);
        }
    }

    private TaskSerializationException unreadable(Throwable cause) {
        return Unreadable.because(
                "the task could not be read in the worker",
                "is the class on the worker's class path, and does its readObject work there?",
                cause,
                FailureEnvelope.travelSafe(cause, codec));
    }

    private TaskSerializationException unwritable(@Nullable Object result, IOException cause) {
        String path = result == null ? "" : Culprit.find(result).orElse("");
        return new TaskSerializationException(
                "the result cannot travel back: %s; return something serializable"
                        .formatted(path.isEmpty() ? FailureText.of(cause) : path),
                path,
                FailureEnvelope.travelSafe(cause, codec));
    }
}

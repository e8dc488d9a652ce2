package io.heddle.internal.engine.process;

import io.heddle.TaskSerializationException;
import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Inbox;
import io.heddle.internal.wire.Outbox;
import io.heddle.spi.ClassOrigins;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.Itemized;
import io.heddle.spi.KeepAlive;
import io.heddle.spi.Payload;
import io.heddle.spi.Work;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Runs the tasks of a worker, one after the other, in the thread that receives them.
final class WorkerLoop {

    private static final int EXIT_CODE_OF_MEMORY = 3;

    /// A thread that a task left behind has interrupted the wait for the next task, and with it closed the
    /// connection.
    static final int EXIT_CODE_OF_INTERRUPT = 4;

    private final WorkerSetup setup;
    private final Codec codec;
    private final Inbox tasks;
    private final Outbox answers;
    private final WorkerDesk desk;
    private final WorkerOutput output;

    /// How long the last task ran.
    private long nanos;

    WorkerLoop(
            WorkerSetup setup, Inbox tasks, Outbox answers, WorkerDesk desk, WorkerOutput output) {
        this.setup = setup;
        this.codec = Codec.jdk(setup.rules());
        this.tasks = tasks;
        this.answers = answers;
        this.desk = desk;
        this.output = output;
    }

    /// Runs until the process ends, which other threads see to: the parent is gone, or has said that it is
    /// enough, or a task has called for the end.
    void run() {
        try {
            runTasks();
        } catch (ClosedByInterruptException e) {
            answers.add(
                    Frame.ofText(
                            Frame.Type.GIVING_UP,
                            0,
                            "somebody interrupted the worker between two tasks; look for a thread that a task left behind"));
            System.exit(EXIT_CODE_OF_INTERRUPT); // sends what was added
        } catch (IOException e) {
            // closed by another thread, which ends the process
        }
        awaitEnd();
    }

    private void runTasks() throws IOException {
        for (Frame frame = tasks.receive(); frame != null; frame = tasks.receive()) {
            WorkerDesk.Beginning beginning = desk.begin(frame.id());
            if (beginning == WorkerDesk.Beginning.FORBIDDEN) {
                answers.add(Frame.of(Frame.Type.RECALLED, true, frame.id(), 0));
                answers.flush();
            }
            if (beginning != WorkerDesk.Beginning.RUNS) {
                continue;
            }
            Frame answer = work(frame);
            answers.add(answer);
            answers.flush();
            answers.awaitSent(); // before the next task may bring everything down
            if (setup.strand()) {
                endStrand(answer.type() == Frame.Type.RESULT);
            }
        }
    }

    private Frame work(Frame task) {
        output.begin(task.id());
        try {
            return answer(task);
        } catch (OutOfMemoryError e) {
            throw endOutOfMemory(e);
        } finally {
            Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
            output.end();
            desk.end();
        }
    }

    private Frame answer(Frame task) {
        Object body;
        try {
            body = Objects.requireNonNull(codec.decode(task.payload()), "a task is never null");
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return failed(task, unreadable(e));
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
            return failed(task, unwritable(result, e));
        }
    }

    private @Nullable Object run(Object body, Frame task) throws Exception {
        if (body instanceof Itemized items) {
            return items.call(desk.itemWatch(task.number() != 0));
        }
        if (task.flag()) {
            return ((Callable<?>) body).call();
        }
        Work.run((Runnable) body);
        return null;
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
                        .formatted(path.isEmpty() ? cause.toString() : path),
                path,
                FailureEnvelope.travelSafe(cause, codec));
    }

    /// A JVM that has used up its memory is good for nothing more.
    private Error endOutOfMemory(OutOfMemoryError error) {
        answers.add(Frame.ofText(Frame.Type.OUT_OF_MEMORY, 0, String.valueOf(error.getMessage())));
        answers.flush();
        answers.awaitSent();
        Runtime.getRuntime().halt(EXIT_CODE_OF_MEMORY);
        return error;
    }

    private static void endStrand(boolean success) {
        KeepAlive.awaitSettled();
        WorkerThreads.awaitOthers();
        System.exit(success ? 0 : 1);
    }

    private static void awaitEnd() {
        while (true) {
            java.util.concurrent.locks.LockSupport.park();
            Thread.interrupted();
        }
    }
}

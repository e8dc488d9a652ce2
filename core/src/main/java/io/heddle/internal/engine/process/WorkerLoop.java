package io.heddle.internal.engine.process;

import io.heddle.internal.recording.Recorder;
import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Inbox;
import io.heddle.internal.wire.Outbox;
import io.heddle.spi.FailureText;
import io.heddle.spi.KeepAlive;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/// Runs the tasks of a worker, one after the other, in the thread that receives them.
final class WorkerLoop {

    private static final int EXIT_CODE_OF_MEMORY = 3;

    /// A thread that a task left behind has interrupted the wait for the next task, and with it closed the
    /// connection.
    static final int EXIT_CODE_OF_INTERRUPT = 4;

    /// Something failed in the worker that is not the task.
    private static final int EXIT_CODE_OF_TROUBLE = 5;

    private final WorkerSetup setup;
    private final WorkerRun run;
    private final WorkerRehearsal rehearsal;
    private final Inbox tasks;
    private final Outbox answers;
    private final WorkerDesk desk;
    private final WorkerOutput output;

    /// Whether to record. Asked for in a way that loads no class where nothing is.
    private final boolean recorded = System.getProperty(Recorder.PROPERTY) != null;

    WorkerLoop(
            WorkerSetup setup,
            WorkerRehearsal rehearsal,
            Inbox tasks,
            Outbox answers,
            WorkerDesk desk,
            WorkerOutput output) {
        this.setup = setup;
        this.run = new WorkerRun(rehearsal.codec(), desk);
        this.rehearsal = rehearsal;
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
        } catch (RuntimeException | Error e) {
            answers.add(
                    Frame.ofText(
                            Frame.Type.GIVING_UP,
                            0,
                            "the worker could not go on: %s; has a task changed what the whole process uses?"
                                    .formatted(FailureText.of(e))));
            System.exit(EXIT_CODE_OF_TROUBLE);
        }
        awaitEnd();
    }

    private void runTasks() throws IOException {
        boolean connected = true;
        while (connected) {
            connected = runNext();
        }
    }

    /// Runs one task. A method of its own, so that nothing refers to a task and its result while the next
    /// one is read: a large one would be copied by every collection that its successor causes.
    ///
    /// @return whether there was one
    private boolean runNext() throws IOException {
        Frame frame = tasks.receive();
        if (frame == null) {
            return false;
        }
        Thread.interrupted(); // by a thread that an earlier task left behind, while this one looked
        rehearsal.end();
        WorkerDesk.Beginning beginning = desk.begin(frame.id());
        if (beginning == WorkerDesk.Beginning.FORBIDDEN) {
            answers.add(Frame.of(Frame.Type.RECALLED, true, frame.id(), 0));
            answers.flush();
        }
        if (beginning == WorkerDesk.Beginning.RUNS) {
            boolean success = answer(frame);
            if (setup.strand()) {
                endStrand(success);
            }
        }
        return true;
    }

    private boolean answer(Frame task) {
        Frame answer = work(task);
        answers.add(answer);
        answers.flush();
        answers.awaitSent(); // before the next task may bring everything down
        return answer.type() == Frame.Type.RESULT;
    }

    private Frame work(Frame task) {
        output.begin(task.id());
        if (recorded) {
            Recorder.beginGiven(task.id());
        }
        boolean failed = true;
        try {
            Frame answer = run.answer(task);
            failed = answer.type() != Frame.Type.RESULT;
            return answer;
        } catch (OutOfMemoryError e) {
            throw endOutOfMemory(e);
        } finally {
            Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
            output.end();
            desk.end();
            if (recorded) {
                Recorder.end(failed);
            }
        }
    }

    /// A JVM that has used up its memory is good for nothing more.
    private Error endOutOfMemory(OutOfMemoryError error) {
        answers.add(
                Frame.ofText(
                        Frame.Type.OUT_OF_MEMORY, 0, String.valueOf(FailureText.messageOf(error))));
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

package io.heddle.internal.engine.process;

import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Inbox;
import io.heddle.internal.wire.Outbox;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.locks.LockSupport;

/// The thread of a worker that is never busy.
///
/// It receives what the parent wants of a task that runs, and the end of its connection means that the
/// parent is gone, however it went. Then nothing may be left ([WorkerOrphanage]), and last this process
/// ends.
final class WorkerControl implements Runnable {

    private static final int EXIT_CODE_OF_AN_ORPHAN = 1;

    private static final long GUARD_PERIOD_NANOS = 100_000_000;

    private final WorkerSetup setup;
    private final WorkerOrphanage orphanage;
    private final Inbox control;
    private final WorkerDesk desk;
    private final Outbox answers;
    private final WorkerFiles files;

    /// Set by the thread that ends the process in an orderly way, before it closes the connection.
    private volatile boolean leaving;

    private WorkerControl(
            WorkerSetup setup, Inbox control, WorkerDesk desk, Outbox answers, WorkerFiles files) {
        this.setup = setup;
        this.orphanage = new WorkerOrphanage(setup);
        this.control = control;
        this.desk = desk;
        this.answers = answers;
        this.files = files;
    }

    static WorkerControl start(
            WorkerSetup setup, Inbox control, WorkerDesk desk, Outbox answers, WorkerFiles files) {
        WorkerControl worker = new WorkerControl(setup, control, desk, answers, files);
        startDaemon(worker, "heddle-control");
        return worker;
    }

    private static void startDaemon(Runnable body, String name) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    /// Stops listening while the process ends in an orderly way: a JVM waits 300 ms at its end for
    /// threads that are in a system call. From here on the parent's death is noticed by looking.
    void leave() {
        leaving = true;
        desk.close();
        startDaemon(this::guard, "heddle-guard");
        control.close();
        files.close();
    }

    private void guard() {
        ProcessHandle parent = ProcessHandle.of(setup.parentPid()).orElse(null);
        while (parent != null && parent.isAlive()) {
            LockSupport.parkNanos(this, GUARD_PERIOD_NANOS);
        }
        endAsOrphan();
    }

    @Override
    public void run() {
        try {
            for (Frame frame = control.receive(); frame != null; frame = control.receive()) {
                obey(frame);
            }
        } catch (ClosedByInterruptException e) {
            giveUp();
        } catch (IOException e) {
            // broken or closed: either way nobody is at the other end any more
        }
        if (!leaving) {
            endAsOrphan();
        }
    }

    /// A task has interrupted this thread, which closed its connection: the worker cannot be told any more
    /// what to do.
    private void giveUp() {
        if (leaving) {
            return;
        }
        Thread.interrupted();
        answers.add(
                Frame.ofText(
                        Frame.Type.GIVING_UP,
                        0,
                        "the task interrupted a thread of the worker itself, heddle-control; let it interrupt its own threads only"));
        answers.flush();
        answers.awaitSent();
        orphanage.close();
        Runtime.getRuntime().halt(WorkerLoop.EXIT_CODE_OF_INTERRUPT);
    }

    private void obey(Frame frame) {
        switch (frame.type()) {
            case CANCEL -> {
                desk.cancel(
                        frame.id(),
                        frame.flag(),
                        willNotRun ->
                                answers.add(
                                        Frame.of(Frame.Type.RECALLED, willNotRun, frame.id(), 0)));
                answers.flush();
            }
            case PROBE -> {
                answers.add(Frame.of(Frame.Type.ALIVE, false, 0, 0));
                answers.flush();
            }
            case FILES -> files.answered(frame);
            case END -> new Thread(() -> System.exit(0), "heddle-end").start();
            default -> System.err.println("heddle: not for this connection: " + frame.type());
        }
    }

    private void endAsOrphan() {
        try {
            orphanage.close();
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE_OF_AN_ORPHAN);
        }
    }
}

package io.heddle.internal.engine.process;

import io.heddle.internal.os.ProcessTree;
import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Inbox;
import io.heddle.internal.wire.Outbox;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/// The thread of a worker that is never busy.
///
/// It receives what the parent wants of a task that runs, and the end of its connection means that the
/// parent is gone, however it went. Then nothing may be left: it ends everything that was started in this
/// process, its siblings and what they started, since one of them may be stopped and unable to, and last
/// this process.
///
/// ## Who ends whom
/// Two siblings that ended each other at the same moment would leave the rest to nobody. So each first ends
/// only what is younger than itself, and what is older after a while, in which an older one that is able
/// to would have ended it.
final class WorkerControl implements Runnable {

    private static final int EXIT_CODE_OF_AN_ORPHAN = 1;

    private static final long GUARD_PERIOD_NANOS = 100_000_000;

    /// The connections of a process that is killed end a little before it does.
    private static final long LONGEST_END_OF_PARENT_NANOS = 300_000_000;

    private static final long PAUSE_NANOS = 2_000_000;

    /// How long an older sibling has to end this process, before it is ended itself.
    private static final long OLDER_SIBLING_NANOS = 200_000_000;

    private final WorkerSetup setup;
    private final Inbox control;
    private final WorkerDesk desk;
    private final Outbox answers;

    /// Set by the thread that ends the process in an orderly way, before it closes the connection.
    private volatile boolean leaving;

    private WorkerControl(WorkerSetup setup, Inbox control, WorkerDesk desk, Outbox answers) {
        this.setup = setup;
        this.control = control;
        this.desk = desk;
        this.answers = answers;
    }

    static WorkerControl start(WorkerSetup setup, Inbox control, WorkerDesk desk, Outbox answers) {
        WorkerControl worker = new WorkerControl(setup, control, desk, answers);
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
        } catch (IOException e) {
            // broken or closed: either way nobody is at the other end any more
        }
        if (!leaving) {
            endAsOrphan();
        }
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
            case END -> new Thread(() -> System.exit(0), "heddle-end").start();
            default -> System.err.println("heddle: not for this connection: " + frame.type());
        }
    }

    private void endAsOrphan() {
        try {
            long self = ProcessHandle.current().pid();
            ProcessTree.endDescendants(setup.tree(), self);
            if (awaitEndOfParent()) {
                PrivateFolder.remove(setup.folder());
                ProcessTree.endYounger(setup.parentTree(), self);
                LockSupport.parkNanos(this, OLDER_SIBLING_NANOS);
                ProcessTree.endDescendants(setup.parentTree(), self);
            }
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE_OF_AN_ORPHAN);
        }
    }

    /// A connection can also be lost because a task has interrupted every thread that it found; then the
    /// siblings are none of our business.
    private boolean awaitEndOfParent() {
        long begin = System.nanoTime();
        while (hasParent()) {
            if (System.nanoTime() - begin > LONGEST_END_OF_PARENT_NANOS) {
                return false;
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        return true;
    }

    /// The system gives the children of a dead process to another one.
    private boolean hasParent() {
        return ProcessHandle.current()
                .parent()
                .filter(parent -> parent.pid() == setup.parentPid())
                .isPresent();
    }
}

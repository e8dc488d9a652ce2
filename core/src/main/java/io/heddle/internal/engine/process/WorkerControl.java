package io.heddle.internal.engine.process;

import io.heddle.internal.os.ProcessTree;
import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Inbox;
import io.heddle.internal.wire.Outbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The thread of a worker that is never busy.
///
/// It receives what the parent wants of a task that runs, and the end of its connection means that the
/// parent is gone, however it went. Then nothing may be left: it ends everything that was started in this
/// process, its siblings and what they started, since one of them may be stopped and unable to, and last
/// this process.
final class WorkerControl implements Runnable {

    private static final int EXIT_CODE_OF_AN_ORPHAN = 1;

    private final WorkerSetup setup;
    private final Inbox control;
    private final WorkerDesk desk;
    private final Outbox answers;

    private WorkerControl(WorkerSetup setup, Inbox control, WorkerDesk desk, Outbox answers) {
        this.setup = setup;
        this.control = control;
        this.desk = desk;
        this.answers = answers;
    }

    static void start(WorkerSetup setup, Inbox control, WorkerDesk desk, Outbox answers) {
        Thread thread =
                new Thread(new WorkerControl(setup, control, desk, answers), "heddle-control");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            for (Frame frame = control.receive(); frame != null; frame = control.receive()) {
                obey(frame);
            }
        } catch (IOException e) {
            System.err.println("heddle: the connection to the parent broke: " + e);
        } finally {
            endAsOrphan();
        }
    }

    private void obey(Frame frame) {
        switch (frame.type()) {
            case CANCEL -> {
                boolean willNotRun = desk.cancel(frame.id(), frame.flag());
                answers.add(Frame.of(Frame.Type.RECALLED, willNotRun, frame.id(), 0));
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
            ProcessTree.endDescendants(setup.parentTree(), self);
            Path folder = Path.of(setup.socket()).getParent();
            Files.deleteIfExists(Path.of(setup.socket()));
            if (folder != null) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            // a sibling was quicker, or has left a file there; the next one removes it
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE_OF_AN_ORPHAN);
        }
    }
}

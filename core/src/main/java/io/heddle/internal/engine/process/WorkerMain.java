package io.heddle.internal.engine.process;

import io.heddle.internal.engine.process.Hello.Purpose;
import io.heddle.internal.os.PrivateFolder;
import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Inbox;
import io.heddle.internal.wire.Outbox;
import io.heddle.internal.wire.StatusPage;
import io.heddle.internal.wire.StreamInbox;
import io.heddle.internal.wire.StreamOutbox;
import io.heddle.internal.wire.WireMemory;
import io.heddle.spi.CurrentStrand;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a child process begins.
///
/// The main thread runs the tasks, one after the other ([WorkerLoop]). A second one is never busy: it
/// hears what the parent wants *while* a task runs, and notices when the parent is gone
/// ([WorkerControl]). A third runs once, when the process ends in an orderly way ([WorkerExit]). A fourth
/// prepares for the first task, beside the main thread ([WorkerRehearsal]).
///
/// Every start of a child waits for what is done here, with nothing loaded and nothing compiled: no
/// lambda, no stream, no pattern, no formatting on the way to the first task.
public final class WorkerMain {

    private WorkerMain() {}

    /// Begins a child process; nobody but its parent calls this.
    ///
    /// @param arguments a name for lists of processes
    /// @throws IOException if the parent cannot be reached
    public static void main(String[] arguments) throws IOException {
        WorkerSetup setup = WorkerSetup.read(new DataInputStream(System.in));
        PrivateFolder.beginWithin(setup.folder(), setup.tree());
        try {
            work(setup);
        } catch (IOException e) {
            new WorkerOrphanage(setup).close(); // the parent was gone before this process was ready
            throw e;
        }
    }

    private static void work(WorkerSetup setup) throws IOException {
        WorkerOutput output = WorkerOutput.install(new OutputMark(setup.token()));
        WorkerLogs.begin(output, setup.logLevels());
        WorkerRehearsal rehearsal = WorkerRehearsal.start(setup);
        WireMemory memory = wireMemory(setup); // before it connects: then the parent looks
        Outbox answers = answers(memory, connect(setup, Purpose.ANSWERS));
        WorkerDesk desk =
                new WorkerDesk(Thread.currentThread(), StatusPage.open(Path.of(setup.page())));
        Inbox tasks =
                tasks(memory, connect(setup, Purpose.TASKS), setup.rules().mostBytesOfAFrame());
        Inbox control = new StreamInbox(connect(setup, Purpose.CONTROL));
        WorkerFiles files = new WorkerFiles(answers);
        WorkerClasses.install(files);
        WorkerControl listening = WorkerControl.start(setup, control, desk, answers, files);
        WorkerExit.install(answers, output, tasks, listening);
        Thread.currentThread().setName(setup.name());
        CurrentStrand.setLater(new WorkerStrand.Maker(setup));
        answers.add(Frame.of(Frame.Type.READY, false, 0, 0));
        answers.flush();
        new WorkerLoop(setup, rehearsal, tasks, answers, desk, output).run();
    }

    /// Opens the memory that the parent offers, if any; without it the wire is a socket.
    private static @Nullable WireMemory wireMemory(WorkerSetup setup) {
        if (setup.wire().isEmpty()) {
            return null;
        }
        try {
            return WireMemory.join(setup.wire());
        } catch (IOException | RuntimeException e) {
            return null; // the parent sees that nobody has joined
        }
    }

    private static Outbox answers(@Nullable WireMemory memory, SocketChannel channel)
            throws IOException {
        return memory == null
                ? new StreamOutbox(channel)
                : new StreamOutbox(memory.answers(), channel);
    }

    private static Inbox tasks(@Nullable WireMemory memory, SocketChannel channel, long most) {
        return memory == null
                ? new StreamInbox(channel, most)
                : new StreamInbox(memory.tasks(), channel, most);
    }

    private static SocketChannel connect(WorkerSetup setup, Purpose purpose) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(setup.socket()));
        new Hello(setup.token(), purpose).send(channel);
        return channel;
    }
}

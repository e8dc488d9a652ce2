package io.heddle.internal.engine.process;

import io.heddle.Signal;
import io.heddle.WorkerDiedException.Death;
import io.heddle.internal.engine.process.Coroner.Announcement;
import io.heddle.internal.engine.process.Coroner.Remains;
import io.heddle.internal.os.PrivateFolder;
import io.heddle.internal.os.ProcessTree;
import io.heddle.internal.os.Signals;
import io.heddle.internal.os.Trees;
import io.heddle.internal.recording.Recorder;
import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Inbox;
import io.heddle.internal.wire.Outbox;
import io.heddle.internal.wire.RubbishException;
import io.heddle.internal.wire.StatusPage;
import io.heddle.internal.wire.StreamInbox;
import io.heddle.internal.wire.StreamOutbox;
import io.heddle.internal.wire.WireMemory;
import io.heddle.internal.wire.WireOffer;
import io.heddle.spi.ChildOptions;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One child process, seen from its parent: from its start to its death.
///
/// ## Threads
/// The *attendant* waits for the child's connections and then receives its frames to the very last. The
/// *watcher* waits for the end of the process; then it ends whatever the child has left behind, waits for
/// the attendant to have received everything, and only then reports the death ([Owner#died]). Two more
/// read the child's output ([OutputRelay]).
///
/// ## Who may do what
/// Frames to the child go through [#addTask(Frame)] and [#sendControl(Frame)], which never block, from any thread.
/// The owner is called by the attendant and, once, by the watcher; only for names of tasks by those who read
/// the output, at any time.
final class Child {

    private static final System.Logger LOG = System.getLogger("io.heddle");
    private static final Duration LAST_FRAMES = Duration.ofSeconds(2);

    /// How long the last answers of a dead child may take to be read, if code of the user reads them.
    private static final Duration LONGEST_READ = Duration.ofSeconds(30);

    private static final Duration LAST_LINES = Duration.ofMillis(500);
    private static final int MOST_TEXT_BYTES = 64 * 1024;
    private static final long DEAF_CHILD_MILLIS = 1_000;

    /// Who is told what a child does.
    interface Owner {

        /// The child can be given tasks.
        void ready(Child child);

        /// The child sent a frame.
        void received(Child child, Frame frame);

        /// What was received so far has been told; a good moment to send.
        void receivedAll(Child child);

        /// The child is dead, and everything that it sent has been told.
        void died(Child child, Death death);

        /// Gives the name of a task for a line of output.
        String nameOfTask(long id);
    }

    /// What a child is to be like.
    ///
    /// @param name the name of the worker or strand
    /// @param options what the user asked for
    /// @param share what it gets where the user did not ask for something else
    /// @param strand whether it ends after its first task
    /// @param daemon whether the program may end without waiting for it
    record Spec(String name, ChildOptions options, Share share, boolean strand, boolean daemon) {}

    private final Spec spec;
    private final Owner owner;
    private final String tree = Trees.next();

    /// The exit code of who dies of the signal that this process has sent it last; 0 if it has sent none.
    private volatile int sent;

    private final Process process;
    private final Listener listener;
    private final Listener.Expected connections;
    private final Path pageFile;

    /// Where it has its temporary files.
    private final Path folder;

    private final StatusPage page;
    private final OutputRelay output;
    private final CrashFile crash = new CrashFile();
    private final Vitals vitals;
    private final Instant startedAt = Instant.now();
    private final long startedAtNanos = System.nanoTime();
    private final CountDownLatch drained = new CountDownLatch(1);

    /// Whether the attendant waits for a frame, and is not busy with one.
    private volatile boolean listening;

    /// Written by the attendant before [Owner#ready]; whoever sends has been told so.
    private volatile @Nullable Outbox tasks;

    /// As [#tasks].
    private volatile @Nullable Outbox control;

    /// Written by the attendant; closed by the watcher if the attendant does not come to an end.
    private volatile @Nullable Inbox answers;

    /// Written by the attendant, read by the watcher after [#drained].
    private Announcement announcement = Announcement.NONE;

    /// Written by the attendant, read by the watcher after [#drained].
    private boolean ready;

    /// Memory for the wire, or `null` if there is none. Written by the attendant, closed by the watcher.
    private volatile @Nullable WireOffer offer;

    /// Why this process has killed the child, or `null`. Written by whoever does, before it does; read by
    /// the watcher.
    private volatile @Nullable String killed;

    /// Starts a child.
    ///
    /// @throws IOException if the system cannot start a process, or there is no room for its page
    static Child start(Spec spec, Owner owner) throws IOException {
        ChildRegistry.prepare();
        Child child = new Child(spec, owner);
        ChildRegistry.add(child);
        try {
            child.startThreads();
            return child;
        } catch (OutOfMemoryError e) { // that is how a JVM says that there is no thread
            ChildRegistry.remove(child);
            child.abandon();
            throw e;
        }
    }

    private Child(Spec spec, Owner owner) throws IOException {
        this.spec = spec;
        this.owner = owner;
        this.listener = ChildLauncher.onLauncherThread(Listener::current);
        this.connections = listener.expect();
        this.pageFile = listener.folder().resolve(Trees.random(8));
        this.folder = PrivateFolder.inner(listener.folder(), tree);
        this.page = ChildLauncher.onLauncherThread(this::makeFiles);
        Map<String, String> variables = new HashMap<>(spec.options().environment());
        variables.put(ProcessTree.VARIABLE, tree);
        try {
            this.process =
                    ChildLauncher.start(
                            JvmCommand.of(spec.options(), spec.share(), folder, crash, spec.name()),
                            variables);
        } catch (IOException e) {
            forget();
            throw e;
        }
        if (Recorder.ON) {
            Recorder.started(process.pid(), spec.name(), true);
        }
        this.vitals = new Vitals(process, KillLedger.OF_SYSTEM);
        try {
            this.output =
                    new OutputRelay(
                            process,
                            spec.name(),
                            new OutputMark(connections.token),
                            spec.options().output(),
                            page::lastStarted,
                            owner::nameOfTask);
        } catch (OutOfMemoryError e) { // as in start
            abandon();
            throw e;
        }
    }

    /// Ends a child that nobody can attend to.
    private void abandon() {
        process.destroyForcibly();
        ProcessTree.endDescendants(tree, process.pid());
        forget();
    }

    private StatusPage makeFiles() throws IOException {
        try {
            PrivateFolder.make(folder);
            return StatusPage.create(pageFile);
        } catch (IOException e) {
            forget();
            throw e;
        }
    }

    /// Leaves nothing of a child that could not be started.
    private void forget() {
        listener.giveUp(connections, "not started");
        PrivateFolder.delete(pageFile);
        PrivateFolder.remove(folder);
    }

    private void startThreads() {
        Thread.ofPlatform().daemon().name("heddle-" + name() + "-attendant").start(this::attend);
        Thread.ofPlatform().daemon().name("heddle-" + name() + "-watcher").start(this::watch);
    }

    String name() {
        return spec.name();
    }

    long pid() {
        return process.pid();
    }

    Process process() {
        return process;
    }

    String tree() {
        return tree;
    }

    StatusPage page() {
        return page;
    }

    Instant startedAt() {
        return startedAt;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Adds a frame to those that wait for the thread that runs tasks; [#flushTasks()] sends them.
    void addTask(Frame frame) {
        outbox(tasks).add(frame);
    }

    void flushTasks() {
        outbox(tasks).flush();
    }

    /// Sends a frame to the thread that is never busy.
    void sendControl(Frame frame) {
        outbox(control).add(frame);
        outbox(control).flush();
    }

    private Outbox outbox(@Nullable Outbox outbox) {
        if (outbox == null) {
            throw new IllegalStateException("the child is not connected yet: worker=" + name());
        }
        return outbox;
    }

    /// Asks the process to end, by TERM.
    void terminate() {
        process.destroy();
    }

    /// Sends it a signal.
    void send(Signal signal) {
        sent = -signal.number();
        Signals.send(process.toHandle(), signal);
    }

    /// Ends the process at once; what it has started is ended as soon as it is dead.
    void kill() {
        kill("its work was to end");
    }

    /// Ends the process at once, for a reason that the report of its death gives.
    void kill(String why) {
        if (killed == null) {
            killed = why; // whoever is first; if two are, either reason is true
        }
        process.destroyForcibly();
    }

    // ---- the attendant -----------------------------------------------------------------------

    private void attend() {
        try {
            offer = spec.strand() ? null : WireOffer.make(); // one task is not worth it
            introduce();
            connect(connections.all.join());
            receiveAll();
        } catch (CompletionException e) {
            LOG.log(System.Logger.Level.DEBUG, "a child never connected: worker=" + name(), e);
        } catch (RubbishException e) {
            endRubbish(e);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the wire of a child broke: worker=" + name(), e);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "an attendant failed: worker=" + name(), e);
        } finally {
            drained.countDown();
            endIfDeaf();
        }
    }

    private void endRubbish(RubbishException e) {
        LOG.log(
                System.Logger.Level.WARNING,
                "a child talks rubbish and is killed: worker=" + name(),
                e);
        kill("it sent what no worker sends: " + e.getMessage());
    }

    /// Tells the child over its standard input what nobody else may know.
    private void introduce() throws IOException {
        try (DataOutputStream out = new DataOutputStream(process.getOutputStream())) {
            new WorkerSetup(
                            listener.socket().toString(),
                            connections.token,
                            pageFile.toString(),
                            offer == null ? "" : offer.path(),
                            name(),
                            ProcessHandle.current().pid(),
                            tree,
                            Trees.OWN,
                            spec.strand(),
                            spec.daemon(),
                            ChildLogs.levels(),
                            spec.options().rules(),
                            WorkerRehearsal.samples())
                    .write(out);
        }
    }

    private void connect(Map<Hello.Purpose, SocketChannel> channels) throws IOException {
        PrivateFolder.delete(pageFile);
        SocketChannel down = channel(channels, Hello.Purpose.TASKS);
        SocketChannel up = channel(channels, Hello.Purpose.ANSWERS);
        long most = spec.options().rules().mostBytesOfAFrame();
        WireMemory memory = offer == null ? null : offer.taken();
        control = new StreamOutbox(channel(channels, Hello.Purpose.CONTROL));
        if (memory == null) {
            tasks = new StreamOutbox(down);
            answers = new StreamInbox(up, most);
        } else {
            tasks = new StreamOutbox(memory.tasks(), down, this::endRubbish);
            answers = new StreamInbox(memory.answers(), up, most);
        }
    }

    @SuppressWarnings("NullAway") // completed only when there is one for each purpose
    private static SocketChannel channel(
            Map<Hello.Purpose, SocketChannel> channels, Hello.Purpose purpose) {
        return channels.get(purpose);
    }

    private void receiveAll() throws IOException {
        Inbox inbox = answers;
        if (inbox == null) {
            return;
        }
        while (receiveNext(inbox)) {
            if (!inbox.hasMore()) {
                owner.receivedAll(this);
            }
        }
    }

    /// Receives one frame. A method of its own, so that nothing refers to a large one while the next is
    /// waited for.
    private boolean receiveNext(Inbox inbox) throws IOException {
        Frame frame = next(inbox);
        if (frame != null) {
            take(frame);
        }
        return frame != null;
    }

    private @Nullable Frame next(Inbox inbox) throws IOException {
        listening = true;
        try {
            return inbox.receive();
        } finally {
            listening = false;
        }
    }

    /// Sends what there is, unless another answer is there already, after which that is done anyway.
    /// Called by the attendant.
    void flushUnlessMore() {
        Inbox inbox = answers;
        if (inbox != null && !inbox.hasMore()) {
            flushTasks();
        }
    }

    private void take(Frame frame) {
        if (frame.payload().size() > MOST_TEXT_BYTES
                && (frame.type() == Frame.Type.EXITING
                        || frame.type() == Frame.Type.GIVING_UP
                        || frame.type() == Frame.Type.OUT_OF_MEMORY)) {
            kill("it said more about its end than a worker does");
            return;
        }
        switch (frame.type()) {
            case READY -> {
                if (ready) {
                    kill("it said twice that it was ready"); // no worker does that
                } else {
                    ready = true;
                    vitals.begin();
                    owner.ready(this);
                }
            }
            case EXITING -> announcement = announcement.ofExit((int) frame.number(), frame.text());
            case FILES_WANTED -> LoaderFiles.answer(frame, this::sendControl);
            case OUT_OF_MEMORY -> announcement = announcement.ofMemory(frame.text());
            case GIVING_UP -> announcement = announcement.ofGivingUp(frame.text());
            default -> owner.received(this, frame);
        }
    }

    /// A child that has closed its wires can never be of use again.
    private void endIfDeaf() {
        String why = "it had closed its connection to this process";
        try {
            if (!process.waitFor(DEAF_CHILD_MILLIS, TimeUnit.MILLISECONDS)) {
                kill(why);
            }
        } catch (InterruptedException e) {
            kill(why);
        }
    }

    // ---- the watcher -------------------------------------------------------------------------

    private void watch() {
        int code = awaitExit();
        if (Recorder.ON) {
            Recorder.ended(pid(), code);
        }
        Duration lived = Duration.ofNanos(System.nanoTime() - startedAtNanos);
        String killedBefore = killed; // what comes too late was not the cause
        KillLedger.Verdict kill =
                Coroner.isKill(code) && killedBefore == null
                        ? vitals.judgeKill()
                        : KillLedger.Verdict.NOTHING;
        vitals.close();
        listener.giveUp(connections, "the process ended");
        if (!awaitDrained(LAST_FRAMES) && (listening || !awaitDrained(LONGEST_READ))) {
            closeAll(); // somebody else holds its end of the wire, or code of the user hangs
            awaitDrained(LAST_FRAMES);
        }
        ProcessTree.endDescendants(tree, pid());
        output.awaitEnd(LAST_LINES);
        closeAll();
        giveMemoryBack();
        PrivateFolder.delete(pageFile);
        ChildRegistry.remove(this);
        Death death =
                Coroner.examine(
                        new Remains(
                                pid(),
                                code,
                                ready,
                                announcement,
                                output.report(),
                                killedBefore,
                                kill,
                                lived,
                                vitals.memory(),
                                output.tail().lines(),
                                crash));
        ChildRegistry.holdReportIfEnding(death.exitCode(), death.exitCode() == sent);
        try {
            owner.died(this, death);
        } finally {
            PrivateFolder.remove(folder); // may take a while, and nobody waits for it
        }
    }

    private int awaitExit() {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.DEBUG, "nobody may interrupt a watcher", e);
            }
        }
    }

    private boolean awaitDrained(Duration limit) {
        try {
            return drained.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void closeAll() {
        close(tasks);
        close(control);
        Inbox inbox = answers;
        if (inbox != null) {
            inbox.close();
        }
    }

    private void giveMemoryBack() {
        WireOffer last = offer;
        if (last != null) {
            last.close();
        }
    }

    private static void close(@Nullable Outbox outbox) {
        if (outbox != null) {
            outbox.close();
        }
    }
}

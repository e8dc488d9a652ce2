package io.heddle.command;

import io.heddle.internal.os.Trees;
import io.heddle.internal.recording.Recorder;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.Parking;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The life of one command, from its start to the moment at which it has ended and everything is read.
///
/// It is over when nothing is open any more ([#open]): its processes have ended, each stream that is read has been
/// read to its end, and its tree, if it is being ended, is gone. Whoever closes the last of these decides the outcome:
/// the thread that reads, the hunter, or one of the JDK that hears of the end of a process. None of them runs code
/// of the user.
final class Execution {

    /// What may still be read when all who could say something are gone.
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /// How long a caller waits for the end itself, before it lets itself be told: that takes two threads more.
    private static final Duration SOON = Duration.ofSeconds(1);

    /// How long what a command says may wait until its caller has seen whether it ends at once.
    private static final Duration AT_ONCE = Duration.ofMillis(2);

    private final String line;
    private final Terms terms;
    private final CommandFuture future;
    private final Listening listening;
    private final Processes processes;
    private final TreeEnd treeEnd;
    private final InputFeed feed;
    private final long begin = System.nanoTime();

    /// What has not ended yet: the processes as one, each stream, a hunt.
    private final AtomicInteger open;

    private final AtomicBoolean exitNoted = new AtomicBoolean();
    private final AtomicReference<Ending.@Nullable Trouble> trouble = new AtomicReference<>();
    private final AtomicBoolean finished = new AtomicBoolean();

    /// Comes when nothing is left to do, after the outcome is known.
    private final Conclusion conclusion = new Conclusion();

    /// Written once, by the thread that starts it; cancelled by whoever finishes.
    private volatile Clock.@Nullable Alarm alarm;

    /// Starts a command.
    ///
    /// @param input whether its input is open if nothing was said of it
    /// @throws InterruptedException if interrupted while it waits for the other end of a named pipe; nothing was started
    static Execution start(List<Stage> stages, Terms terms, boolean input)
            throws InterruptedException {
        if (terms.ownSession()) {
            StartDiagnosis.requireStartable(stages);
        }
        List<SpecialFile> files = SpecialFile.of(stages, terms);
        try (var _ = NamedPipes.await(files)) {
            return Starter.start(
                    !files.isEmpty(),
                    () -> Living.guarded(() -> new Execution(stages, terms, input)));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw e instanceof CommandStartException known
                    ? known
                    : StartDiagnosis.explain(stages, e);
        }
    }

    private Execution(List<Stage> stages, Terms terms, boolean input) throws Exception {
        this.line = Command.lineOf(stages);
        this.terms = terms;
        this.future = new CommandFuture(stages.getLast().program(), this);
        String tree = terms.outlives() ? Trees.random(4) : Trees.next();
        Launch launch = new Launch(stages, terms, tree);
        this.listening = new Listening(launch, terms, this);
        this.open = new AtomicInteger(1 + listening.streams());
        this.processes = new Processes(start(launch, tree, input));
        if (Recorder.ON) {
            processes.recordStart(stages);
        }
        this.treeEnd = new TreeEnd(tree, processes, launch.hasOwnSession(), this);
        OutputStream to = processes.first().getOutputStream();
        this.feed = new InputFeed(to, stages.getFirst().program(), this::failedServant);
        serve(launch, !input);
    }

    private static List<Process> start(Launch launch, String tree, boolean input)
            throws IOException {
        try {
            return launch.start(input);
        } catch (IOException e) {
            // the JDK has ended what it has started of a pipeline, but not what that has started
            if (launch.isPipeline()) {
                Hunter.begin(new Hunt(tree, List.of(), List.of(), Duration.ZERO));
            }
            throw e;
        }
    }

    /// What could fail from here on finds the processes running.
    private void serve(Launch launch, boolean waited) {
        try {
            if (!terms.outlives()) {
                Living.add(this);
            }
            listening.prepare(launch, processes.list(), waited);
            if (!(terms.input() instanceof Input.Unsaid)) {
                feed.give(terms.input().encoded(terms.text()));
            }
            Duration limit = terms.timeout();
            if (limit != null) {
                alarm = Clock.schedule(Deadline.in(limit), () -> timeUp(limit));
            }
        } catch (RuntimeException | OutOfMemoryError e) { // no thread, for example
            var _ = hunt(Duration.ZERO);
            watch();
            throw e;
        }
    }

    // ---- its end -------------------------------------------------------------------------------

    /// Lets itself be told when the processes have ended.
    @SuppressWarnings("FutureReturnValueIgnored") // the action never throws
    void watch() {
        processes.onExit().thenRun(this::exited);
    }

    private void exited() {
        if (exitNoted.compareAndSet(false, true)) {
            if (Recorder.ON) {
                processes.recordEnd();
            }
            closed();
        }
    }

    /// Something more is to end before this does.
    ///
    /// @return false if this is at its end already
    boolean opened() {
        return open.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
    }

    /// Something that was open has ended.
    void closed() {
        if (open.decrementAndGet() == 0) {
            finish();
        }
    }

    private void timeUp(Duration limit) {
        if (!conclusion.hasCome() && trouble.compareAndSet(null, new Ending.TimeUp(limit))) {
            var _ = hunt(patience());
        }
    }

    /// It said more than may be kept.
    void saidTooMuch() {
        if (trouble.compareAndSet(null, new Ending.TooMuch(terms.mostOutput()))) {
            var _ = hunt(Duration.ZERO);
        }
    }

    /// Code of the user failed that feeds it or listens to it.
    void failedServant(Throwable cause) {
        if (trouble.compareAndSet(null, new Ending.FailedServant(cause))) {
            var _ = hunt(Duration.ZERO);
        }
    }

    Duration patience() {
        return terms.patience();
    }

    /// Ends the tree; if it is being ended, at least as fast as this.
    ///
    /// @return whether it is gone, once that is clear
    CompletableFuture<Boolean> hunt(Duration grace) {
        return treeEnd.hunt(grace);
    }

    /// Called by the hunter.
    void hunted(Ending.Tree outcome) {
        if (outcome != Ending.Tree.GONE) {
            OutputReader.LOG.log(
                    System.Logger.Level.WARNING,
                    "a command took no notice of TERM: command=%s pid=%d; %s"
                            .formatted(shown(), processes.pid(), outcome.text()));
        }
        var _ = Clock.schedule(Deadline.in(LAST_WORDS), this::giveUpListening);
        closed();
    }

    /// Somebody who could not be ended has the output open: nobody waits for that.
    private void giveUpListening() {
        if (!finished.get()) {
            listening.close();
            finish();
        }
    }

    private void finish() {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        Clock.Alarm limit = alarm;
        if (limit != null) {
            limit.cancel();
        }
        feed.abandon();
        Living.remove(this);
        Ending ending = new Ending(result(), trouble.get(), terms.check(), treeEnd.outcome());
        future.decide(ending);
        conclusion.come(ending);
    }

    /// Tells what is known by now.
    CommandResult result() {
        return new CommandResult(
                line,
                processes.exitCodes(),
                terms.pipefail(),
                output(),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    // ---- who waits for it ----------------------------------------------------------------------

    /// Waits for the end, as [Command#run()].
    CommandResult runToEnd() throws InterruptedException {
        try {
            return future.orThrow(Parking.around(this::awaitWhatEndsSoon));
        } catch (InterruptedException e) {
            var _ = hunt(patience());
            watch();
            var _ = Parking.around(conclusion::awaitUninterrupted);
            throw e;
        }
    }

    /// A program that ends at once is waited for, and listened to, by this thread alone: each thread more that has
    /// to wake up makes it longer.
    private Ending awaitWhatEndsSoon() throws InterruptedException {
        try {
            if (processes.haveEnded(AT_ONCE)) {
                exited();
                listening.drain();
            }
        } finally {
            listening.begin();
        }
        if (processes.haveEnded(SOON)) {
            exited();
        } else {
            watch();
        }
        return conclusion.await();
    }

    // ---- for the future ------------------------------------------------------------------------

    CommandFuture future() {
        return future;
    }

    Conclusion conclusion() {
        return conclusion;
    }

    Processes processes() {
        return processes;
    }

    InputFeed feed() {
        return feed;
    }

    Command.Output output() {
        return listening.output();
    }

    Charset text() {
        return terms.text();
    }

    String line() {
        return line;
    }

    /// As much of the command as a message shows.
    String shown() {
        return Quoting.brief(line);
    }

    @Override
    public String toString() {
        return future.toString();
    }
}

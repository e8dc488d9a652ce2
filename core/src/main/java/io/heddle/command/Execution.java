package io.heddle.command;

import io.heddle.Signal;
import io.heddle.TaskTimeoutException.Limit;
import io.heddle.internal.os.Signals;
import io.heddle.internal.os.Trees;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.Dependent;
import io.heddle.spi.Durations;
import io.heddle.spi.Parking;
import io.heddle.spi.TaskCompletion;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
final class Execution extends TaskCompletion<CommandResult> implements RunningCommand, Dependent {

    private static final Executor VIRTUAL = Thread::startVirtualThread;

    /// What may still be read when all who could say something are gone.
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /// How long a caller waits for the end itself, before it lets itself be told: that takes two threads more.
    private static final Duration SOON = Duration.ofSeconds(1);

    /// How long what a command says may wait until its caller has seen whether it ends at once.
    private static final Duration AT_ONCE = Duration.ofMillis(2);

    private final String line;
    private final Terms terms;
    private final String tree;
    private final Listening listening;
    private final List<Process> processes;
    private final InputFeed feed;
    private final long begin = System.nanoTime();

    /// What has not ended yet: the processes as one, each stream, a hunt.
    private final AtomicInteger open;

    private final AtomicBoolean exitNoted = new AtomicBoolean();
    private final AtomicReference<Ending.@Nullable Trouble> trouble = new AtomicReference<>();
    private final AtomicBoolean finished = new AtomicBoolean();

    /// Completed when nothing is left to do, after the outcome is known.
    private final CompletableFuture<Ending> over = new CompletableFuture<>();

    /// The last hunt for its tree, if there was one. Guarded by this.
    private @Nullable Hunt hunt;

    /// What became of its tree. Written by the hunter before it closes what is open.
    private volatile Ending.Tree hunted = Ending.Tree.GONE;

    /// Written once, by the thread that starts it; cancelled by whoever finishes.
    private volatile Clock.@Nullable Alarm alarm;

    /// Starts a command.
    ///
    /// @param input whether its input is open if nothing was said of it
    static Execution start(List<Stage> stages, Terms terms, boolean input) {
        if (terms.ownSession()) {
            StartDiagnosis.requireStartable(stages);
        }
        try {
            return Starter.start(
                    Launch.mayWait(stages, terms),
                    () -> Living.guarded(() -> new Execution(stages, terms, input)));
        } catch (Exception e) {
            throw e instanceof CommandStartException known
                    ? known
                    : StartDiagnosis.explain(stages, e);
        }
    }

    private Execution(List<Stage> stages, Terms terms, boolean input) throws Exception {
        super(stages.getLast().program());
        this.line = Command.lineOf(stages);
        this.terms = terms;
        this.tree = terms.outlives() ? Trees.random(4) : Trees.next();
        Launch launch = new Launch(stages, terms, tree);
        this.listening = new Listening(launch, terms, this);
        this.open = new AtomicInteger(1 + listening.streams());
        this.processes = start(launch, input);
        OutputStream to = processes.getFirst().getOutputStream();
        this.feed = new InputFeed(to, stages.getFirst().program(), this::failedServant);
        serve(launch, !input);
    }

    private List<Process> start(Launch launch, boolean input) throws IOException {
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
            listening.prepare(launch, processes, waited);
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
        allExited().thenRun(this::exited);
    }

    private CompletableFuture<?> allExited() {
        return CompletableFuture.allOf(
                processes.stream().map(Process::onExit).toArray(CompletableFuture<?>[]::new));
    }

    private void exited() {
        if (exitNoted.compareAndSet(false, true)) {
            closed();
        }
    }

    /// Something that was open has ended.
    void closed() {
        if (open.decrementAndGet() == 0) {
            finish();
        }
    }

    private void timeUp(Duration limit) {
        if (!over.isDone() && trouble.compareAndSet(null, new Ending.TimeUp(limit))) {
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
    synchronized CompletableFuture<Boolean> hunt(Duration grace) {
        Hunt running = hunt;
        if (running != null && !running.outcome().isDone()) {
            running.hurry(grace);
            Hunter.wake();
            return running.outcome();
        }
        List<ProcessHandle> roots = processes.stream().map(Process::toHandle).toList();
        List<Long> sessions =
                terms.ownSession() && !Programs.newSession().isEmpty() ? pids() : List.of();
        Hunt begun = new Hunt(tree, roots, sessions, grace);
        hunt = begun;
        if (open.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0) {
            var _ = begun.outcome().thenAccept(gone -> hunted(gone, begun.insisted()));
        }
        Hunter.begin(begun);
        return begun.outcome();
    }

    /// Called by the hunter.
    private void hunted(boolean gone, boolean insisted) {
        hunted = gone ? insisted ? Ending.Tree.KILLED : Ending.Tree.GONE : Ending.Tree.LEFT;
        if (hunted != Ending.Tree.GONE) {
            OutputReader.LOG.log(
                    System.Logger.Level.WARNING,
                    "a command took no notice of TERM: command=%s pid=%d; %s"
                            .formatted(Quoting.brief(line), pid(), hunted.text()));
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
        Ending ending = new Ending(result(), trouble.get(), terms.check(), hunted);
        CommandException failure = ending.failure();
        var _ = failure == null ? succeed(ending.result()) : fail(failure);
        over.complete(ending);
    }

    private CommandResult result() {
        return new CommandResult(
                line,
                codes(),
                terms.pipefail(),
                output(),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    /// What did not end even by KILL is given as if it had.
    private List<Integer> codes() {
        return processes.stream()
                .map(process ->
                        process.isAlive()
                                ? -Signal.KILL.number()
                                : ExitCodes.ofJdk(process.exitValue()))
                .toList();
    }

    // ---- who waits for it ----------------------------------------------------------------------

    /// Waits for the end, as [Command#run()].
    CommandResult runToEnd() throws InterruptedException {
        try {
            return orThrow(Parking.around(this::awaitWhatEndsSoon));
        } catch (InterruptedException e) {
            var _ = hunt(patience());
            watch();
            var _ = Parking.around(this::awaitUninterrupted);
            throw e;
        }
    }

    private CommandResult orThrow(Ending ending) {
        if (isCancelled()) {
            throw new CancellationException(
                    "a command was cancelled: command=" + Quoting.brief(line));
        }
        return ending.orThrow();
    }

    /// A program that ends at once is waited for, and listened to, by this thread alone: each thread more that has
    /// to wake up makes it longer.
    private Ending awaitWhatEndsSoon() throws InterruptedException {
        try {
            if (haveEnded(AT_ONCE)) {
                exited();
                listening.drain();
            }
        } finally {
            listening.begin();
        }
        if (haveEnded(SOON)) {
            exited();
        } else {
            watch();
        }
        return await();
    }

    private boolean haveEnded(Duration limit) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        for (Process process : processes) {
            if (!process.waitFor(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }

    private Ending await() throws InterruptedException {
        try {
            return over.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e); // it is always completed normally
        }
    }

    /// Its tree is being ended, so this does not take long.
    private Ending awaitUninterrupted() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void join() throws InterruptedException {
        var _ = Parking.around(this::await);
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        return Parking.around(() -> await(limit)) != null;
    }

    private @Nullable Ending await(Duration limit) throws InterruptedException {
        try {
            return over.get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e); // it is always completed normally
        } catch (TimeoutException e) {
            return null;
        }
    }

    @Override
    public Command.Output communicate(String input) throws InterruptedException {
        return communicate(input.getBytes(terms.text()));
    }

    @Override
    public Command.Output communicate(byte[] input) throws InterruptedException {
        feed.give(new Input.Bytes(input.clone()));
        return communicate();
    }

    @Override
    public Command.Output communicate(String input, Duration limit) throws InterruptedException {
        feed.give(new Input.Bytes(input.getBytes(terms.text())));
        return communicate(limit);
    }

    @Override
    public Command.Output communicate() throws InterruptedException {
        feed.giveNothing();
        return orThrow(Parking.around(this::await)).output();
    }

    @Override
    public Command.Output communicate(Duration limit) throws InterruptedException {
        feed.giveNothing();
        long asked = System.nanoTime();
        Ending ending = Parking.around(() -> await(limit));
        if (ending == null) {
            throw notYet(limit, Duration.ofNanos(System.nanoTime() - asked));
        }
        return orThrow(ending).output();
    }

    private CommandTimeoutException notYet(Duration limit, Duration waited) {
        String message =
                "a command has not ended yet: command=%s pid=%d limit=%s waited=%s; it goes on, and communicate may be called again"
                        .formatted(
                                Quoting.brief(line),
                                pid(),
                                Durations.text(limit),
                                Durations.text(waited.truncatedTo(ChronoUnit.MILLIS)));
        return new CommandTimeoutException(message, line, Limit.WAIT, limit, waited, output());
    }

    // ---- RunningCommand ------------------------------------------------------------------------

    @Override
    public int attempts() {
        return 1;
    }

    @Override
    public long pid() {
        return processes.getLast().pid();
    }

    @Override
    public List<Long> pids() {
        return processes.stream().map(Process::pid).toList();
    }

    @Override
    public boolean isAlive() {
        return processes.stream().anyMatch(Process::isAlive);
    }

    @Override
    public OptionalInt exitCode() {
        return isAlive() ? OptionalInt.empty() : OptionalInt.of(result().exitCode());
    }

    @Override
    public CompletableFuture<Integer> onExit() {
        return allExited().thenApplyAsync(_ -> result().exitCode(), VIRTUAL);
    }

    @Override
    public Command.Output output() {
        return listening.output();
    }

    @Override
    public void send(Signal signal) {
        new ArrayList<>(processes).forEach(process -> Signals.send(process.toHandle(), signal));
    }

    @Override
    public void terminate() {
        processes.forEach(process -> process.toHandle().destroy());
    }

    @Override
    public void kill() {
        var _ = hunt(Duration.ZERO);
    }

    @Override
    public boolean stop(Duration grace) throws InterruptedException {
        CompletableFuture<Boolean> gone = hunt(grace);
        return Parking.around(() -> {
            try {
                return gone.get();
            } catch (ExecutionException e) {
                throw new AssertionError(e); // it is always completed normally
            }
        });
    }

    @Override
    protected void cancelled(boolean mayInterrupt) {
        if (mayInterrupt) {
            var _ = hunt(patience());
        }
    }

    // ---- Dependent -----------------------------------------------------------------------------

    @Override
    public void stop() {
        if (!cancel(true) && !over.isDone()) {
            var _ = hunt(patience());
        }
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        join();
    }

    @Override
    public boolean isOver() {
        return over.isDone();
    }

    @Override
    public boolean isAwaited() {
        return true;
    }

    @Override
    public String toString() {
        return "RunningCommand[%s, pid=%d, %s]".formatted(Quoting.brief(line), pid(), state());
    }
}

package io.heddle.command;

import io.heddle.Signal;
import io.heddle.TaskTimeoutException.Limit;
import io.heddle.spi.Dependent;
import io.heddle.spi.Durations;
import io.heddle.spi.Parking;
import io.heddle.spi.TaskCompletion;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/// What users hold of a command that runs: its future, and what they may ask of it and do to it.
final class CommandFuture extends TaskCompletion<CommandResult>
        implements RunningCommand, Dependent {

    private static final Executor VIRTUAL = Thread::startVirtualThread;

    private final Execution life;

    /// @param program which gives it its name
    /// @param life what it is about
    CommandFuture(String program, Execution life) {
        super(program);
        this.life = life;
    }

    /// Called once, before the end is told to others.
    void decide(Ending ending) {
        CommandException failure = ending.failure();
        var _ = failure == null ? succeed(ending.result()) : fail(failure);
    }

    // ---- who waits for it ----------------------------------------------------------------------

    @Override
    public void join() throws InterruptedException {
        var _ = Parking.around(life.conclusion()::await);
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        return Parking.around(() -> life.conclusion().await(limit)) != null;
    }

    @Override
    public Command.Output communicate(String input) throws InterruptedException {
        return communicate(input.getBytes(life.text()));
    }

    @Override
    public Command.Output communicate(byte[] input) throws InterruptedException {
        life.feed().give(new Input.Bytes(input.clone()));
        return communicate();
    }

    @Override
    public Command.Output communicate(String input, Duration limit) throws InterruptedException {
        life.feed().give(new Input.Bytes(input.getBytes(life.text())));
        return communicate(limit);
    }

    @Override
    public Command.Output communicate() throws InterruptedException {
        life.feed().giveNothing();
        return orThrow(Parking.around(life.conclusion()::await)).output();
    }

    @Override
    public Command.Output communicate(Duration limit) throws InterruptedException {
        life.feed().giveNothing();
        long asked = System.nanoTime();
        Ending ending = Parking.around(() -> life.conclusion().await(limit));
        if (ending == null) {
            throw notYet(limit, Duration.ofNanos(System.nanoTime() - asked));
        }
        return orThrow(ending).output();
    }

    /// Gives the result.
    ///
    /// @throws CommandException if it is a failure
    CommandResult orThrow(Ending ending) {
        if (isCancelled()) {
            throw new CancellationException("a command was cancelled: command=" + life.shown());
        }
        return ending.orThrow();
    }

    private CommandTimeoutException notYet(Duration limit, Duration waited) {
        String message =
                "a command has not ended yet: command=%s pid=%d limit=%s waited=%s; it goes on, and communicate may be called again"
                        .formatted(
                                life.shown(),
                                pid(),
                                Durations.text(limit),
                                Durations.text(waited.truncatedTo(ChronoUnit.MILLIS)));
        return new CommandTimeoutException(
                message, life.line(), Limit.WAIT, limit, waited, output());
    }

    // ---- RunningCommand ------------------------------------------------------------------------

    @Override
    public int attempts() {
        return 1;
    }

    @Override
    public long pid() {
        return life.processes().pid();
    }

    @Override
    public List<Long> pids() {
        return life.processes().pids();
    }

    @Override
    public boolean isAlive() {
        return life.processes().areAlive();
    }

    @Override
    public OptionalInt exitCode() {
        return isAlive() ? OptionalInt.empty() : OptionalInt.of(life.result().exitCode());
    }

    @Override
    public CompletableFuture<Integer> onExit() {
        return life.processes().onExit().thenApplyAsync(_ -> life.result().exitCode(), VIRTUAL);
    }

    @Override
    public Command.Output output() {
        return life.output();
    }

    @Override
    public void send(Signal signal) {
        life.processes().send(signal);
    }

    @Override
    public void terminate() {
        life.processes().terminate();
    }

    @Override
    public void kill() {
        var _ = life.hunt(Duration.ZERO);
    }

    @Override
    public boolean stop(Duration grace) throws InterruptedException {
        CompletableFuture<Boolean> gone = life.hunt(grace);
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
            var _ = life.hunt(life.patience());
        }
    }

    // ---- Dependent -----------------------------------------------------------------------------

    @Override
    public void stop() {
        if (!cancel(true) && !life.conclusion().hasCome()) {
            var _ = life.hunt(life.patience());
        }
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        join();
    }

    @Override
    public boolean isOver() {
        return life.conclusion().hasCome();
    }

    @Override
    public boolean isAwaited() {
        return true;
    }

    @Override
    public String toString() {
        return "RunningCommand[%s, pid=%d, %s]".formatted(life.shown(), pid(), state());
    }
}

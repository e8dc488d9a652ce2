package io.heddle.supervision;

import io.heddle.HeddleException;
import io.heddle.command.CommandResult;
import io.heddle.command.RunningCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;

/// A command as a child.
///
/// @param command the command, started
record CommandChild(RunningCommand command) implements Supervised {

    @Override
    public void awaitEnd() throws InterruptedException {
        command.join();
    }

    @Override
    public Optional<Throwable> failure() {
        return switch (command.state()) {
            case SUCCESS -> failureOf(command.resultNow());
            case CANCELLED ->
                    Optional.of(
                            new CancellationException(
                                    "a command was cancelled: command=" + command.name()));
            case FAILED -> Optional.of(command.exceptionNow());
            case RUNNING -> // nobody knows how it ended
                    Optional.of(
                            new HeddleException(
                                    "a command ended without an outcome: command="
                                            + command.name()));
        };
    }

    private static Optional<Throwable> failureOf(CommandResult result) {
        return result.isSuccess()
                ? Optional.empty()
                : Optional.of(new HeddleException("a command failed: " + result));
    }

    /// TERM for the whole tree, and KILL when the time is up. Waits for that, in a thread that does nothing else.
    @Override
    public void stop(Duration within) throws InterruptedException {
        var _ = command.stop(within);
    }

    @Override
    public boolean kill() {
        command.kill();
        return true;
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(command.pid());
    }
}

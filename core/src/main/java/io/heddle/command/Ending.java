package io.heddle.command;

import io.heddle.TaskTimeoutException.Limit;
import io.heddle.spi.Durations;
import io.heddle.spi.FailureText;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// How a command came to its end. Whoever asks is told by an exception of his own.
///
/// @param result what is known
/// @param trouble what made it end, `null` if nothing did but itself, or somebody who knows
/// @param checked whether its exit code counts
/// @param tree what became of its tree, if that was ended
record Ending(CommandResult result, @Nullable Trouble trouble, boolean checked, Tree tree) {

    /// What became of a tree that was ended.
    enum Tree {
        GONE("it was ended, with all that it had started"),
        KILLED("TERM was not enough, KILL has ended it and all that it had started"),
        LEFT("something of it did not end, even by KILL");

        private final String text;

        Tree(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /// Why a command was ended.
    sealed interface Trouble {}

    /// Its time was up.
    record TimeUp(Duration limit) implements Trouble {}

    /// It said too much.
    record TooMuch(long limit) implements Trouble {}

    /// Code of the user failed that serves it.
    record FailedServant(Throwable cause) implements Trouble {}

    /// Gives the result.
    ///
    /// @throws CommandException if it is a failure
    CommandResult orThrow() {
        CommandException failure = failure();
        if (failure != null) {
            throw failure;
        }
        return result;
    }

    /// Makes the exception of a failure.
    ///
    /// @return a new one, or `null` if it is none
    @Nullable CommandException failure() {
        return switch (trouble) {
            case TimeUp(Duration limit) -> timeout(limit);
            case TooMuch(long limit) -> tooMuch(limit);
            case FailedServant(Throwable cause) -> servant(cause);
            case null -> checked && !result.isSuccess() ? new CommandFailedException(result) : null;
        };
    }

    private CommandTimeoutException timeout(Duration limit) {
        String message =
                "a command was not finished in time: command=%s limit=%s ran=%s; %s"
                        .formatted(
                                Quoting.brief(result.command()),
                                Durations.text(limit),
                                ran(),
                                tree.text());
        return new CommandTimeoutException(
                message, result.command(), Limit.RUN, limit, result.duration(), result.output());
    }

    private CommandOutputException tooMuch(long limit) {
        String message =
                "a command said more than may be kept: command=%s maxOutputBytes=%d ran=%s; %s; OutputTo.file and OutputTo.lines take any amount"
                        .formatted(Quoting.brief(result.command()), limit, ran(), tree.text());
        return new CommandOutputException(message, result.command(), result.output(), null);
    }

    private CommandOutputException servant(Throwable cause) {
        String message =
                "what serves a command has failed: command=%s ran=%s: %s; %s"
                        .formatted(
                                Quoting.brief(result.command()),
                                ran(),
                                FailureText.of(cause),
                                tree.text());
        return new CommandOutputException(message, result.command(), result.output(), cause);
    }

    private String ran() {
        return Durations.text(result.duration().truncatedTo(ChronoUnit.MILLIS));
    }
}

package io.heddle.command;

import io.heddle.TaskTimeoutException.Limit;
import java.io.Serial;
import java.time.Duration;

/// A command did not end in time.
///
/// With [#which()] `RUN` its time was up, and its tree has been ended. With `WAIT` somebody waited no longer, and
/// it goes on.
public final class CommandTimeoutException extends CommandException {

    @Serial private static final long serialVersionUID = 1L;

    private final Limit which;
    private final Duration limit;
    private final Duration elapsed;
    private final Command.Output output;

    CommandTimeoutException(
            String message,
            String command,
            Limit which,
            Duration limit,
            Duration elapsed,
            Command.Output output) {
        super(message, command, null);
        this.which = which;
        this.limit = limit;
        this.elapsed = elapsed;
        this.output = output;
    }

    /// Tells which limit has passed.
    ///
    /// @return `RUN` or `WAIT`
    public Limit which() {
        return which;
    }

    /// Tells how long the limit was.
    ///
    /// @return the length
    public Duration limit() {
        return limit;
    }

    /// Tells how much time had really passed.
    ///
    /// @return the time from the beginning of what was limited
    public Duration elapsed() {
        return elapsed;
    }

    /// Gives what the command had said by then.
    ///
    /// @return both streams
    public Command.Output output() {
        return output;
    }
}

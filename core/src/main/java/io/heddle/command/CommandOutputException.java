package io.heddle.command;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A command was killed because what it said could not be taken, or what it was to read could not be written: it
/// said more than may be kept, or code of the user failed, which is then the cause.
public final class CommandOutputException extends CommandException {

    @Serial private static final long serialVersionUID = 1L;

    private final Command.Output output;

    CommandOutputException(
            String message, String command, Command.Output output, @Nullable Throwable cause) {
        super(message, command, cause);
        this.output = output;
    }

    /// Gives what the command had said by then, as far as it may be kept.
    ///
    /// @return both streams
    public Command.Output output() {
        return output;
    }
}

package io.heddle.command;

import io.heddle.HeddleException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A command could not be started, or did not end as it should.
public abstract sealed class CommandException extends HeddleException
        permits CommandStartException,
                CommandFailedException,
                CommandTimeoutException,
                CommandOutputException {

    @Serial private static final long serialVersionUID = 1L;

    private final String command;

    CommandException(String message, String command, @Nullable Throwable cause) {
        super(message, cause);
        this.command = command;
    }

    /// Tells which command it was.
    ///
    /// @return the command line as one would write it for a shell
    public String command() {
        return command;
    }
}

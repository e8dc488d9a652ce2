package io.heddle.command;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The arguments of a command and its environment are together more than the system takes.
public final class ArgumentsTooLongException extends CommandStartException {

    @Serial private static final long serialVersionUID = 1L;

    ArgumentsTooLongException(String message, String command, @Nullable Throwable cause) {
        super(message, command, cause);
    }
}

package io.heddle.command;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A command could not be started. Of a pipeline nothing runs then.
///
/// The common reasons have a type of their own; for others, such as a shortage of processes, descriptors or
/// memory, or a file for input or output that is not there, it is this one, with the words of the system.
public sealed class CommandStartException extends CommandException
        permits NoSuchProgramException,
                NoSuchDirectoryException,
                NoPermissionException,
                ArgumentsTooLongException {

    @Serial private static final long serialVersionUID = 1L;

    CommandStartException(String message, String command, @Nullable Throwable cause) {
        super(message, command, cause);
    }
}

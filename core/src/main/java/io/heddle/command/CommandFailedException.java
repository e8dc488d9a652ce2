package io.heddle.command;

import java.io.Serial;
import java.util.List;

/// A command that was to be [checked][Command#check()] ended with another exit code than 0.
public final class CommandFailedException extends CommandException {

    @Serial private static final long serialVersionUID = 1L;

    private final CommandResult result;

    CommandFailedException(CommandResult result) {
        super("a command failed: " + result + lastWords(result), result.command(), null);
        this.result = result;
    }

    private static String lastWords(CommandResult result) {
        List<String> lines = result.output().lastWords();
        return lines.isEmpty() ? "" : "; it said last: " + String.join(" | ", lines);
    }

    /// Gives all that is known.
    ///
    /// @return how it ended and what it said
    public CommandResult result() {
        return result;
    }

    /// Tells how it ended.
    ///
    /// @return its exit code, or `-N` if signal *N* ended it
    public int exitCode() {
        return result.exitCode();
    }

    /// Gives the last lines that it wrote to its error stream.
    ///
    /// @return at most ten lines, the oldest first; of its output if it wrote no errors
    public List<String> lastErrorLines() {
        return result.output().lastWords();
    }
}

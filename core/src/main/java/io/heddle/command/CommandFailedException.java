package io.heddle.command;

import java.io.Serial;
import java.util.List;

/// A command that was to be [checked][Command#check()] ended with another exit code than 0.
public final class CommandFailedException extends CommandException {

    @Serial private static final long serialVersionUID = 1L;

    private static final int MOST_LINES = 10;
    private static final int LONGEST_LINE = 300;

    private final CommandResult result;

    CommandFailedException(CommandResult result) {
        super("a command failed: " + result + lastWords(result), result.command(), null);
        this.result = result;
    }

    private static String lastWords(CommandResult result) {
        List<String> lines = lastLines(result.output());
        return lines.isEmpty() ? "" : "; it said last: " + String.join(" | ", lines);
    }

    /// The last lines of errors; where there are none, of what it said, since errors may be merged with it.
    private static List<String> lastLines(Command.Output output) {
        List<String> errors = last(output.stderr());
        return errors.isEmpty() ? last(output.stdout()) : errors;
    }

    private static List<String> last(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()).stream()
                .map(line ->
                        line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line)
                .toList();
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
        return lastLines(result.output());
    }
}

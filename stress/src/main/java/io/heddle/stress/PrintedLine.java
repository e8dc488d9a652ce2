package io.heddle.stress;

import io.heddle.TaskLine;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines that tasks print: each says itself where it must have come from.
final class PrintedLine {

    private static final Pattern FORM =
            Pattern.compile("storm-line number=(\\d+) pid=(\\d+) line=\\d+ end");

    private PrintedLine() {}

    static String text(long number, long pid, int line) {
        return "storm-line number=%d pid=%d line=%d end".formatted(number, pid, line);
    }

    /// Tells what is wrong with where a line is said to come from. Of a line in which the writer was killed
    /// nothing is known, nor of what a JVM says when it crashes.
    ///
    /// @return the fault; empty if there is none
    static Optional<String> faultOf(TaskLine line) {
        Matcher matcher = FORM.matcher(line.text());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean right =
                Long.parseLong(matcher.group(2)) == line.pid()
                        && line.taskName()
                                .equals(ErrandKind.PRINT.label() + "-" + matcher.group(1));
        return right
                ? Optional.empty()
                : Optional.of("a line is said to be another task's: " + line);
    }
}

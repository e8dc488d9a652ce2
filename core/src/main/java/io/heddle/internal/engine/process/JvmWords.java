package io.heddle.internal.engine.process;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells apart, in the output of a child, what its JVM says about itself from what tasks write: the user
/// did not ask for the former, it belongs into the report of a death.
///
/// Used by one thread.
final class JvmWords {

    private static final String END_WITHOUT_MEMORY =
            "Terminating due to java.lang.OutOfMemoryError";
    private static final List<String> SINGLE_LINES =
            List.of(
                    END_WITHOUT_MEMORY,
                    JvmReport.STACK_OVERFLOW,
                    "NOTE: Picked up JDK_JAVA_OPTIONS",
                    "Picked up JAVA_TOOL_OPTIONS",
                    "Picked up _JAVA_OPTIONS");
    private static final List<String> CRASH_BEGINNINGS =
            List.of(
                    "# A fatal error has been detected by the Java Runtime Environment",
                    "# There is insufficient memory for the Java Runtime Environment");

    /// A crash report begins with a line `#`, which a task may also write.
    private static final String HASH = "#";

    /// Whether the last line was [#HASH].
    private boolean afterHash;

    /// Whether that line was not given to anybody yet.
    private boolean held;

    private boolean crashed;

    /// What to do with a line.
    ///
    /// @param toUser the lines for the user
    /// @param ofJvm the line, if it is the JVM's own
    record Verdict(List<String> toUser, @Nullable String ofJvm) {}

    Verdict judge(String line) {
        boolean begins = afterHash && startsWithOneOf(line, CRASH_BEGINNINGS);
        crashed = crashed ? isOfReport(line) : begins;
        if (crashed) {
            afterHash = false;
            held = false;
            return new Verdict(List.of(), line);
        }
        List<String> before = giveUpHolding();
        afterHash = line.equals(HASH);
        if (afterHash) {
            held = true;
            return new Verdict(before, null);
        }
        int end = line.indexOf(END_WITHOUT_MEMORY);
        if (end > 0) { // behind what a task wrote last, without a line feed
            return new Verdict(plus(before, line.substring(0, end)), line.substring(end));
        }
        if (startsWithOneOf(line, SINGLE_LINES)) {
            return new Verdict(before, line);
        }
        return new Verdict(plus(before, line), null);
    }

    /// Tells whether a line waits for the next one.
    boolean holdsBack() {
        return held;
    }

    /// Gives back what is held when nothing follows, for now or for ever. A crash report is still known as
    /// one when it goes on later.
    List<String> giveUpHolding() {
        List<String> given = held ? List.of(HASH) : List.of();
        held = false;
        return given;
    }

    private static List<String> plus(List<String> before, String line) {
        return before.isEmpty() ? List.of(line) : List.of(before.getFirst(), line);
    }

    /// Every line of a crash report begins so; what begins otherwise shows that nothing has crashed.
    private static boolean isOfReport(String line) {
        return line.startsWith(HASH) || line.isBlank() || line.startsWith("[");
    }

    private static boolean startsWithOneOf(String line, List<String> beginnings) {
        return beginnings.stream().anyMatch(line::startsWith);
    }
}

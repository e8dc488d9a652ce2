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
                    "NOTE: Picked up JDK_JAVA_OPTIONS",
                    "Picked up JAVA_TOOL_OPTIONS",
                    "Picked up _JAVA_OPTIONS");
    private static final List<String> CRASH_BEGINNINGS =
            List.of(
                    "# A fatal error has been detected by the Java Runtime Environment",
                    "# There is insufficient memory for the Java Runtime Environment");

    /// A crash report begins with a line `#`, which a task may also write.
    private boolean heldHash;

    private boolean crashed;

    /// What to do with a line.
    ///
    /// @param toUser the lines for the user
    /// @param ofJvm the line, if it is the JVM's own
    record Verdict(List<String> toUser, @Nullable String ofJvm) {}

    Verdict judge(String line) {
        boolean afterHash = heldHash;
        heldHash = false;
        crashed = crashed ? isOfReport(line) : afterHash && startsWithOneOf(line, CRASH_BEGINNINGS);
        if (crashed) {
            return new Verdict(List.of(), line);
        }
        if (line.equals("#")) {
            heldHash = true;
            return new Verdict(afterHash ? List.of("#") : List.of(), null);
        }
        int end = line.indexOf(END_WITHOUT_MEMORY);
        if (end > 0) { // behind what a task wrote last, without a line feed
            String own = line.substring(0, end);
            return new Verdict(afterHash ? List.of("#", own) : List.of(own), line.substring(end));
        }
        if (startsWithOneOf(line, SINGLE_LINES)) {
            return new Verdict(afterHash ? List.of("#") : List.of(), line);
        }
        return new Verdict(afterHash ? List.of("#", line) : List.of(line), null);
    }

    /// Gives back what is still held when the stream ends.
    List<String> end() {
        return heldHash ? List.of("#") : List.of();
    }

    /// Every line of a crash report begins so; what begins otherwise shows that nothing has crashed.
    private static boolean isOfReport(String line) {
        return line.startsWith("#") || line.isBlank() || line.startsWith("[");
    }

    private static boolean startsWithOneOf(String line, List<String> beginnings) {
        return beginnings.stream().anyMatch(line::startsWith);
    }
}

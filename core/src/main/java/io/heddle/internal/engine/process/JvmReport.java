package io.heddle.internal.engine.process;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the JVM of a child said about its own end, as far as it helps to tell one end from another.
///
/// Written by the threads that read the child's output, read by its watcher.
final class JvmReport {

    /// What a JVM says before it ends by a stack that native code has used up.
    static final String STACK_OVERFLOW = "An irrecoverable stack overflow has occurred.";

    private static final Pattern OUT_OF_MEMORY =
            Pattern.compile("java\\.lang\\.OutOfMemoryError: (.*)");
    private static final Pattern NATIVE_MEMORY =
            Pattern.compile("# (Native memory allocation .*|Out of Memory Error .*)");

    /// For example `#  SIGSEGV (0xb) at pc=0x00007f…, pid=1, tid=2`.
    private static final Pattern ERROR = Pattern.compile("#  (\\S+ \\(0x[0-9a-f]+\\)).*");

    /// For example `#  Internal Error (assembler.cpp:1), pid=1, tid=2`.
    private static final Pattern INTERNAL_ERROR =
            Pattern.compile("#  (Internal Error \\([^)]*\\)).*");

    private static final String FRAME_TITLE = "# Problematic frame:";
    private static final String FILE_TITLE =
            "# An error report file with more information is saved as:";

    /// Guarded by this.
    private String before = "";

    /// Guarded by this.
    private @Nullable String outOfMemory;

    /// Guarded by this.
    private @Nullable String error;

    /// Guarded by this.
    private @Nullable String frame;

    /// Guarded by this.
    private @Nullable String file;

    /// Guarded by this.
    private boolean stackOverflow;

    synchronized void add(String line) {
        outOfMemory = firstOf(outOfMemory, OUT_OF_MEMORY.matcher(line));
        outOfMemory = firstOf(outOfMemory, NATIVE_MEMORY.matcher(line));
        error = firstOf(error, ERROR.matcher(line));
        error = firstOf(error, INTERNAL_ERROR.matcher(line));
        stackOverflow |= line.startsWith(STACK_OVERFLOW);
        if (before.equals(FRAME_TITLE)) {
            frame = line.substring(Math.min(2, line.length())).strip();
        } else if (before.equals(FILE_TITLE)) {
            file = line.substring(Math.min(2, line.length())).strip();
        }
        before = line;
    }

    private static @Nullable String firstOf(@Nullable String known, Matcher matcher) {
        return known == null && matcher.find() ? matcher.group(1) : known;
    }

    /// Which memory was used up.
    synchronized Optional<String> outOfMemory() {
        return Optional.ofNullable(outOfMemory);
    }

    /// The error by which it crashed and where; empty if it did not say.
    synchronized Optional<String> crash() {
        if (stackOverflow) {
            return Optional.of(
                    "a stack overflow in native code" + (frame == null ? "" : " at " + frame));
        }
        return Optional.ofNullable(error).map(e -> frame == null ? e : e + " at " + frame);
    }

    /// Where it said that it left its crash file.
    synchronized Optional<String> crashFile() {
        return Optional.ofNullable(file);
    }
}

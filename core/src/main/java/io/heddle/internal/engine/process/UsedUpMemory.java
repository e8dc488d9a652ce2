package io.heddle.internal.engine.process;

import io.heddle.spi.FailureText;
import java.util.List;

/// Tells an [OutOfMemoryError] that says that memory is used up from one that somebody has thrown.
///
/// When the heap or the space for classes is used up, the JVM of a worker ends by itself
/// (`ExitOnOutOfMemoryError`) and nobody sees an error. Errors that can be caught are those of the JDK's
/// own classes (direct buffers, threads, mappings), those of the JVM if the user has switched that option
/// off, and those of anybody who writes `throw new OutOfMemoryError(…)`. Only the last kind leaves a worker
/// as good as it was. It is known by two signs together: it was made by code outside the JDK, and it does
/// not say what the JVM would, which is never without words. Whatever is in doubt counts as used up.
final class UsedUpMemory {

    /// What the JVM says, whose errors seem to be made where the memory was asked for.
    private static final List<String> WORDS_OF_THE_JVM =
            List.of(
                    "Java heap space",
                    "GC overhead limit exceeded",
                    "Metaspace",
                    "Compressed class space",
                    "Requested array size exceeds VM limit",
                    "unable to create",
                    "C heap space",
                    "Out of");

    private UsedUpMemory() {}

    static boolean isMeantBy(OutOfMemoryError error) {
        String words = FailureText.messageOf(error);
        StackTraceElement[] stack = FailureText.stackOf(error);
        return (words != null && WORDS_OF_THE_JVM.stream().anyMatch(words::startsWith))
                || stack.length == 0
                || stack[0].isNativeMethod()
                || isOfJdk(stack[0]);
    }

    private static boolean isOfJdk(StackTraceElement frame) {
        String module = frame.getModuleName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }
}

package io.heddle.spi;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where in the code of users something happens: the class, the method and the line.
public final class CallSite {

    private static final int MOST = 3;
    private static final String OURS = "io.heddle.";
    private static final List<String> NOT_OF_USERS =
            List.of(
                    "java.",
                    "jdk.",
                    "sun.",
                    "io.heddle.coroutine.",
                    "io.heddle.internal.",
                    "io.heddle.shared.",
                    "io.heddle.spi.");

    private static final StackWalker WALKER = StackWalker.getInstance();

    private static final CallSite UNKNOWN = new CallSite(null);

    /// Its line is looked up when somebody asks.
    private final StackWalker.@Nullable StackFrame frame;

    private CallSite(StackWalker.@Nullable StackFrame frame) {
        this.frame = frame;
    }

    /// Tells from where the current thread came to us.
    ///
    /// @return the innermost place
    public static CallSite here() {
        return WALKER.walk(frames ->
                frames.filter(frame -> isOfUsers(frame.getClassName()))
                        .findFirst()
                        .map(CallSite::new)
                        .orElse(UNKNOWN));
    }

    @Override
    public String toString() {
        return frame == null ? "?" : nameOf(frame.toStackTraceElement());
    }

    /// Tells from where another thread came to us.
    ///
    /// @param thread the thread
    /// @return the innermost places, at least one
    public static List<String> of(Thread thread) {
        return of(thread.getStackTrace());
    }

    /// Tells from where a thread came to us that has a stack.
    ///
    /// @param stack the innermost frame first
    /// @return the innermost places, at least one
    public static List<String> of(StackTraceElement[] stack) {
        List<String> places =
                Stream.of(stack)
                        .filter(frame -> isOfUsers(frame.getClassName()))
                        .limit(MOST)
                        .map(CallSite::nameOf)
                        .toList();
        return places.isEmpty() ? List.of("?") : places;
    }

    /// Tells where the code of users begins in a stack.
    ///
    /// @param stack the innermost frame first
    /// @return its outermost place, `?` if there is none
    public static String outermost(StackTraceElement[] stack) {
        for (int i = stack.length - 1; i >= 0; i--) {
            if (isOfUsers(stack[i].getClassName())) {
                return nameOf(stack[i]);
            }
        }
        return "?";
    }

    private static boolean isOfUsers(String type) {
        for (String prefix : NOT_OF_USERS) {
            if (type.startsWith(prefix)) {
                return false;
            }
        }
        return !type.startsWith(OURS) || type.indexOf('.', OURS.length()) >= 0;
    }

    /// Says where a frame is.
    ///
    /// @param frame of a stack
    /// @return its class without the package, the method, the file and the line
    public static String nameOf(StackTraceElement frame) {
        String type = frame.getClassName();
        return "%s.%s(%s:%d)"
                .formatted(
                        type.substring(type.lastIndexOf('.') + 1),
                        frame.getMethodName(),
                        frame.getFileName(),
                        frame.getLineNumber());
    }
}

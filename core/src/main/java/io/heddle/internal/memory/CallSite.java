package io.heddle.internal.memory;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where in the code of users something happens: the class, the method and the line.
public final class CallSite {

    private static final int MOST = 3;
    private static final List<String> NOT_OF_USERS =
            List.of("java.", "jdk.", "sun.", "io.heddle.shared.", "io.heddle.internal.");

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
    /// @return the innermost places, at least one
    static List<String> of(Thread thread) {
        List<String> places =
                Stream.of(thread.getStackTrace())
                        .filter(frame -> isOfUsers(frame.getClassName()))
                        .limit(MOST)
                        .map(CallSite::nameOf)
                        .toList();
        return places.isEmpty() ? List.of("?") : places;
    }

    private static boolean isOfUsers(String type) {
        return NOT_OF_USERS.stream().noneMatch(type::startsWith);
    }

    private static String nameOf(StackTraceElement frame) {
        String type = frame.getClassName();
        return "%s.%s(%s:%d)"
                .formatted(
                        type.substring(type.lastIndexOf('.') + 1),
                        frame.getMethodName(),
                        frame.getFileName(),
                        frame.getLineNumber());
    }
}

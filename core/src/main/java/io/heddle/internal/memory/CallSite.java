package io.heddle.internal.memory;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where in the code of users something happens.
public final class CallSite {

    private static final int MOST = 3;
    private static final List<String> NOT_OF_USERS =
            List.of("java.", "jdk.", "sun.", "io.heddle.shared.", "io.heddle.internal.");

    private static final StackWalker WALKER = StackWalker.getInstance();

    private CallSite() {}

    /// Tells from where the current thread came to us.
    ///
    /// @return the class, the method and the line
    public static String here() {
        Optional<StackTraceElement> first =
                WALKER.walk(frames ->
                        frames.filter(frame -> isOfUsers(frame.getClassName()))
                                .findFirst()
                                .map(StackWalker.StackFrame::toStackTraceElement));
        return first.map(CallSite::nameOf).orElse("?");
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

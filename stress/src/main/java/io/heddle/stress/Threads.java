package io.heddle.stress;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Text about what threads are doing.
final class Threads {

    private Threads() {}

    static String stack(Thread thread) {
        return text(thread, thread.getStackTrace());
    }

    /// All threads of Heddle and of the storm.
    static String all() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry ->
                        entry.getKey().getName().startsWith("heddle-")
                                || entry.getKey().getName().startsWith("storm-"))
                .sorted(Map.Entry.comparingByKey(java.util.Comparator.comparing(Thread::getName)))
                .map(entry -> text(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String text(Thread thread, StackTraceElement[] stack) {
        return "    \"%s\" %s%s"
                .formatted(
                        thread.getName(),
                        thread.getState(),
                        Stream.of(stack)
                                .map(frame -> "\n        at " + frame)
                                .collect(Collectors.joining()));
    }
}

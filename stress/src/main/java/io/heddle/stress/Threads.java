package io.heddle.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Text about what threads are doing.
final class Threads {

    private static final long LONGEST_ANSWER_SECONDS = 10;

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

    /// All threads of another JVM, as far as it still answers.
    static String of(ProcessHandle jvm) throws InterruptedException {
        String jstack = Path.of(System.getProperty("java.home"), "bin", "jstack").toString();
        try {
            Path out = Files.createTempFile("storm-threads-", "");
            Process asking =
                    new ProcessBuilder(jstack, Long.toString(jvm.pid()))
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start();
            if (!asking.waitFor(LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS)) {
                asking.destroyForcibly().waitFor();
            }
            String text = Files.readString(out);
            Files.delete(out);
            return text;
        } catch (IOException e) {
            return "its threads are not known: " + e;
        }
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

package io.heddle.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Text about what threads are doing.
public final class Threads {

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
        return answerOf("jstack", Long.toString(jvm.pid()));
    }

    /// All threads of a JVM, virtual ones too, as far as it still answers.
    ///
    /// @param pid the JVM
    /// @return what they are doing
    /// @throws InterruptedException if interrupted while waiting for the answer
    public static String withVirtual(long pid) throws InterruptedException {
        try {
            Path file = Files.createTempFile("storm-dump-", "");
            String answer =
                    answerOf(
                            "jcmd",
                            Long.toString(pid),
                            "Thread.dump_to_file",
                            "-overwrite",
                            file.toString());
            String text = Files.readString(file);
            Files.delete(file);
            return text.isEmpty() ? answer : text;
        } catch (IOException e) {
            return "its threads are not known: " + e;
        }
    }

    private static String answerOf(String program, String... arguments)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addFirst(Path.of(System.getProperty("java.home"), "bin", program).toString());
        try {
            Path out = Files.createTempFile("storm-threads-", "");
            Process asking =
                    new ProcessBuilder(command)
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

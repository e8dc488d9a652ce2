package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.internal.os.LivingProcesses;
import io.heddle.internal.os.ProcessTree;
import io.heddle.internal.os.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A program of its own that uses Heddle, as a child of the test, so that it can be killed or come to its
/// end. It lies in the tree of the test's JVM and has a folder for temporary files of its own.
final class ParentProgram implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Path folder;
    private final Process process;
    private final String tree = Trees.OWN + "/parent-" + NUMBERS.incrementAndGet();

    private ParentProgram(
            Path folder,
            List<String> jvmArgs,
            Map<String, String> environment,
            Class<?> main,
            String... arguments)
            throws IOException {
        this(List.of(), folder, jvmArgs, environment, main, arguments);
    }

    private ParentProgram(
            List<String> starter,
            Path folder,
            List<String> jvmArgs,
            Map<String, String> environment,
            Class<?> main,
            String... arguments)
            throws IOException {
        this.folder = folder;
        List<String> command = new ArrayList<>(starter);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + folder);
        command.add("-Xmx256m");
        command.add("-XX:+UseSerialGC");
        command.addAll(Probe.shortLife());
        command.addAll(jvmArgs);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put(ProcessTree.VARIABLE, tree);
        builder.redirectOutput(folder.resolve("stdout").toFile());
        builder.redirectError(folder.resolve("stderr").toFile());
        process = builder.start();
    }

    static ParentProgram start(Path folder, Class<?> main, String... arguments) throws IOException {
        return new ParentProgram(folder, List.of(), Map.of(), main, arguments);
    }

    static ParentProgram startWith(List<String> jvmArgs, Path folder, Class<?> main, String... args)
            throws IOException {
        return new ParentProgram(folder, jvmArgs, Map.of(), main, args);
    }

    static ParentProgram startIn(
            Map<String, String> environment, Path folder, Class<?> main, String... args)
            throws IOException {
        return new ParentProgram(folder, List.of(), environment, main, args);
    }

    /// Starts one as a shell does in a terminal: its processes are a group, and Ctrl-C is not ignored.
    static ParentProgram startInForeground(Path folder, Class<?> main, String... args)
            throws IOException {
        List<String> starter = List.of("env", "--default-signal=INT", "setsid");
        return new ParentProgram(starter, folder, List.of(), Map.of(), main, args);
    }

    /// Sends INT to all processes of the group, as the terminal does. Of a program that was started in the
    /// foreground.
    void pressCtrlC() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", "INT", "--", "-" + process.pid()).start().waitFor();
    }

    String stdout() throws IOException {
        return Files.readString(folder.resolve("stdout"), StandardCharsets.UTF_8);
    }

    String stderr() throws IOException {
        return Files.readString(folder.resolve("stderr"), StandardCharsets.UTF_8);
    }

    void awaitLine(String line) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() ->
                        assertThat(stdout().lines())
                                .as(() -> "alive=" + process.isAlive() + " " + errors())
                                .contains(line));
    }

    /// What it has written to its standard error, for the message of a failing assertion.
    String errors() {
        try {
            return "stderr:\n" + stderr();
        } catch (IOException e) {
            return e.toString();
        }
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the program ends").isTrue();
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() {
        process.toHandle().destroyForcibly();
    }

    /// Waits until nothing is left of it, within a generous reading of "a second".
    void awaitNothingLeft() {
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(LivingProcesses.in(tree)).isEmpty());
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(privateFolders()).isEmpty());
    }

    private List<Path> privateFolders() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> Files.isDirectory(path)).toList();
        }
    }

    List<String> living() {
        return LivingProcesses.in(tree);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}

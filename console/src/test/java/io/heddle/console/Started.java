package io.heddle.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testkit.LoopbackServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A program in a process of its own, as in a terminal: all that it prints is kept, and it gets signals.
public final class Started implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    /// Of all JVMs that it starts; their launchers say on standard error that they have read it.
    private static final String OPTIONS = "JDK_JAVA_OPTIONS";

    private static final String SHORT_LIVES =
            "-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=10";

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Started(ProcessBuilder builder) throws IOException {
        builder.command(interruptible(builder.command()));
        builder.environment().put("HEDDLE_SERVER", LoopbackServer.program().toString());
        process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        reader = Thread.ofVirtual().start(this::read);
    }

    /// Starts `heddle` as a user does, with a server that it may start. It and what it starts compile no more than
    /// this JVM does.
    ///
    /// @param arguments what follows the word `heddle`
    /// @return what was started
    /// @throws IOException if it cannot be started
    public static Started heddle(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments));
        builder.environment().put(OPTIONS, compilersOfThisJvm());
        return new Started(builder);
    }

    /// Where the tests are to take their time, all have the compilers that users have.
    private static String compilersOfThisJvm() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX:TieredStopAtLevel="))
                .collect(Collectors.joining(" "));
    }

    /// Starts a `heddle` that has little to do: all its JVMs begin faster.
    static Started briefHeddle(String... arguments) throws IOException {
        return new Started(brief(new ProcessBuilder(command(arguments))));
    }

    private static ProcessBuilder brief(ProcessBuilder builder) {
        builder.environment().put(OPTIONS, SHORT_LIVES);
        return builder;
    }

    /// Starts what the lines say, in a folder.
    static Started shell(Path folder, List<String> lines) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-ec", String.join("\n", lines));
        builder.environment().merge("PATH", javaHome() + "/bin", (path, java) -> java + ":" + path);
        return new Started(brief(builder.directory(folder.toFile())));
    }

    /// The command of `heddle` as the start script would run it, with the classes of this test.
    static List<String> command(String... arguments) {
        Stream<String> java =
                Stream.of(
                        javaHome() + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.heddle.console.Main");
        return Stream.concat(java, Stream.of(arguments)).toList();
    }

    private static String javaHome() {
        return System.getProperty("java.home");
    }

    /// The same command, which hears Ctrl-C. A shell that runs something in the background has it ignored, and that is
    /// inherited: also by a build that was started so.
    static List<String> interruptible(List<String> command) {
        Stream<String> env =
                System.getProperty("os.name").equals("Linux")
                        ? Stream.of("env", "--default-signal=INT")
                        : Stream.of();
        return Stream.concat(env, command.stream()).toList();
    }

    private void read() {
        try (var in = process.inputReader(StandardCharsets.UTF_8)) {
            in.lines()
                    .filter(line -> !line.startsWith("NOTE: Picked up " + OPTIONS))
                    .forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("(not read to the end: " + e + ")"); // it was killed
        }
    }

    /// What it has printed until now, on both streams.
    ///
    /// @return the lines; more may come
    public List<String> lines() {
        return lines;
    }

    /// Waits for a line.
    ///
    /// @param expression what is to be found in it
    void awaitLine(String expression) {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(lines)
                                .anySatisfy(line -> assertThat(line).containsPattern(expression)));
    }

    /// Sends a signal to it and to all that it has started, as a terminal does.
    void signal(String name) throws IOException, InterruptedException {
        List<String> kill = new ArrayList<>(List.of("kill", "-" + name));
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .forEach(one -> kill.add(Long.toString(one.pid())));
        Process killing = new ProcessBuilder(kill).redirectErrorStream(true).start();
        String said = new String(killing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(killing.waitFor()).as("%s: %s", kill, said).isZero();
    }

    /// Waits until it has ended, and all is read that it has printed.
    int awaitExit() throws InterruptedException {
        return awaitExit(LIMIT);
    }

    /// Waits until it has ended, and all is read that it has printed.
    ///
    /// @param limit the longest wait
    /// @return its exit code
    /// @throws InterruptedException if interrupted while waiting
    public int awaitExit(Duration limit) throws InterruptedException {
        assertThat(process.waitFor(limit))
                .as("%s has ended, which said %s", process, lines)
                .isTrue();
        assertThat(reader.join(LIMIT)).isTrue();
        return process.exitValue();
    }

    /// Ends it, whatever it does just now, with all that it has started.
    @Override
    public void close() {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }
}

package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.TaskPool;
import io.heddle.internal.os.ProcessTree;
import io.heddle.internal.os.Trees;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// Makes and starts programs of users, the way that users do: sources are compiled and packed, and a
/// process of its own is started. It lies in the tree of the test's JVM, so that what it leaves behind is
/// found ([NoLeftovers]).
final class UserProgram {

    /// What no child of a program inherits, and what makes no difference to where its classes come from.
    private static final String[] SHORT_LIFE =
            Stream.concat(Stream.of("-XX:+UseSerialGC"), Probe.shortLife().stream())
                    .toArray(String[]::new);

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> unset = new ArrayList<>();
    private final Path directory;

    /// What came of a program.
    record Outcome(int exitCode, String out, String err) {

        /// Everything that [#JOB] says when all went well.
        void isRight() {
            assertThat(out.lines())
                    .as(() -> "exit=%d out:\n%s\nerr:\n%s".formatted(exitCode, out, err))
                    .contains(
                            "answer 42",
                            "squares [1, 4, 9, 16]",
                            "point Point[x=3, y=4] true",
                            "failure true not enough 7",
                            "chunk failure true not enough 2",
                            "context true",
                            "nested 49",
                            "elsewhere true");
            assertThat(exitCode).as(() -> "err:\n" + err).isZero();
        }
    }

    /// A program whose tasks use classes of its own on either side: as results, as failures, as
    /// functions, and in a pool of a worker.
    static final String JOB =
            """
            import io.heddle.*;
            import java.io.Serializable;
            import java.util.List;
            import java.util.concurrent.ExecutionException;

            public class Job {
                public record Point(int x, int y) implements Serializable {}

                public static class NotEnough extends RuntimeException {
                    public final int missing;
                    public NotEnough(int missing) {
                        super("not enough " + missing);
                        this.missing = missing;
                    }
                }

                static class Secret {
                    static int square(int n) { return n * n; }
                }

                static void failing(int n) { throw new NotEnough(n); }

                static int nested(int n) throws Exception {
                    try (TaskPool inner = TaskPool.processes(1)) {
                        return inner.submit(() -> Secret.square(n)).get();
                    }
                }

                public static void main(String[] arguments) throws Exception {
                    long self = ProcessHandle.current().pid();
                    try (TaskPool pool = TaskPool.processes(2)) {
                        System.out.println("answer " + pool.submit(() -> 40 + 2).get());
                        System.out.println(
                            "squares " + pool.map(n -> Secret.square(n), List.of(1, 2, 3, 4)));
                        Object point = pool.submit(() -> new Point(3, 4)).get();
                        System.out.println("point " + point + " " + (point instanceof Point));
                        try {
                            pool.submit(Action.of(() -> failing(7))).get();
                        } catch (ExecutionException e) {
                            System.out.println("failure " + (e.getCause() instanceof NotEnough)
                                + " " + e.getCause().getMessage());
                        }
                        try {
                            pool.map(n -> { failing(n); return n; }, List.of(2));
                        } catch (ExecutionException e) {
                            System.out.println("chunk failure " + (e.getCause() instanceof NotEnough)
                                + " " + e.getCause().getMessage());
                        }
                        System.out.println("context " + pool.submit(() -> Class.forName(
                            Point.class.getName(), true,
                            Thread.currentThread().getContextClassLoader()) == Point.class).get());
                        System.out.println("nested " + pool.submit(() -> nested(7)).get());
                        System.out.println("elsewhere "
                            + (pool.submit(() -> ProcessHandle.current().pid()).get() != self));
                    }
                }
            }
            """;

    private UserProgram(Path directory) {
        this.directory = directory;
    }

    // ---- making it ---------------------------------------------------------------------------

    /// Where the classes of Heddle are, as a folder.
    static Path heddle() {
        try {
            return Path.of(
                    TaskPool.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /// Compiles sources, against Heddle on the class path.
    static Path compile(Path into, Map<String, String> sources) throws IOException {
        return compile(into, List.of("-cp", heddle().toString()), sources);
    }

    static Path compile(Path into, List<String> options, Map<String, String> sources)
            throws IOException {
        Path folder = Files.createDirectories(into.resolveSibling(into.getFileName() + "-src"));
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, source.getValue()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> all = new ArrayList<>(options);
            all.addAll(List.of("-d", Files.createDirectories(into).toString()));
            boolean good =
                    compiler.getTask(
                                    said,
                                    manager,
                                    null,
                                    all,
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files))
                            .call();
            assertThat(good).as(said::toString).isTrue();
        }
        return into;
    }

    /// Packs folders into a jar.
    static Path jar(Path file, String mainClass, Path... folders) throws IOException {
        try (JarOutputStream jar = open(file, mainClass)) {
            for (Path folder : folders) {
                addFolder(jar, "", folder);
            }
        }
        return file;
    }

    static JarOutputStream open(Path file, String mainClass) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        if (mainClass.isEmpty()) {
            return new JarOutputStream(out);
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        return new JarOutputStream(out, manifest);
    }

    static void addFolder(JarOutputStream jar, String prefix, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                jar.putNextEntry(new JarEntry(prefix + name));
                jar.write(Files.readAllBytes(file));
                jar.closeEntry();
            }
        }
    }

    /// Puts a jar into a jar as it is.
    static void addStored(JarOutputStream jar, String name, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        JarEntry entry = new JarEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        jar.putNextEntry(entry);
        jar.write(bytes);
        jar.closeEntry();
    }

    // ---- starting it -------------------------------------------------------------------------

    /// Begins a command that runs in a folder.
    static UserProgram in(Path directory) {
        return new UserProgram(directory);
    }

    UserProgram java(String... arguments) {
        return command(jdk("java"), "-Xmx256m").command(SHORT_LIFE).command(arguments);
    }

    /// What a script begins with to run a program. Without an archive, whose path may have spaces.
    static String javaForScripts() {
        return jdk("java") + " -XX:+UseSerialGC " + String.join(" ", Probe.COMPILING_LITTLE);
    }

    static String jdk(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    UserProgram command(String... words) {
        command.addAll(List.of(words));
        return this;
    }

    UserProgram environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Has its children live as short as those of [Probe#briefPools()]. Their launcher says so on the standard error.
    UserProgram briefChildren() {
        String options =
                Probe.shortLife().stream()
                        .map(option -> '"' + option + '"')
                        .collect(Collectors.joining(" "));
        return environment("JDK_JAVA_OPTIONS", options);
    }

    UserProgram unset(String name) {
        unset.add(name);
        return this;
    }

    /// Runs it to its end, with a folder for its temporary files.
    Outcome run(Path folder) throws Exception {
        Files.createDirectories(folder);
        Path out = folder.resolve("stdout");
        Path err = folder.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        builder.environment().keySet().removeAll(unset);
        builder.environment()
                .put(ProcessTree.VARIABLE, Trees.OWN + "/user-" + NUMBERS.incrementAndGet());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(50, TimeUnit.SECONDS);
            assertThat(ended)
                    .as(() ->
                            "the program ends: out:\n%s\nerr:\n%s".formatted(text(out), text(err)))
                    .isTrue();
            return new Outcome(process.exitValue(), text(out), text(err));
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}

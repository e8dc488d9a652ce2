package io.heddle.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.StrandStatus;
import io.heddle.testkit.Eventually;
import io.heddle.testkit.ProcessSourceContract;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is known on Linux, and what is not, with programs that make it hard to read.
@Tag("slow")
class ProcSourceTest extends ProcessSourceContract {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final List<String> AS_NOBODY =
            List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    @Override
    protected ProcessSource source() {
        return pid -> ProcessInfo.of(pid); // as users ask
    }

    @Test
    void valuesOfThisProcessArePlausible() throws IOException {
        ProcessInfo info = info(ProcessHandle.current().pid());
        assertPlausibleForThisProcess(info);
        assertThat(info.status()).isEqualTo(StrandStatus.RUNNING); // a thread of it is looking
        assertThat(info.proportionalBytes().orElseThrow())
                .isPositive()
                .isLessThan(info.residentBytes().orElseThrow() * 2);
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            double count = threads.count();
            assertThat((double) info.threads().orElseThrow()).isBetween(count / 2, count * 2 + 10);
        }
    }

    /// Its name has all that the file of its state uses to separate things.
    @Test
    void nameMayBeAnything(@TempDir Path folder) throws Exception {
        Path program = folder.resolve("a) R 1 (\nb");
        Files.copy(realSleep(), program, StandardCopyOption.COPY_ATTRIBUTES);
        Process process = start(program.toString(), "1000");
        Eventually.holds("it sleeps", () -> !info(process.pid()).name().equals("java"));

        ProcessInfo info = info(process.pid());

        assertThat(info.name()).isEqualTo("a) R 1 (\nb");
        assertThat(info.parentPid()).hasValue(ProcessHandle.current().pid());
        assertThat(info.commandLine()).containsExactly(program.toString(), "1000");
    }

    private static Path realSleep() throws IOException {
        return Path.of("/bin/sleep").toRealPath();
    }

    @Test
    void argumentsMayBeEmpty() throws Exception {
        Process process = start("sh", "-c", "echo on; read x", "", "a b", "");
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("on");
        assertThat(info(process.pid()).commandLine())
                .containsExactly("sh", "-c", "echo on; read x", "", "a b", "");
    }

    @Test
    void stoppedAndEndedProcessesAreSaidToBeSo() throws Exception {
        Process neglectful =
                start(
                        "sh",
                        "-c",
                        // ends when its parent is no shell any more, which might take note of it
                        "{ until read n < /proc/$$/comm && [ $n = sleep ]; do :; done; exec sleep 0; } & echo $!; exec sleep 1000");
        long zombie = Long.parseLong(neglectful.inputReader(StandardCharsets.UTF_8).readLine());
        Eventually.holds("it is a zombie", () -> info(zombie).status() == StrandStatus.ZOMBIE);

        ProcessInfo dead = info(zombie);

        assertThat(dead.parentPid()).hasValue(neglectful.pid());
        assertThat(dead.name()).isEqualTo("sleep");
        assertThat(dead.commandLine()).isEmpty();
        assertThat(dead.residentBytes()).isEmpty();
        assertThat(dead.proportionalBytes()).isEmpty();
        assertThat(dead.threads()).isEmpty();
        assertThat(dead.descriptors()).isEmpty();
        Signals.send(neglectful.pid(), Signal.STOP);
        Eventually.holds(
                "it has stopped", () -> info(neglectful.pid()).status() == StrandStatus.STOPPED);
        assertThat(ProcessInfo.children(neglectful.pid()))
                .extracting(ProcessInfo::pid)
                .containsExactly(zombie);
    }

    @Test
    void threadIsNoProcess() throws IOException {
        long self = ProcessHandle.current().pid();
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            List<Long> others =
                    threads.map(path -> Long.valueOf(path.getFileName().toString()))
                            .filter(id -> id != self)
                            .toList();
            assertThat(others).isNotEmpty().allMatch(id -> ProcessInfo.of(id).isEmpty());
        }
    }

    @Test
    void numbersBelowOneAreNobodys() {
        assertThat(ProcessInfo.of(0)).isEmpty();
        assertThat(ProcessInfo.of(-1)).isEmpty();
        assertThat(ProcessInfo.tree(0)).isEmpty();
        assertThat(ProcessInfo.tree(-1)).isEmpty();
        assertThat(ProcessInfo.children(-1)).isEmpty();
    }

    @Test
    void treeHasAllGenerations() throws Exception {
        Process root =
                start(
                        "setsid",
                        "sh",
                        "-c",
                        "sh -c 'sleep 1000 & echo on; wait' & (sleep 1000 &) ; wait");
        assertThat(root.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("on");
        Eventually.holds(
                "both sleep",
                () -> treeOf(root).all().filter(p -> p.name().equals("sleep")).count() == 2);

        ProcessTreeInfo tree = treeOf(root);

        assertThat(tree.process().pid()).isEqualTo(root.pid());
        assertThat(tree.children()).extracting(c -> c.process().name()).contains("sh", "sleep");
        assertThat(tree.all()).hasSize(4);
        assertThat(tree.all().findFirst()).hasValue(tree.process());
        assertThat(tree.toString())
                .startsWith(root.pid() + " sh ")
                .containsPattern("\n  \\d+ sh ")
                .containsPattern("\n    \\d+ sleep ")
                .containsPattern("\n  \\d+ sleep ");
        root.destroyForcibly().waitFor();
        assertThat(ProcessInfo.tree(root.pid())).isEmpty();
        tree.all().skip(1).forEach(p -> Signals.send(p.pid(), Signal.KILL));
    }

    private static ProcessTreeInfo treeOf(Process root) {
        return ProcessInfo.tree(root.pid()).orElseThrow();
    }

    /// The program of a user who may do less.
    static final class Stranger {

        private Stranger() {}

        /// Looks at a process, and tries to signal it.
        public static void main(String[] arguments) {
            long pid = Long.parseLong(arguments[0]);
            ProcessInfo info = ProcessInfo.of(pid).orElseThrow();
            System.out.println(info.user() + " " + info.status() + " " + info.residentBytes());
            System.out.println(info.descriptors() + " " + info.proportionalBytes());
            for (Signal signal : List.of(Signal.TERM, Signal.USR1)) {
                try {
                    System.out.println(Signals.send(pid, signal));
                } catch (io.heddle.HeddleException e) {
                    System.out.println(e.getMessage());
                }
            }
            try {
                System.out.println(Signals.sendTree(pid, Signal.TERM));
            } catch (io.heddle.HeddleException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("fault-59")
    void processOfAnotherUserIsSignalledByNobodyAndSaysWhatEverybodyMayKnow(
            boolean natively, @TempDir Path folder) throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "not root");
        assumeTrue(Files.isExecutable(Path.of(AS_NOBODY.getFirst())), "no setpriv");
        String classes = classesForEverybody(folder);
        assumeTrue(
                startAsNobody("test", "-x", JAVA).waitFor() == 0
                        && startAsNobody("test", "-r", classes).waitFor() == 0,
                "the other user may use neither this JDK nor a folder for temporary files");
        Process victim = start("sleep", "1000");
        Process stranger =
                startAsNobody(
                        JAVA,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData", // leaves a folder
                        "--enable-native-access=" + (natively ? "ALL-UNNAMED" : "java.base"),
                        "-cp",
                        classes,
                        Stranger.class.getName(),
                        Long.toString(victim.pid()));
        List<String> said = stranger.inputReader(StandardCharsets.UTF_8).readAllLines();

        assertThat(said)
                .as(() -> String.join("\n", stranger.errorReader().lines().toList()))
                .hasSize(5);
        assertThat(said.get(0)).startsWith("Optional[root] ").contains("OptionalLong[");
        assertThat(said.get(1)).isEqualTo("OptionalInt.empty OptionalLong.empty");
        assertThat(said.get(2)).contains("signal=TERM", "pid=" + victim.pid(), "user=root");
        assertThat(said.get(3)).contains("signal=USR1", "pid=" + victim.pid(), "user=root");
        assertThat(said.get(4)).contains("signal=TERM", "pid=" + victim.pid());
        assertThat(said.get(2).contains("errno=1")).isEqualTo(natively);
        assertThat(victim.isAlive()).isTrue();
    }

    private Process startAsNobody(String... command) throws IOException {
        return start(Stream.concat(AS_NOBODY.stream(), Stream.of(command)).toArray(String[]::new));
    }

    /// Copies all that the other user needs, since the checkout may lie where he may not look.
    ///
    /// @return the only file of a class path
    private static String classesForEverybody(Path folder) throws Exception {
        Path jar = folder.resolve("classes.jar");
        Path classes = placeOf(Signals.class);
        if (Files.isRegularFile(classes)) {
            Files.copy(classes, jar);
        }
        try (FileSystem inside =
                FileSystems.newFileSystem(
                        jar, Map.of("create", "true", "compressionMethod", "STORED"))) {
            if (Files.isDirectory(classes)) {
                copyAll(classes, inside.getPath("/"));
            }
            String stranger = Stranger.class.getName().replace('.', '/') + ".class";
            copy(placeOf(Stranger.class).resolve(stranger), inside.getPath("/", stranger));
        }
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return jar.toString();
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from).filter(Files::isRegularFile)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void copy(Path file, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
    }

    /// Where a class was loaded from: a folder, or a jar.
    private static Path placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(
                Optional.ofNullable(type.getProtectionDomain().getCodeSource())
                        .orElseThrow()
                        .getLocation()
                        .toURI());
    }
}

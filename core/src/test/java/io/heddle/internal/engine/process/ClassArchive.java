package io.heddle.internal.engine.process;

import io.heddle.TaskPool;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// An archive of those classes of the JDK that a child needs and that the JDK's own archive lacks: with it, a child takes
/// a fifth less processor time to begin.
///
/// The first test of a build that wants it makes it; who comes meanwhile waits for it. It lies beside the classes of
/// Heddle, where the tests of other modules find it too. It has no class of Heddle, since those of a folder cannot be
/// archived, so it is as good after any change. Where no archive can be made, children begin as they do for users.
///
/// ## Source
/// The manual page of `java`, "Application Class Data Sharing". Classes are not linked in advance (JEP 483): a JVM with
/// module options would refuse them, and start as if there was no archive at all.
final class ClassArchive {

    /// Set by Surefire in a JVM that runs tests, and not in what these start.
    private static final boolean RUNS_TESTS = System.getProperty("basedir") != null;

    private static final Path FILE =
            besideHeddle().resolve("children-" + System.getProperty("java.vm.version") + ".jsa");

    private ClassArchive() {}

    /// Tells the options of a JVM that uses it.
    ///
    /// @return none, if there is no archive
    static List<String> options() {
        if (RUNS_TESTS && !Files.exists(FILE)) {
            makeUnlessSomebodyElseDid();
        }
        return Files.exists(FILE)
                ? List.of(
                        "-XX:SharedArchiveFile=" + FILE,
                        "-Xlog:cds*=off") // no words about module options
                : List.of();
    }

    private static Path besideHeddle() {
        try {
            return Path.of(
                            TaskPool.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static void makeUnlessSomebodyElseDid() {
        Path guard = FILE.resolveSibling("children.lock");
        try (FileChannel channel =
                        FileChannel.open(
                                guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (Files.notExists(FILE)) {
                make(Files.createTempDirectory(FILE.getParent(), "archive"));
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no archive of classes: file=" + FILE, e);
        }
    }

    private static void make(Path folder) throws IOException, InterruptedException {
        Path loaded = folder.resolve("loaded");
        Path wanted = folder.resolve("wanted");
        Path archive = folder.resolve("archive");
        writeLoadedClasses(loaded);
        try (Stream<String> lines = Files.lines(loaded)) {
            Files.write(wanted, lines.filter(line -> !line.contains("io/heddle")).toList());
        }
        Process dump =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xshare:dump",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseG1GC", // only with it are objects archived too; any
                                // collector reads them
                                "-XX:SharedClassListFile=" + wanted,
                                "-XX:SharedArchiveFile=" + archive,
                                "-cp",
                                folder.resolve("nothing").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said").toFile())
                        .start();
        if (dump.waitFor() == 0) {
            Files.move(archive, FILE, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /// Notes what a child loads that does a bit of everything.
    private static void writeLoadedClasses(Path loaded) throws InterruptedException {
        try (TaskPool pool =
                TaskPool.ofProcesses()
                        .workers(1)
                        .jvmArgs("-XX:DumpLoadedClassList=" + loaded)
                        .build()) {
            pool.submit(() -> List.of("done")).join();
            pool.submit(
                            () -> {
                                throw new IOException("failed");
                            })
                    .join();
        }
    }
}

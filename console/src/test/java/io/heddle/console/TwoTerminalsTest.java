package io.heddle.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testkit.LoopbackServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the pages say to type into two terminals does what they say.
///
/// The lines are those of the `sh` blocks below `<!-- terminal: 1 -->` and `<!-- terminal: 2 -->`, run as they are but
/// for the port, which may be taken.
@Tag("slow")
@Timeout(120)
class TwoTerminalsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final String PORT = "5701";

    @TempDir private Path folder;

    private final int port = LoopbackServer.freePort();

    /// Puts `heddle` there, and the jars that it makes, as in a source tree: with the classes of this test.
    @BeforeEach
    void makeTree() throws IOException {
        String command =
                Started.command().stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
        Path heddle = folder.resolve("heddle");
        Files.writeString(heddle, "#!/bin/sh\nexec " + command + " \"$@\"\n");
        Files.setPosixFilePermissions(heddle, PosixFilePermissions.fromString("rwx------"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        Path app = Files.createDirectories(folder.resolve("target/heddle/app"));
        new JarOutputStream(Files.newOutputStream(app.resolve("all.jar")), manifest).close();
    }

    /// Finds what a page says to type into a terminal.
    private static List<String> typed(String page, int terminal) throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve(page));
        int mark = lines.indexOf("<!-- terminal: " + terminal + " -->");
        assertThat(mark).as("the block of terminal %d in %s", terminal, page).isNotNegative();
        assertThat(lines.get(mark + 1)).isEqualTo("```sh");
        List<String> block = lines.subList(mark + 2, lines.size());
        return block.subList(0, block.indexOf("```"));
    }

    private Started type(String page, int terminal) throws IOException {
        List<String> lines =
                typed(page, terminal).stream()
                        .map(line -> line.replace(PORT, Integer.toString(port)))
                        .toList();
        return Started.shell(folder, lines);
    }

    @Test
    void masterAndWorkerOfTheReadmeFindEachOther() throws Exception {
        try (Started master = type("README.md", 1)) {
            master.awaitLine("ten numbers are published");
            try (Started worker = type("README.md", 2)) {
                assertThat(worker.awaitExit()).as("%s", worker.lines()).isZero();
                assertThat(worker.lines())
                        .anyMatch(line -> line.endsWith("squares: 10"))
                        .contains("PASS distributed.task-worker");
            }
            assertThat(master.awaitExit()).as("%s", master.lines()).isZero();
            assertThat(master.lines())
                    .anyMatch(line -> line.endsWith("[1, 4, 9, 16, 25, 36, 49, 64, 81, 100]"))
                    .anyMatch(line -> line.endsWith("who does not know the secret is refused"))
                    .contains("PASS distributed.task-master");
        }
    }

    @Test
    void translatedReadmeSaysToTypeTheSame() throws IOException {
        for (int terminal = 1; terminal <= 2; terminal++) {
            assertThat(typed("README.zh-CN.md", terminal)).isEqualTo(typed("README.md", terminal));
        }
    }

    @Test
    void masterOfTheHowToWaitsForAWorker() throws Exception {
        String page = "docs/how-to/use-many-machines.md";
        try (Started master = type(page, 1)) {
            Awaitility.await().atMost(Duration.ofSeconds(40)).until(this::somebodyListens);
            try (Started worker = type(page, 2)) {
                assertThat(master.awaitExit()).as("%s", master.lines()).isZero();
                assertThat(master.lines()).last().isEqualTo("[1, 4, 9, 16, 25]");
                worker.signal("INT");
                worker.awaitLine(" left$");
            }
        }
    }

    private boolean somebodyListens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

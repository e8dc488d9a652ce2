package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.TaskPool;
import io.heddle.internal.engine.process.Hello.Purpose;
import io.heddle.internal.os.PrivateFolder;
import io.heddle.internal.wire.StatusPage;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Nobody else can reach the way between a parent and its workers, or learn how.
@Tag("slow")
@Tag("fault-50")
@ExtendWith(NoLeftovers.class)
class ChannelTest {

    private static final String LISTENS = "0A";

    private static TaskPool open(int workers) {
        return Probe.briefPools().workers(workers).jvmArgs(Rogue.OPEN).build();
    }

    // ---- ports
    // -----------------------------------------------------------------------------------

    private static Set<String> inodes(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                String target = targetOf(descriptor);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        }
        return inodes;
    }

    private static String targetOf(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    /// Gives the sockets that anybody could send something to, by their inodes.
    private static Set<String> openToTheNetwork() throws IOException {
        Set<String> inodes = new HashSet<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            for (String line : Probe.lines(Path.of("/proc/net", table))) {
                String[] words = line.trim().split(" +", -1);
                boolean header = words[0].equals("sl");
                if (!header && (table.startsWith("udp") || words[3].equals(LISTENS))) {
                    inodes.add(words[9]);
                }
            }
        }
        return inodes;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void neitherParentNorWorkersListenOnAnyPort() throws Exception {
        try (TaskPool pool = open(2)) {
            Set<Long> pids = new HashSet<>(Probe.awaitIdle(pool, 2));
            pids.add(ProcessHandle.current().pid());
            for (long pid : pids) {
                assertThat(inodes(pid)).as("sockets of " + pid).isNotEmpty();
                assertThat(inodes(pid)).doesNotContainAnyElementsOf(openToTheNetwork());
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPortWouldBeFound() throws Exception {
        try (var server =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThat(server.isBound()).isTrue();
            assertThat(inodes(ProcessHandle.current().pid()))
                    .containsAnyElementsOf(openToTheNetwork());
        }
    }

    // ---- the secret
    // ------------------------------------------------------------------------------

    @Test
    @EnabledOnOs(OS.LINUX)
    void tokenIsNeitherOnTheCommandLineNorInTheEnvironment() throws Exception {
        try (TaskPool pool = open(1)) {
            long pid = Probe.awaitIdle(pool, 1).iterator().next();
            String token = resultOf(pool.submit(() -> Rogue.token()));
            assertThat(token).matches("[0-9a-f]{32}");
            for (String file : List.of("cmdline", "environ")) {
                byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid, file));
                assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .as(file)
                        .isNotEmpty()
                        .doesNotContain(token);
            }
            assertThat(resultOf(pool.submit(() -> System.getProperties().toString())))
                    .doesNotContain(token);
        }
    }

    @Test
    void tokensAreRandomAndWorthNothingTwice() throws Exception {
        try (TaskPool one = open(1);
                TaskPool other = open(1)) {
            Set<String> tokens = new HashSet<>();
            tokens.add(resultOf(one.submit(() -> Rogue.token())));
            tokens.add(resultOf(other.submit(() -> Rogue.token())));
            assertThat(tokens).hasSize(2);
            for (String token : tokens) {
                for (Purpose purpose : Purpose.values()) {
                    assertThat(isRefused(token, purpose)).isTrue();
                }
            }
        }
    }

    private static boolean isRefused(String token, Purpose purpose) throws IOException {
        try (SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(Listener.current().socket()))) {
            new Hello(token, purpose).send(channel);
            return channel.read(java.nio.ByteBuffer.allocate(1)) == -1;
        }
    }

    // ---- other users
    // -----------------------------------------------------------------------------

    private static final String STRANGER =
            """
            import java.net.UnixDomainSocketAddress;
            import java.nio.ByteBuffer;
            import java.nio.channels.SocketChannel;

            class Stranger {
                public static void main(String[] args) throws Exception {
                    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(args[0]))) {
                        try {
                            channel.write(ByteBuffer.wrap(("HDL1" + args[1] + "\\0").getBytes()));
                            System.out.println(channel.read(ByteBuffer.allocate(1)) == -1 ? "refused" : "let in");
                        } catch (java.io.IOException e) {
                            System.out.println("refused");
                        }
                    }
                }
            }
            """;

    /// Only root can become somebody else to try it.
    @Test
    @EnabledOnOs(OS.LINUX)
    void anotherUserIsRefusedEvenWithTheRightToken(@TempDir Path temporary) throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "not root");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv");
        Path source = Files.writeString(temporary.resolve("Stranger.java"), STRANGER);
        open(temporary, "rwxr-xr-x");
        Listener.Expected child = Listener.current().expect();
        Path folder = Listener.current().folder();
        Path socket = Listener.current().socket();
        var before = Files.getPosixFilePermissions(socket);
        try {
            open(folder, "rwx--x--x"); // as if the folder had not kept the other user out
            open(socket, "rwxrwxrwx");
            assertThat(wordOfAStranger(source, socket, child.token)).isEqualTo("refused");
            assertThat(child.all).isNotDone();
        } finally {
            open(folder, "rwx------");
            Files.setPosixFilePermissions(socket, before);
        }
        // nothing of it was interpreted: the token is as good as before
        try (SocketChannel own = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                SocketChannel control = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                SocketChannel answers = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            new Hello(child.token, Purpose.TASKS).send(own);
            new Hello(child.token, Purpose.CONTROL).send(control);
            new Hello(child.token, Purpose.ANSWERS).send(answers);
            for (SocketChannel accepted : child.all.get(20, TimeUnit.SECONDS).values()) {
                accepted.close();
            }
        }
    }

    private static void open(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static String wordOfAStranger(Path source, Path socket, String token) throws Exception {
        Process stranger =
                new ProcessBuilder(
                                "/usr/bin/setpriv",
                                "--reuid=65534",
                                "--regid=65534",
                                "--clear-groups",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                source.toString(),
                                socket.toString(),
                                token)
                        .redirectErrorStream(true)
                        .start();
        try {
            // one that is let in waits for more; what it says fits into the pipe
            return stranger.waitFor(20, TimeUnit.SECONDS)
                    ? new String(stranger.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .trim()
                    : "let in";
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    // ---- files
    // -----------------------------------------------------------------------------------

    @Test
    void pageIsNotMadeThroughALink(@TempDir Path folder) throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("page"), victim);
        Path dangling =
                Files.createSymbolicLink(folder.resolve("other"), folder.resolve("not-there"));
        for (Path planted : List.of(link, dangling)) {
            assertThatThrownBy(() -> StatusPage.create(planted))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(victim).hasContent("precious");
        assertThat(folder.resolve("not-there")).doesNotExist();
    }

    @Test
    void removingAFolderDoesNotFollowLinks(@TempDir Path folder) throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path victim = Files.writeString(elsewhere.resolve("victim"), "precious");
        Path own = Files.createDirectory(folder.resolve("own"));
        Files.createSymbolicLink(own.resolve("link"), elsewhere);
        Files.createSymbolicLink(own.resolve("file"), victim);
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), elsewhere);

        PrivateFolder.remove(own);
        PrivateFolder.remove(linked);

        assertThat(own).doesNotExist();
        assertThat(linked).doesNotExist();
        assertThat(victim).hasContent("precious");
    }

    @Test
    void folderIsForThisUserAloneWhateverTheMask() throws IOException {
        Path folder = PrivateFolder.makeForSockets("h");
        try {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
            assertThat(PrivateFolder.makeForSockets("h"))
                    .isNotEqualTo(folder)
                    .satisfies(PrivateFolder::remove);
        } finally {
            PrivateFolder.remove(folder);
        }
    }
}

package io.heddle.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A Valkey or Redis server of a test's own, on the loopback, behind a random password: the one on the path, else the
/// one that comes as a test artifact. Where there is neither, the test fails. Killed and started again on the same
/// port and folder it has what it had, if it was started [#durable].
final class TestServer implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final List<String> DURABLE = List.of("appendonly yes", "appendfsync always");

    private final Path folder;
    private final int port;
    private final String password;
    private final List<String> settings;
    private Process process;

    private TestServer(String password, List<String> settings) {
        this.password = password;
        try {
            this.folder = Files.createTempDirectory("heddle-server");
            this.port = freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.settings = settings;
        this.process = launch();
    }

    /// Starts a server that forgets everything when it ends.
    public static TestServer start(String... settings) {
        return new TestServer(UUID.randomUUID().toString(), List.of(settings));
    }

    /// Starts a server that has written down what it has answered.
    public static TestServer durable() {
        return new TestServer(UUID.randomUUID().toString(), DURABLE);
    }

    /// Starts a durable server for members that have a secret.
    public static TestServer durableFor(ClusterOptions options) {
        return new TestServer(options.token(), DURABLE);
    }

    /// Starts a server for members that have a secret.
    public static TestServer startFor(ClusterOptions options, String... settings) {
        return new TestServer(options.token(), List.of(settings));
    }

    public int port() {
        return port;
    }

    public String password() {
        return password;
    }

    public Process process() {
        return process;
    }

    public Path folder() {
        return folder;
    }

    /// Ends it with SIGKILL, and returns when it has ended.
    public void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS).join();
    }

    /// Starts it again, on the same port and folder.
    public void startAgain() {
        process = launch();
    }

    /// Says something to it, and gives the beginning of its answer.
    public String say(String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(
                            ("AUTH " + password + "\r\n" + command + "\r\nQUIT\r\n")
                                    .getBytes(StandardCharsets.UTF_8));
            String answers =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answers.substring("+OK\r\n".length());
        }
    }

    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "bind 127.0.0.1",
                                "port " + port,
                                "dir " + folder,
                                "save \"\"",
                                "requirepass " + password));
        lines.addAll(settings);
        try {
            Process started =
                    new ProcessBuilder(program().toString(), "-")
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("server.log").toFile())
                            .start();
            try (var configuration = started.getOutputStream()) {
                configuration.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
            }
            Awaitility.await().atMost(LIMIT).until(() -> answers(started));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers(Process started) throws IOException {
        if (!started.isAlive()) {
            throw new IllegalStateException(
                    "the server ended: " + Files.readString(folder.resolve("server.log")));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("AUTH " + password + "\r\nPING\r\n").getBytes(StandardCharsets.UTF_8));
            byte[] answer = socket.getInputStream().readNBytes("+OK\r\n+PONG".length());
            return new String(answer, StandardCharsets.UTF_8).endsWith("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    /// Finds a port that was free a moment ago.
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The program of a server, wherever it is found.
    public static Path program() {
        for (String name : List.of("valkey-server", "redis-server")) {
            for (String directory : System.getenv("PATH").split(java.io.File.pathSeparator, -1)) {
                Path program = Path.of(directory, name);
                if (Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        return Unpacked.PROGRAM;
    }

    /// The program of the test artifact, unpacked once for each JVM.
    private static final class Unpacked {

        static final Path PROGRAM = unpack();

        private static Path unpack() {
            String resource = resource();
            try (InputStream packed = ClassLoader.getSystemResourceAsStream(resource)) {
                if (packed == null) {
                    throw new IllegalStateException(
                            "no server for the tests: neither valkey-server nor redis-server is on"
                                    + " the path, and the test artifact has no "
                                    + resource
                                    + "; install redis-server");
                }
                Path program = Files.createTempFile("redis-server", "");
                program.toFile().deleteOnExit();
                Files.write(program, packed.readAllBytes());
                return Files.setPosixFilePermissions(
                        program, PosixFilePermissions.fromString("rwx------"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String resource() {
            boolean arm = System.getProperty("os.arch").equals("aarch64");
            if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")) {
                return "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
            }
            return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        }
    }
}

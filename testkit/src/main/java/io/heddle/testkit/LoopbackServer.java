package io.heddle.testkit;

import java.io.File;
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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Valkey or Redis server of somebody's own, behind a password: the [#program()] that is named or on the path, else
/// the one that comes as a resource of the artifact `embedded-redis`, if that is on the class path. Where there is
/// none, making it fails.
///
/// It listens on the loopback unless its settings bind it elsewhere. Killed and started again on the same port and
/// folder it has what it had, if its settings have it write that down, as [#DURABLE] do.
public class LoopbackServer implements AutoCloseable {

    /// With these it has written down what it has answered.
    public static final List<String> DURABLE = List.of("appendonly yes", "appendfsync always");

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int ANSWER_MILLIS = 5_000;

    private final Path folder;
    private final int port;
    private final String password;
    private final List<String> settings;
    private Process process;

    /// Starts it, and returns when it answers.
    ///
    /// @param password what it asks for
    /// @param settings lines of its configuration that come last
    public LoopbackServer(String password, List<String> settings) {
        this.password = password;
        this.settings = List.copyOf(settings);
        try {
            this.folder = Files.createTempDirectory("heddle-server");
            this.port = freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.process = launch();
    }

    /// Tells where it listens.
    ///
    /// @return its port
    public int port() {
        return port;
    }

    /// Tells what it asks for.
    ///
    /// @return its password
    public String password() {
        return password;
    }

    /// Gives the process that it was at last.
    ///
    /// @return the process
    public Process process() {
        return process;
    }

    /// Tells where its files are.
    ///
    /// @return its folder
    public Path folder() {
        return folder;
    }

    /// Ends it with SIGKILL, and returns when it has ended.
    public void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    /// Starts it again, on the same port and folder, and returns when it answers.
    public void startAgain() {
        process = launch();
    }

    /// Says something to it.
    ///
    /// @param command a command and its arguments, without line breaks
    /// @return its answer, as it comes over the line
    /// @throws IOException if it does not answer
    public String say(String command) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(
                            ("AUTH " + password + "\r\n" + command + "\r\nQUIT\r\n")
                                    .getBytes(StandardCharsets.UTF_8));
            String answers =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answers.substring("+OK\r\n".length());
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Ends it and removes its folder.
    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
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
            Eventually.holds("a server answers", () -> answers(started), LIMIT);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server started", e);
        }
    }

    private boolean answers(Process started) throws IOException {
        if (!started.isAlive()) {
            throw new IllegalStateException(
                    "the server ended: " + Files.readString(folder.resolve("server.log")));
        }
        return isThere();
    }

    /// Tells whether it answers, and has loaded what it had written down.
    ///
    /// @return whether it does
    public boolean isThere() {
        try {
            return say("PING").startsWith("+PONG");
        } catch (IOException | StringIndexOutOfBoundsException e) {
            return false;
        }
    }

    /// Finds a port that was free a moment ago.
    ///
    /// @return the port
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Finds the program of a server: the one that the variable `HEDDLE_SERVER` names, which clusters take too, else
    /// the first on the path, else the one of the resource.
    ///
    /// @return its file
    /// @throws IllegalStateException if there is none
    public static Path program() {
        String named = System.getenv().getOrDefault("HEDDLE_SERVER", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        for (String name : List.of("valkey-server", "redis-server")) {
            for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
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
                                    + " the path, and the class path has no "
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

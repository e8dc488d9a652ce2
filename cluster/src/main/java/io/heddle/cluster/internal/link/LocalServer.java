package io.heddle.cluster.internal.link;

import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A server that a member has started because there was none on the loopback.
///
/// A shell stands between: it gives the server its configuration, which holds the token, over standard input,
/// and ends it when the pipe from this process is cut, by [#close()] or by this process's death. If the
/// server ends otherwise, it is started again on the same folder, which holds what it had answered.
public final class LocalServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.heddle");
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final Duration STEADY = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /// The port may be taken for a moment by what is left of the last one; doubled with each quick death.
    private static final Duration PAUSE_BEFORE_RESTART = Duration.ofMillis(25);

    private static final int MOST_QUICK_DEATHS = 5;
    private static final int LOG_TAIL = 2_000;

    /// What the shell does: `$0` is the program; the configuration ends with a line of a dot.
    private static final String SHELL =
            """
            umask 077
            c=
            while IFS= read -r l && [ "$l" != . ]; do c="$c$l
            "; done
            exec 3<&0
            printf %s "$c" | "$0" - 3<&- & p=$!
            (cat <&3 >/dev/null; kill -TERM $p) & w=$!
            wait $p; r=$?
            kill $w 2>/dev/null
            exit $r
            """;

    private final ClusterOptions options;
    private final Address address;
    private final String token;
    private final Path program;
    private final PortLock lock;
    private final Path folder;

    /// Guarded by this.
    private Process process;

    /// Guarded by this.
    private boolean closed;

    /// When it was started last. Guarded by this.
    private long startedNanos;

    /// How often it has ended soon after its start. Guarded by this.
    private int quickDeaths;

    private LocalServer(
            ClusterOptions options, Address address, String token, Path program, PortLock lock)
            throws IOException {
        this.options = options;
        this.address = address;
        this.token = token;
        this.program = program;
        this.lock = lock;
        this.folder = Files.createTempDirectory("heddle-cluster-"); // for this user alone
        this.process = launch();
    }

    /// Starts a server if the options name no host and nobody listens.
    ///
    /// @param options which cluster, on which port
    /// @return the server, or `null` if none was needed
    /// @throws ClusterUnavailableException if there is no program, or it cannot be started
    public static @Nullable LocalServer startIfNeeded(ClusterOptions options) {
        Admission.require(options);
        if (options.servers() != ClusterOptions.Servers.SINGLE || options.isTls()) {
            return null;
        }
        Address address = Address.parse(options.addresses().getFirst());
        if (!options.mayStartServer()) {
            return null;
        }
        String token = options.token();
        try {
            if (somebodyListens(options, address, token)) {
                return null;
            }
            return start(options, address, token);
        } catch (IOException e) {
            throw Reachable.unavailable(options, e);
        }
    }

    private static boolean somebodyListens(ClusterOptions options, Address address, String token)
            throws IOException {
        Deadline deadline = Deadline.in(options.connectTimeout());
        while (true) {
            try {
                if (Reachable.ask(options, address, token) == Reachable.Answer.REFUSED) {
                    throw Reachable.refused(options, address.toString());
                }
                return true;
            } catch (ConnectException e) {
                return false;
            } catch (SocketException e) {
                if (deadline.hasPassed()) {
                    throw e;
                }
                LockSupport.parkNanos(address, PAUSE_NANOS); // it has just died, perhaps
            }
        }
    }

    private static @Nullable LocalServer start(
            ClusterOptions options, Address address, String token) throws IOException {
        Path program = program(options, address);
        PortLock lock = PortLock.tryTake(address.port());
        if (lock == null) {
            awaitOther(options, address, token);
            return null;
        }
        LocalServer server = new LocalServer(options, address, token, program, lock);
        try {
            if (server.awaitStart()) {
                server.watch();
                return server;
            }
            String log = server.log();
            server.close();
            if (somebodyListens(options, address, token)) {
                return null; // another member was faster
            }
            throw new ClusterUnavailableException(
                    "the server could not be started: cluster=%s program=%s port=%d: %s"
                            .formatted(options.name(), program, address.port(), log),
                    null);
        } catch (IOException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /// Another member starts one just now, or starts its own again.
    private static void awaitOther(ClusterOptions options, Address address, String token)
            throws IOException {
        Deadline deadline = Deadline.in(START_LIMIT);
        while (!deadline.hasPassed()) {
            if (somebodyListens(options, address, token)) {
                return;
            }
            LockSupport.parkNanos(address, PAUSE_NANOS);
        }
        throw new ClusterUnavailableException(
                "another program has taken it upon itself to start the server, and it does not answer: cluster=%s server=%s"
                        .formatted(options.name(), address),
                null);
    }

    private static Path program(ClusterOptions options, Address address) {
        try {
            return ServerProgram.find();
        } catch (ClusterUnavailableException e) {
            throw new ClusterUnavailableException(
                    "nobody listens at %s: cluster=%s: %s; or name a server in the options"
                            .formatted(address, options.name(), e.getMessage()),
                    e);
        }
    }

    private Process launch() throws IOException {
        Process started =
                new ProcessBuilder("/bin/sh", "-c", SHELL, program.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                        .start();
        List<String> lines =
                List.of(
                        "bind " + address.host(),
                        "port " + address.port(),
                        "protected-mode yes",
                        "requirepass " + token,
                        "dir \"" + folder + "\"",
                        "save \"\"",
                        "appendonly yes",
                        "appendfsync always",
                        "tcp-keepalive 10",
                        "daemonize no",
                        ".\n");
        OutputStream in = started.getOutputStream(); // stays open: its end is the server's end
        in.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        in.flush();
        startedNanos = System.nanoTime();
        return started;
    }

    private Path logFile() {
        return folder.resolve("server.log");
    }

    private String log() {
        try {
            String all = Files.readString(logFile());
            return all.substring(Math.max(0, all.length() - LOG_TAIL)).strip();
        } catch (IOException e) {
            return "its log cannot be read: " + e.getMessage();
        }
    }

    private synchronized Process process() {
        return process;
    }

    /// Waits until it answers; tells whether it does.
    private boolean awaitStart() throws IOException {
        Deadline deadline = Deadline.in(START_LIMIT);
        while (process().isAlive() && !deadline.hasPassed()) {
            try {
                if (Reachable.ask(options, address, token) == Reachable.Answer.WELCOME
                        && process().isAlive()) {
                    return true;
                }
            } catch (IOException e) {
                // not yet: it binds its port first, and reads its files after
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        return false;
    }

    private void watch() {
        var _ = process().onExit().thenAccept(this::ended);
    }

    private synchronized void ended(Process which) {
        if (closed || which != process) {
            return;
        }
        boolean quick = System.nanoTime() - startedNanos < STEADY.toNanos();
        quickDeaths = quick ? quickDeaths + 1 : 1;
        LOG.log(
                System.Logger.Level.WARNING,
                "the server of the cluster has ended: cluster={0} exit={1}; {2}",
                options.name(),
                which.exitValue(),
                quickDeaths > MOST_QUICK_DEATHS ? "given up: " + log() : "started again");
        if (quickDeaths > MOST_QUICK_DEATHS) {
            return;
        }
        closeInput(which);
        Duration pause = PAUSE_BEFORE_RESTART.multipliedBy(1L << quickDeaths);
        Clock.schedule(Deadline.in(pause), () -> Thread.startVirtualThread(this::startAgain));
    }

    private synchronized void startAgain() {
        if (closed) {
            return;
        }
        try {
            process = launch();
            watch();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "the server cannot be started again", e);
        }
    }

    private static void closeInput(Process of) {
        try {
            of.getOutputStream().close();
        } catch (IOException e) {
            // it has ended
        }
    }

    /// Tells which process the server's shell is, for tests.
    ///
    /// @return the process
    public ProcessHandle handle() {
        return process().toHandle();
    }

    /// Ends the server and removes its folder.
    @Override
    public void close() {
        Process last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = process;
        }
        closeInput(last);
        try {
            if (!last.waitFor(END_LIMIT)) {
                last.descendants().forEach(ProcessHandle::destroyForcibly);
                last.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        removeFolder();
        lock.close();
    }

    private void removeFolder() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList())) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a folder stays: {0}", folder);
        }
    }
}

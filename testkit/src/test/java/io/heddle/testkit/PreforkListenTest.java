package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.supervision.PreforkBuilder;
import io.heddle.supervision.PreforkServer;
import io.heddle.supervision.PreforkSnapshot;
import io.heddle.supervision.StreamHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A server of several processes that listen at one port themselves.
@Tag("slow")
class PreforkListenTest {

    private static final System.Logger LOG = System.getLogger("io.heddle.testkit");
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String ENDED = "the connection ended: line=";

    @BeforeEach
    void systemOffersIt() throws IOException {
        try (ServerSocket any = new ServerSocket()) {
            assumeTrue(any.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT));
        }
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
    }

    /// Says its pid in one line, and then whatever the client says.
    private static StreamHandler echo() {
        return (in, out) -> {
            String pid = ProcessHandle.current().pid() + "\n";
            out.write(pid.getBytes(StandardCharsets.UTF_8));
            in.transferTo(out);
        };
    }

    private static PreforkBuilder builder(int workers) {
        return PreforkServer.ofStreams(echo())
                .name("p")
                .workers(workers)
                .workersListen()
                .intensity(1_000, Duration.ofSeconds(10))
                .process(ShortLife.strand());
    }

    private static Socket connect(PreforkServer server) throws IOException {
        Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        int read = socket.getInputStream().read();
        while (read != '\n') {
            if (read < 0) {
                throw new IOException(ENDED + line);
            }
            line.append((char) read);
            read = socket.getInputStream().read();
        }
        return line.toString();
    }

    private static void echoes(Socket socket, char what) throws IOException {
        socket.getOutputStream().write(what);
        assertThat(socket.getInputStream().read()).isEqualTo(what);
    }

    private static Set<String> pids(PreforkServer server) {
        return server.snapshot().workers().stream()
                .map(worker -> Long.toString(worker.pid()))
                .collect(Collectors.toSet());
    }

    /// One connection to each worker; the system chooses whose it is.
    private static Map<String, Socket> connectToEach(PreforkServer server) throws IOException {
        Map<String, Socket> found = new HashMap<>();
        for (int i = 0; i < 1_000 && found.size() < pids(server).size(); i++) {
            Socket socket = connect(server);
            if (found.putIfAbsent(line(socket), socket) != null) {
                socket.close();
            }
        }
        assertThat(found.keySet()).isEqualTo(pids(server));
        return found;
    }

    // ---- one at a time
    // ---------------------------------------------------------------------------

    @Test
    void killedWorkerCostsItsOwnConnectionsAndAnotherOneComes() throws Exception {
        try (PreforkServer server = builder(2).start()) {
            Map<String, Socket> sockets = connectToEach(server);
            List<String> pids = List.copyOf(sockets.keySet());
            try (Socket lost = sockets.get(pids.getFirst());
                    Socket kept = sockets.get(pids.getLast())) {
                ProcessHandle.of(Long.parseLong(pids.getFirst()))
                        .ifPresent(ProcessHandle::destroyForcibly);

                assertThatThrownBy(() -> lost.getInputStream().read())
                        .isInstanceOf(SocketException.class)
                        .hasMessageContaining("reset");
                Eventually.holds(
                        "another one has come",
                        () -> pids(server).size() == 2 && !pids(server).contains(pids.getFirst()));
                echoes(kept, 'k');
                for (Socket each : connectToEach(server).values()) {
                    each.close();
                }
                assertThat(server.snapshot().restarts()).isEqualTo(1);
            }
        }
    }

    @Test
    void connectionsOfAWorkerThatLeavesGoOnToTheirEnd() throws Exception {
        try (PreforkServer server = builder(1).start();
                Socket old = connect(server)) {
            String first = line(old);
            AtomicBoolean done = new AtomicBoolean();
            Thread restart =
                    Thread.ofVirtual()
                            .start(() -> {
                                restart(server);
                                done.set(true);
                            });
            Eventually.holds(
                    "it leaves",
                    () ->
                            server.snapshot().workers().stream()
                                    .anyMatch(PreforkSnapshot.Worker::draining));
            Eventually.holds("clients get the new one", () -> !ask(server).equals(first));
            for (int i = 0; i < 20; i++) {
                assertThat(ask(server)).isNotEqualTo(first);
            }
            echoes(old, 'o');
            assertThat(done).isFalse();
            Eventually.holds("it is counted", () -> server.snapshot().connections() == 1);
            old.shutdownOutput();
            assertThat(old.getInputStream().read()).isEqualTo(-1);
            restart.join();
            assertThat(pids(server)).hasSize(1).doesNotContain(first);
        }
    }

    /// One that has just been let in ends without a byte.
    private static void isResetOrSaysNothing(IOException failure) {
        if (!(failure instanceof SocketException)) {
            assertThat(failure).hasMessage(ENDED);
        }
    }

    private static void restart(PreforkServer server) {
        try {
            server.restart();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String ask(PreforkServer server) throws IOException {
        try (Socket socket = connect(server)) {
            return line(socket);
        }
    }

    @Test
    void closeRefusesWhoComesAndCutsOffWhatTakesTooLong() throws Exception {
        PreforkServer server = builder(1).drainWithin(Duration.ofMillis(300)).start();
        try (Socket ends = connect(server);
                Socket stays = connect(server)) {
            line(ends);
            line(stays);
            ends.shutdownOutput();
            server.close();

            assertThat(ends.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> stays.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            assertThatThrownBy(() -> connect(server)).isInstanceOf(ConnectException.class);
        } finally {
            server.close();
        }
    }

    // ---- under load
    // ------------------------------------------------------------------------------

    /// Clients that connect, hear a line, and go.
    private static final class Passers implements AutoCloseable {
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean leaving;
        final AtomicLong served = new AtomicLong();
        final Set<String> heard = ConcurrentHashMap.newKeySet();
        final Queue<IOException> failures = new ConcurrentLinkedQueue<>();

        Passers(PreforkServer server, int number) {
            for (int i = 0; i < number; i++) {
                threads.add(Thread.ofPlatform().start(() -> pass(server)));
            }
        }

        private void pass(PreforkServer server) {
            while (!leaving) {
                try {
                    heard.add(ask(server));
                    served.incrementAndGet();
                } catch (IOException e) {
                    failures.add(e);
                }
            }
        }

        void await(long more) throws InterruptedException {
            long goal = served.get() + more;
            Eventually.holds("clients are served", () -> served.get() >= goal);
        }

        Map<String, Long> howTheyFailed() {
            return failures.stream()
                    .collect(Collectors.groupingBy(Throwable::toString, Collectors.counting()));
        }

        @Override
        public void close() {
            leaving = true;
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @Test
    @Tag("stress")
    void rollingRestartsUnderLoadLoseFewAndSayNothingWrong() throws Exception {
        int times = 20;
        try (PreforkServer server = builder(2).start();
                Passers passers = new Passers(server, 4)) {
            Set<String> all = new HashSet<>(pids(server));
            for (int i = 0; i < times; i++) {
                passers.await(500);
                server.restart();
                all.addAll(pids(server));
            }
            passers.await(500);
            LOG.log(
                    System.Logger.Level.INFO,
                    "rolling restarts={0} of workers that listen, connections={1} lost={2}",
                    times,
                    passers.served.get(),
                    passers.howTheyFailed());
            assertThat(all).hasSize(2 * (times + 1)).containsAll(passers.heard);
            assertThat(passers.failures) // a proper end would look as if there were nothing to say
                    .allSatisfy(failure -> assertThat(failure).isInstanceOf(SocketException.class));
            assertThat(server.snapshot().restarts()).isZero();
        }
    }

    @Test
    @Tag("stress")
    void killsUnderLoadLeaveThePortToTheOthers() throws Exception {
        int kills = 20;
        try (PreforkServer server = builder(2).start();
                Passers passers = new Passers(server, 4)) {
            for (int i = 0; i < kills; i++) {
                passers.await(500);
                String victim = pids(server).iterator().next();
                ProcessHandle.of(Long.parseLong(victim)).ifPresent(ProcessHandle::destroyForcibly);
                passers.await(100); // of the other one
                Eventually.holds(
                        "all are up",
                        () -> pids(server).size() == 2 && !pids(server).contains(victim));
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    "kills={0} of workers that listen, connections={1} lost={2}",
                    kills,
                    passers.served.get(),
                    passers.howTheyFailed());
            assertThat(passers.failures).allSatisfy(PreforkListenTest::isResetOrSaysNothing);
            assertThat(server.snapshot().restarts()).isEqualTo(kills);
        }
    }
}

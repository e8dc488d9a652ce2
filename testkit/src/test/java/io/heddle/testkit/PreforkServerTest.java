package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.supervision.PreforkBuilder;
import io.heddle.supervision.PreforkServer;
import io.heddle.supervision.PreforkSnapshot;
import io.heddle.supervision.RequestHandler;
import io.heddle.supervision.StreamHandler;
import io.heddle.supervision.SupervisorFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server of several processes, whose workers are killed and replaced under load.
@Tag("slow")
class PreforkServerTest {

    private static final System.Logger LOG = System.getLogger("io.heddle.testkit");
    private static final long LONG = 20_000;

    @TempDir Path folder;
    private Marks marks;

    @BeforeEach
    void makeMarks() {
        marks = Marks.in(folder);
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
    }

    private static PreforkServer http(int workers, RequestHandler handler) throws Exception {
        return PreforkServer.ofHttp(handler)
                .name("p")
                .workers(workers)
                .intensity(1_000, Duration.ofSeconds(10))
                .process(ShortLife.strand())
                .start();
    }

    private static PreforkServer streams(int workers, StreamHandler handler) throws Exception {
        return PreforkServer.ofStreams(handler)
                .name("p")
                .workers(workers)
                .process(ShortLife.strand())
                .start();
    }

    private static RequestHandler pid() {
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] pid =
                    Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, pid.length);
            exchange.getResponseBody().write(pid);
        };
    }

    private static Set<String> pids(PreforkServer server) {
        return server.snapshot().workers().stream()
                .map(worker -> Long.toString(worker.pid()))
                .collect(Collectors.toSet());
    }

    private static Socket connect(PreforkServer server) throws IOException {
        Socket socket = new Socket("localhost", server.address().getPort());
        socket.setSoTimeout((int) LONG);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String receiveAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /// Reads one answer with a length and leaves the connection as it is.
    private static String receiveAnswer(Socket socket) throws IOException {
        return Callers.answer(socket.getInputStream());
    }

    private static void kill(String pid) {
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static void awaitWorkers(PreforkServer server, int number, String not)
            throws InterruptedException {
        Eventually.holds(
                "all workers are up",
                () -> pids(server).size() == number && !pids(server).contains(not));
    }

    // ---- under load
    // ------------------------------------------------------------------------------

    @Test
    void rollingRestartLosesNoRequest() throws Exception {
        rollingRestartsLoseNothing(1, 50);
    }

    @Test
    @Tag("stress")
    void manyRollingRestartsLoseNoRequest() throws Exception {
        rollingRestartsLoseNothing(10, 2_000);
    }

    private static void rollingRestartsLoseNothing(int times, int requests) throws Exception {
        try (PreforkServer server = http(2, pid())) {
            Set<String> all = new HashSet<>(pids(server));
            try (Clients clients = new Clients(server.address(), 2);
                    Callers callers = new Callers(server.address(), 2)) {
                for (int i = 0; i < times; i++) {
                    clients.awaitAnswers(requests);
                    server.restart();
                    all.addAll(pids(server));
                    clients.awaitAnswers(requests);
                }
                tell("rolling restarts", times, clients, callers);
                assertThat(clients.failures).isEmpty();
                assertThat(callers.failures).isEmpty();
                assertThat(all).hasSize(2 * (times + 1)).containsAll(clients.answers);
            }
            assertThat(server.snapshot().restarts()).isZero();
        }
    }

    @Test
    void killedWorkersCostOnlyTheirOwnConnections() throws Exception {
        killsCostOnlyTheirOwn(1, 50);
    }

    @Test
    @Tag("stress")
    void manyKilledWorkersCostOnlyTheirOwnConnections() throws Exception {
        killsCostOnlyTheirOwn(50, 1_000);
    }

    private static void killsCostOnlyTheirOwn(int kills, int requests) throws Exception {
        Random random = new Random(7);
        int each = 2;
        try (PreforkServer server = http(2, pid());
                Clients clients = new Clients(server.address(), each);
                Callers callers = new Callers(server.address(), each)) {
            Set<String> victims = new HashSet<>();
            for (int i = 0; i < kills; i++) {
                clients.awaitAnswers(requests);
                List<String> present = List.copyOf(pids(server));
                String victim = present.get(random.nextInt(present.size()));
                victims.add(victim);
                kill(victim);
                awaitWorkers(server, 2, victim);
            }
            clients.awaitAnswers(10L * each); // what was on its way to a victim has failed by now
            int failed = clients.failures.size();
            assertThat(failed).isLessThanOrEqualTo(kills * each); // each had one request on its way
            clients.awaitAnswers(requests);
            tell("kills", kills, clients, callers);
            assertThat(clients.failures).hasSize(failed);
            assertThat(callers.failures).hasSizeLessThanOrEqualTo(kills * each);
            assertThat(victims).containsAll(callers.broken);
            assertThat(server.snapshot().restarts()).isEqualTo(kills);
        }
    }

    private static void tell(String what, int times, Clients clients, Callers callers) {
        LOG.log(
                System.Logger.Level.INFO,
                "{0}={1} answers={2}+{3} failures={4}+{5}",
                what,
                times,
                clients.answered.get(),
                callers.answered.get(),
                clients.failures.size(),
                callers.failures.size());
    }

    // ---- connections
    // -----------------------------------------------------------------------------

    @Test
    void keptConnectionHasAnotherWorkerAfterARestartAndOneAtWorkIsAwaited() throws Exception {
        Marks own = marks;
        try (PreforkServer server =
                http(
                        1,
                        exchange -> {
                            if (exchange.getRequestURI().getPath().equals("/slow")) {
                                own.set("slow");
                                own.awaitStubbornly("go");
                            }
                            pid().handle(exchange);
                        })) {
            try (Socket kept = connect(server);
                    Socket partial = connect(server);
                    Socket busy = connect(server)) {
                send(kept, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                String first = receiveAnswer(kept);
                send(busy, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
                own.await("slow");
                send(partial, "GET / HT"); // the JDK's server takes whole lines for a request
                Thread restart = Thread.ofVirtual().start(() -> restart(server));
                Eventually.holds(
                        "the kept connection has left",
                        () ->
                                server.snapshot().workers().stream()
                                        .anyMatch(w -> w.draining() && w.connections() == 2));
                send(kept, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                String second = receiveAnswer(kept);
                send(partial, "TP/1.1\r\nHost: x\r\n\r\n");
                assertThat(receiveAnswer(partial)).isEqualTo(first);
                own.set("go");

                assertThat(second).isNotEqualTo(first);
                assertThat(receiveAnswer(busy)).isEqualTo(first);
                restart.join();
                send(busy, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(receiveAnswer(busy)).isEqualTo(second);
            }
        }
    }

    private static void restart(PreforkServer server) {
        try {
            server.restart();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void clientsWaitForAWorkerWhenNoneIsUp() throws Exception {
        try (PreforkServer server = http(1, pid());
                HttpClient client = HttpClient.newHttpClient()) {
            String victim = pids(server).iterator().next();
            kill(victim);
            Eventually.holds("it is gone", () -> pids(server).isEmpty());
            var answer =
                    client.send(
                            Clients.post(Clients.uri(server.address(), "/")),
                            BodyHandlers.ofString());

            assertThat(answer.body()).isNotEqualTo(victim);
        }
    }

    @Test
    void streamsArriveWholeMayEndInOneDirectionFirstAndWaitForRoom() throws Exception {
        byte[] sent = new byte[5_000_000];
        new Random(1).nextBytes(sent);
        PreforkBuilder builder =
                PreforkServer.ofStreams(
                                (in, out) -> {
                                    out.write("first ".getBytes(StandardCharsets.UTF_8));
                                    in.transferTo(out); // to the end of the client's direction
                                    out.write(" last".getBytes(StandardCharsets.UTF_8));
                                })
                        .name("p")
                        .workers(1)
                        .maxConnections(1)
                        .process(ShortLife.strand());
        try (PreforkServer server = builder.start();
                Socket first = connect(server);
                Socket second = connect(server)) {
            Thread writer = Thread.ofVirtual().start(() -> sendAll(first, sent));
            Thread other = Thread.ofVirtual().start(() -> sendAll(second, new byte[0]));
            byte[] received = first.getInputStream().readAllBytes();
            assertThat(received).hasSize(sent.length + "first  last".length());
            assertThat(Arrays.copyOfRange(received, 6, 6 + sent.length)).isEqualTo(sent);
            assertThat(receiveAll(second)).isEqualTo("first  last"); // there is room now
            writer.join();
            other.join();
        }
    }

    private static void sendAll(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void deathOfAWorkerIsAResetAndNoProperEndForItsStreams() throws Exception {
        Marks own = marks;
        try (PreforkServer server =
                streams(
                        1,
                        (in, out) -> {
                            out.write('x');
                            own.awaitStubbornly("never");
                        })) {
            try (Socket client = connect(server)) {
                assertThat(client.getInputStream().read()).isEqualTo('x');
                kill(pids(server).iterator().next());

                assertThatThrownBy(() -> client.getInputStream().read())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("reset");
            }
        }
    }

    @Test
    void streamsOfAWorkerThatLeavesGoOnToTheirEnd() throws Exception {
        try (PreforkServer server = streams(1, InputStream::transferTo);
                Socket client = connect(server)) {
            send(client, "a");
            assertThat(client.getInputStream().read()).isEqualTo('a');
            Thread restart = Thread.ofVirtual().start(() -> restart(server));
            Eventually.holds(
                    "it leaves",
                    () ->
                            server.snapshot().workers().stream()
                                    .anyMatch(PreforkSnapshot.Worker::draining));
            send(client, "b");
            assertThat(client.getInputStream().read()).isEqualTo('b');
            assertThat(restart.isAlive()).isTrue();
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            restart.join();
        }
    }

    @Test
    void closeAnswersWhatHasCome() throws Exception {
        Marks own = marks;
        PreforkServer server =
                http(
                        1,
                        exchange -> {
                            own.set("come");
                            own.awaitStubbornly("go");
                            pid().handle(exchange);
                        });
        InetSocketAddress address = server.address();
        try (Socket client = connect(server)) {
            send(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            own.await("come");
            Thread closing = Thread.ofVirtual().start(server::close);
            Eventually.holds("nobody is let in", () -> !canConnect(address));
            own.set("go");
            assertThat(receiveAnswer(client)).isNotEmpty();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            closing.join();
        }
    }

    private static boolean canConnect(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    // ---- failures
    // --------------------------------------------------------------------------------

    @Test
    void workersThatCannotStartFailTheServerAndLeaveNothing() throws Exception {
        assertThatThrownBy(() -> PreforkServer.ofStreams(new Untravelled()).workers(1).start())
                .isInstanceOf(SupervisorFailedException.class)
                .hasStackTraceContaining("cannot travel");
    }

    /// Holds what cannot travel.
    private static final class Untravelled implements StreamHandler {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("unused")
        private final Object thread = Thread.currentThread();

        @Override
        public void handle(InputStream in, OutputStream out) {}
    }

    @Test
    void portThatIsTakenIsNamed() throws Exception {
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0)) {
            InetSocketAddress address = new InetSocketAddress(taken.getLocalPort());
            assertThatThrownBy(() ->
                            PreforkServer.ofStreams(InputStream::transferTo)
                                    .name("p")
                                    .address(address)
                                    .start())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("server=p address=" + address);
        }
    }
}

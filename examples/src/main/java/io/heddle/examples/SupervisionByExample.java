package io.heddle.examples;

import io.heddle.Strand;
import io.heddle.supervision.ChildSpec;
import io.heddle.supervision.PreforkServer;
import io.heddle.supervision.RestartPolicy;
import io.heddle.supervision.Supervisor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;

/// Children that are kept running, and a server of several processes.
public final class SupervisionByExample {

    private static final int REQUESTS = 12;

    private SupervisionByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        System.out.println("pids before and after: " + keptRunning());
        System.out.println("after a rolling restart: " + restarted());
    }

    static List<Long> keptRunning() throws InterruptedException {
        // tag::supervisor[]
        try (Supervisor shop =
                Supervisor.restForOne() // who dies is restarted, and who comes after it
                        .name("shop")
                        .intensity(3, Duration.ofSeconds(10)) // a fourth time, and it gives up
                        .child(ChildSpec.process("ledger", () -> serve()))
                        .child(ChildSpec.thread("till", () -> serve()))
                        .child(
                                ChildSpec.strand(
                                                "report",
                                                () ->
                                                        Strand.ofProcess()
                                                                .maxHeapBytes(64L << 20)
                                                                .start(() -> 6 * 7))
                                        .restart(RestartPolicy.ON_FAILURE)) // a job
                        .start()) { // all are up, in this order
            long before = pidOf(shop, "ledger");
            ProcessHandle.of(before).ifPresent(ProcessHandle::destroyForcibly);
            awaitAnother(shop, before);
            return List.of(before, pidOf(shop, "ledger"));
        } // stopped in the reverse order: an interrupt, TERM, KILL
        // end::supervisor[]
    }

    private static void serve() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static long pidOf(Supervisor supervisor, String child) {
        return supervisor.snapshot().child(child).orElseThrow().pid();
    }

    private static void awaitAnother(Supervisor supervisor, long pid) {
        long now = pidOf(supervisor, "ledger");
        while (now == pid || now == 0) {
            Thread.onSpinWait();
            now = pidOf(supervisor, "ledger");
        }
    }

    /// New workers, and no request is lost.
    static List<Set<String>> restarted() throws IOException, InterruptedException {
        try (PreforkServer server = PreforkServer.ofHttp(new Pid()).workers(2).start()) {
            Set<String> before = ask(server.address(), REQUESTS);
            server.restart();
            return List.of(before, ask(server.address(), REQUESTS));
        }
    }

    /// A handler may be a class as well.
    private static final class Pid implements io.heddle.supervision.RequestHandler {
        private static final long serialVersionUID = 1L;

        @Override
        public void handle(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
            String pid = Long.toString(ProcessHandle.current().pid());
            exchange.sendResponseHeaders(200, pid.length());
            exchange.getResponseBody().write(pid.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Set<String> ask(InetSocketAddress server, int times)
            throws IOException, InterruptedException {
        URI address = URI.create("http://localhost:" + server.getPort() + "/");
        Set<String> answers = new TreeSet<>();
        for (int i = 0; i < times; i++) {
            try (HttpClient client =
                    HttpClient.newHttpClient()) { // each has a connection of its own
                HttpRequest request =
                        HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build();
                answers.add(client.send(request, BodyHandlers.ofString()).body());
            }
        }
        return answers;
    }
}

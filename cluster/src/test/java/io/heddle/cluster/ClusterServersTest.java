package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server with a copy and a Sentinel, and a Redis Cluster of three.
@Timeout(60)
class ClusterServersTest {

    private static final int SLOTS = 16_384;

    /// The bus of a Redis Cluster listens 10,000 above a server's port.
    private static final int HIGHEST_PORT = 55_535;

    private final String token = Invitation.secret().token();
    private final List<TestServer> servers = new ArrayList<>();

    @TempDir Path folder;

    @AfterEach
    void endServers() {
        servers.forEach(TestServer::close);
    }

    private TestServer server(String... settings) {
        TestServer server = TestServer.startFor(Invitation.secret(), settings);
        if (server.port() > HIGHEST_PORT) {
            server.close();
            return server(settings);
        }
        servers.add(server);
        return server;
    }

    /// Says something to a server; gives the beginning of its answer.
    private String ask(int port, String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            String all = "AUTH " + token + "\r\n" + command + "\r\n";
            socket.getOutputStream().write(all.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("+OK\r\n");
            byte[] answer = new byte[4_096];
            int length = socket.getInputStream().read(answer);
            return new String(answer, 0, Math.max(0, length), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void assertWorks(
            ClusterOptions options, TaskPool pool, TaskFuture<Integer> waits) throws Exception {
        try (ClusterWorker worker = ClusterWorker.start(options, 1)) {
            assertThat(waits.get(30, TimeUnit.SECONDS)).isEqualTo(42);
            List<Integer> inputs = IntStream.range(0, 1_000).boxed().toList();
            assertThat(pool.map(n -> n, inputs)).isEqualTo(inputs);
            worker.leave();
        }
    }

    @Test
    void taskOutlivesTheServerThatSentinelsReplace() throws Exception {
        TestServer master = server();
        TestServer copy = server("replicaof 127.0.0.1 " + master.port(), "masterauth " + token);
        int port = TestServer.freePort();
        Path configuration =
                Files.writeString(
                        folder.resolve("sentinel.conf"),
                        """
                        bind 127.0.0.1
                        port %d
                        dir %s
                        requirepass %s
                        sentinel monitor squares 127.0.0.1 %d 1
                        sentinel auth-pass squares %s
                        sentinel down-after-milliseconds squares 1000
                        sentinel failover-timeout squares 5000
                        """
                                .formatted(port, folder, token, master.port(), token));
        Process sentinel =
                new ProcessBuilder(
                                TestServer.program().toString(),
                                configuration.toString(),
                                "--sentinel")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("sentinel.log").toFile())
                        .start();
        try {
            Eventually.holds(
                    "the sentinel knows the copy",
                    () ->
                            ask(port, "SENTINEL replicas squares")
                                    .contains("127.0.0.1:" + copy.port()));
            ClusterOptions options =
                    WorkerProgram.options(1).sentinels("squares", "127.0.0.1:" + port);
            try (Cluster cluster = Cluster.join(options);
                    TaskPool pool = cluster.pool()) {
                TaskFuture<Integer> waits = pool.submit(() -> 42);
                Eventually.holds(
                        "it is copied", () -> ask(copy.port(), "KEYS *pool*:w").startsWith("*1"));

                master.kill();
                Eventually.holds(
                        "the copy has taken its place",
                        () ->
                                ask(port, "SENTINEL get-master-addr-by-name squares")
                                        .contains(Integer.toString(copy.port())));

                assertWorks(options, pool, waits);
            }
        } finally {
            sentinel.destroyForcibly().waitFor();
        }
    }

    @Test
    void tasksAndMembersAreOnARedisClusterToo() throws Exception {
        List<TestServer> three = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            three.add(server("cluster-enabled yes", "masterauth " + token));
        }
        for (int i = 0; i < 3; i++) {
            String slots =
                    IntStream.range(SLOTS * i / 3, SLOTS * (i + 1) / 3)
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining(" "));
            assertThat(ask(three.get(i).port(), "CLUSTER ADDSLOTS " + slots)).startsWith("+OK");
            ask(three.get(0).port(), "CLUSTER MEET 127.0.0.1 " + three.get(i).port());
        }
        for (TestServer server : three) {
            Eventually.holds(
                    "the servers know each other",
                    () -> {
                        String state = ask(server.port(), "CLUSTER INFO");
                        return state.contains("cluster_state:ok")
                                && state.contains("cluster_known_nodes:3");
                    });
        }
        ClusterOptions options =
                WorkerProgram.options(1)
                        .clusterServers(
                                three.stream()
                                        .map(server -> "127.0.0.1:" + server.port())
                                        .toArray(String[]::new));
        try (Cluster cluster = Cluster.join(options);
                TaskPool pool = cluster.pool()) {
            assertThat(cluster.members()).hasSize(1);
            assertWorks(options, pool, pool.submit(() -> 42));
        }
    }
}

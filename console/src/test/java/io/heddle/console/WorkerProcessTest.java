package io.heddle.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.cluster.Cluster;
import io.heddle.cluster.ClusterMember;
import io.heddle.cluster.ClusterOptions;
import io.heddle.testkit.LoopbackServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `heddle worker` as a process of its own, with a real server and a program that hands tasks in.
@Tag("slow")
@Timeout(120)
class WorkerProcessTest {

    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir private static Path folder;

    private static LoopbackServer server;
    private static Path secret;
    private static Cluster master;
    private static TaskPool pool;

    @BeforeAll
    static void join() throws IOException {
        ClusterOptions named = ClusterOptions.named("squares").secret("abc");
        server = new LoopbackServer(named.token(), LoopbackServer.DURABLE);
        secret = Files.writeString(folder.resolve("secret"), "abc\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        master =
                Cluster.join(
                        named.server("127.0.0.1:" + server.port())
                                .memberName("master")
                                .memberTimeToLive(SILENCE)
                                .taskRetryInterval(SILENCE));
        pool = master.pool();
    }

    @AfterAll
    static void leave() {
        pool.shutdownNow();
        pool.close();
        master.close();
        server.close();
    }

    private static Started worker(String name) throws IOException {
        return worker(name, secret);
    }

    private static Started worker(String name, Path secretFile) throws IOException {
        return Started.briefHeddle(
                "worker",
                "--join",
                "squares@127.0.0.1:" + server.port(),
                "--secret-file",
                secretFile.toString(),
                "--workers",
                "1",
                "--name",
                name);
    }

    /// Submits a task that runs until the file `go-NAME` is there, and makes the file `NAME` when it begins.
    private static TaskFuture<String> hold(String name) {
        String place = folder.toString();
        return pool.submit(
                TaskOptions.named(name),
                () -> {
                    Files.createFile(Path.of(place, name));
                    while (!Files.exists(Path.of(place, "go-" + name))) {
                        Thread.sleep(5);
                    }
                    return name;
                });
    }

    private static void awaitBegin(String name) {
        Awaitility.await().atMost(LIMIT).until(() -> Files.exists(folder.resolve(name)));
    }

    private static void release(String name) throws IOException {
        Files.createFile(folder.resolve("go-" + name));
    }

    private static void assertLeft(String name) {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(master.members())
                                .extracting(ClusterMember::name)
                                .doesNotContain(name));
    }

    @Test
    void workerThatIsToldToLeaveFinishesWhatItRunsAndNoMore() throws Exception {
        TaskFuture<String> running = hold("running");
        TaskFuture<Integer> waiting;
        try (Started worker = worker("polite")) {
            worker.awaitLine("joined squares at 127.0.0.1:" + server.port() + " as polite");
            awaitBegin("running");
            waiting = pool.submit(() -> 6 * 7);

            worker.signal("INT");
            worker.awaitLine("leaving; 1 task is finished first, once more Ctrl-C ends it");
            release("running");

            assertThat(running.get()).isEqualTo("running");
            assertThat(worker.awaitExit()).isZero();
            assertThat(worker.lines()).anyMatch(line -> line.contains("done running in"));
            assertThat(worker.lines().getLast()).endsWith(" left");
        }
        assertLeft("polite");
        assertThat(waiting.isDone()).isFalse();
        try (Started next = worker("next")) {
            assertThat(waiting.get()).isEqualTo(42);

            next.signal("TERM");
            assertThat(next.awaitExit()).isZero();
            assertThat(next.lines().getLast()).endsWith(" left");
        }
        assertLeft("next");
    }

    @Test
    void secondCtrlCEndsItAtOnceAndTheTaskIsToldOfIt() throws Exception {
        TaskFuture<String> lost = hold("lost");
        try (Started worker = worker("hasty")) {
            awaitBegin("lost");
            worker.signal("INT");
            worker.awaitLine("leaving; 1 task");
            worker.signal("INT");

            assertThat(worker.awaitExit()).isEqualTo(130);
            worker.awaitLine("leaving at once; unfinished: 1 task");
        }
        assertThatThrownBy(lost::get).hasCauseInstanceOf(WorkerDiedException.class);
        assertLeft("hasty");
    }

    @Test
    void workerWaitsForTheServerToComeBackAndSaysSo() throws Exception {
        TaskFuture<String> spanning = hold("spanning");
        try (Started worker = worker("patient")) {
            awaitBegin("spanning");

            server.kill();
            worker.awaitLine("the server of the cluster does not answer");
            release("spanning");
            server.startAgain();

            worker.awaitLine("the server of the cluster answers again");
            assertThat(spanning.get()).isEqualTo("spanning");
            assertThat(pool.submit(() -> 6 * 7).get()).isEqualTo(42);
            worker.signal("TERM");
            assertThat(worker.awaitExit()).isZero();
        }
        assertLeft("patient");
    }

    @Test
    void wrongSecretIsRefusedInOneLine() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), "guess\n");
        Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-------"));
        try (Started worker = worker("stranger", wrong)) {
            assertThat(worker.awaitExit()).isEqualTo(1);
            assertThat(worker.lines())
                    .singleElement()
                    .asString()
                    .startsWith("heddle: the server does not take the secret: cluster=squares")
                    .doesNotContain("guess");
        }
    }
}

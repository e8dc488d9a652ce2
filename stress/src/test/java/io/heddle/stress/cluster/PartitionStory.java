package io.heddle.stress.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.cluster.Cluster;
import io.heddle.cluster.ClusterMember;
import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.ClusterWorker;
import io.heddle.testkit.Eventually;
import io.heddle.testkit.LoopbackServer;
import io.heddle.testkit.Marks;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// What happens to a cluster when the cable to a machine is cut and mended; runs in the network of the near side,
/// where the server is, as a program of its own, and ends with an error if anything is not as promised.
final class PartitionStory {

    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int OTHERS = 4;

    private final String farNetwork;
    private final String farCable;
    private final String nearAddress;
    private final Marks marks;

    private PartitionStory(String[] arguments) {
        this.farNetwork = arguments[0];
        this.farCable = arguments[1];
        this.nearAddress = arguments[2];
        this.marks = Marks.in(Path.of(arguments[3]));
    }

    static ClusterOptions options() {
        return ClusterOptions.named("partition")
                .secret("the secret of a partition")
                .taskRetryInterval(SILENCE)
                .memberTimeToLive(SILENCE)
                .lockLease(SILENCE)
                .responseTimeout(Duration.ofSeconds(4));
    }

    static void main(String[] arguments) throws Exception {
        Role.silenceClient();
        new PartitionStory(arguments).tell();
        System.exit(0);
    }

    private void tell() throws Exception {
        List<String> settings = new ArrayList<>(LoopbackServer.DURABLE);
        settings.add("bind 127.0.0.1 " + nearAddress);
        settings.add("tcp-keepalive 10");
        try (LoopbackServer server = new LoopbackServer(options().token(), settings)) {
            Process far = far(server.port());
            try (Cluster cluster =
                            Cluster.join(
                                    options()
                                            .server("127.0.0.1:" + server.port())
                                            .memberName("owner"));
                    TaskPool pool = cluster.pool()) {
                tell(server, far, cluster, pool);
            } finally {
                far.destroyForcibly().waitFor();
            }
        }
    }

    private void tell(LoopbackServer server, Process far, Cluster cluster, TaskPool pool)
            throws Exception {
        BufferedReader said = far.inputReader();
        awaitLine(said, "locked");
        TaskFuture<Integer> begun = pool.submit(held(marks));
        marks.await("begun");
        List<TaskFuture<Integer>> others = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            others.add(pool.submit(number(i)));
        }
        say("the far worker has begun a task; the cable is cut");
        cable("down");

        ClusterOptions near = options().server("127.0.0.1:" + server.port()).memberName("near");
        try (ClusterWorker worker = ClusterWorker.start(near, 1)) {
            for (int i = 0; i < OTHERS; i++) {
                assertThat(others.get(i).get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(i);
            }
            say("what it had not begun is done by another");
            assertFailsAsSilent(begun);
            say("what it had begun fails as SILENT");
            assertThat(cluster.lock(FarSide.LOCK).tryLock(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            say("its lock is free");
            Eventually.holds("the far side is no member", () -> !isMember(cluster, "far"), LIMIT);
            marks.set("go"); // it finishes what nobody wants any more
            cable("up");
            say("the cable is mended");
            Eventually.holds("the far side is back", () -> isMember(cluster, "far"), LIMIT);
            awaitLineThatBegins(said, "# "); // its late answer is sent
            tellTo(far, "unlock");
            awaitLine(said, "lease lost");
            cluster.lock(FarSide.LOCK).unlock();
            worker.leave();
        }
        assertFailsAsSilent(begun);
        assertThat(begun.attempts()).isEqualTo(1);
        assertThat(pool.submit(number(42)).get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(42);
        say("the late answer changed nothing, and the far worker does tasks again");
        tellTo(far, "end");
        assertThat(far.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(far.exitValue()).isZero();
        say("all is well");
    }

    private static void say(String text) {
        System.out.println(text);
    }

    private static Task<Integer> held(Marks marks) {
        return () -> {
            marks.set("begun");
            marks.awaitStubbornly("go");
            return 1;
        };
    }

    private static Task<Integer> number(int n) {
        return () -> n;
    }

    private static void assertFailsAsSilent(TaskFuture<Integer> begun) {
        assertThatThrownBy(() -> begun.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WorkerDiedException.class,
                        death -> {
                            assertThat(death.kind()).isEqualTo(WorkerDiedException.Kind.SILENT);
                            assertThat(death).hasMessageContaining("worker=far/");
                        });
    }

    private static boolean isMember(Cluster cluster, String name) {
        return cluster.members().stream().map(ClusterMember::name).anyMatch(name::equals);
    }

    private Process far(int port) throws Exception {
        return new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        farNetwork,
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx128m",
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FarSide.class.getName(),
                        nearAddress + ":" + port)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void cable(String state) throws Exception {
        int exit =
                new ProcessBuilder("ip", "-n", farNetwork, "link", "set", farCable, state)
                        .inheritIO()
                        .start()
                        .waitFor();
        assertThat(exit).isZero();
    }

    private static void tellTo(Process process, String word) throws Exception {
        process.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    private static void awaitLine(BufferedReader said, String wanted) throws Exception {
        awaitLineThatBegins(said, wanted);
    }

    /// The program that runs this one has a limit.
    private static void awaitLineThatBegins(BufferedReader said, String wanted) throws Exception {
        for (String line = said.readLine(); !line.startsWith(wanted); line = said.readLine()) {
            say("far: " + line);
        }
    }
}

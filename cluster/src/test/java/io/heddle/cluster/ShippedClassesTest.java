package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.testkit.Eventually;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.redisson.api.RKeys;
import org.redisson.api.options.KeysScanOptions;

/// A program whose classes the workers do not have.
@Timeout(60)
class ShippedClassesTest {

    private static final String PROGRAM =
            """
            package stranger;

            import io.heddle.cluster.Cluster;
            import io.heddle.cluster.ClusterOptions;

            public class Program {
                static class Neighbour {
                    static String greet(String name) { return "hello " + name; }
                }

                public static void main(String[] arguments) throws Exception {
                    ClusterOptions options =
                            ClusterOptions.named("test")
                                    .secret(arguments[0])
                                    .port(Integer.parseInt(arguments[1]));
                    if (arguments.length > 2) {
                        options = options.shipClasses();
                    }
                    try (var cluster = Cluster.join(options); var pool = cluster.pool()) {
                        System.out.println(pool.submit(() -> Neighbour.greet("stranger")).get());
                    } catch (Exception e) {
                        System.out.println(e.getCause());
                    }
                }
            }
            """;

    @TempDir static Path folder;

    private static TestServer server;
    private static WorkerProgram.Started worker;

    @BeforeAll
    static void start() throws Exception {
        Path source = Files.writeString(folder.resolve("Program.java"), PROGRAM);
        String path = System.getProperty("java.class.path");
        int errors =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                path,
                                "-d",
                                folder.toString(),
                                source.toString());
        assertThat(errors).isZero();
        server = TestServer.startFor(Invitation.secret());
        worker = WorkerProgram.start(server.port(), "worker", 1);
    }

    @AfterAll
    static void end() throws Exception {
        worker.end();
        server.close();
    }

    private static String run(String... more) throws Exception {
        Process program =
                new ProcessBuilder(
                                java.util.stream.Stream.concat(
                                                java.util.stream.Stream.of(
                                                        System.getProperty("java.home")
                                                                + "/bin/java",
                                                        "-XX:TieredStopAtLevel=1",
                                                        "-cp",
                                                        folder
                                                                + File.pathSeparator
                                                                + System.getProperty(
                                                                        "java.class.path"),
                                                        "stranger.Program",
                                                        "a secret of tests",
                                                        Integer.toString(server.port())),
                                                List.of(more).stream())
                                        .toList())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said.strip();
    }

    @Test
    void classThatAWorkerMissesIsNamedTogetherWithWhatToDo() throws Exception {
        assertThat(run())
                .contains("TaskSerializationException")
                .contains("class=stranger.Program is not on its class path")
                .contains("ClusterOptions.shipClasses()");
    }

    @Test
    void classesThatAreShippedComeWithTheirNeighbours() throws Exception {
        assertThat(run("ship")).isEqualTo("hello stranger");
    }

    @Test
    void classesThatTheServerHasLostOrCannotGiveYetAreAwaitedAndSentAgain() throws Exception {
        worker.end(); // what comes next has none of them
        String path = System.getProperty("java.class.path");
        System.setProperty("java.class.path", folder.toString()); // all that is sent is this
        ClusterOptions options = WorkerProgram.options(server.port()).shipClasses();
        try (Cluster cluster = Cluster.join(options);
                TaskPool pool = cluster.pool()) {
            TaskFuture<Integer> task = pool.submit(TaskOptions.named("task"), () -> 1);
            RKeys keys = cluster.link().client().getKeys();
            String jar =
                    keys.getKeys(KeysScanOptions.defaults().pattern("*jars*")).iterator().next();
            assertThat(keys.delete(jar)).isEqualTo(1);
            Eventually.holds("it is sent again", () -> keys.countExists(jar) == 1);
            assertThat(keys.expire(Duration.ofHours(1), jar)).isEqualTo(1);
            Eventually.holds(
                    "it stays while it is needed",
                    () -> keys.remainTimeToLive(jar) > TimeUnit.HOURS.toMillis(2));

            assertThat(server.say("ACL SETUSER default -get")).startsWith("+OK");
            System.setProperty("java.class.path", path);
            worker = WorkerProgram.start(server.port(), "worker", 1);
            Eventually.holds(
                    "the worker cannot have it",
                    () -> server.say("INFO errorstats").contains("errorstat_NOPERM"));
            assertThat(task.isDone()).isFalse();
            assertThat(server.say("ACL SETUSER default +get")).startsWith("+OK");

            assertThat(task.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(task.attempts()).isEqualTo(1);
        } finally {
            System.setProperty("java.class.path", path);
        }
    }
}

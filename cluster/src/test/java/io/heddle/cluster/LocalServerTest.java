package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.testkit.Eventually;
import io.heddle.testkit.Leftovers;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The server that is started because there was none.
@Timeout(60)
class LocalServerTest {

    private static final String PROGRAM = "heddle.server";

    private final ClusterOptions options = WorkerProgram.options(TestServer.freePort());

    @BeforeEach
    void nameTheProgram() {
        System.setProperty(PROGRAM, TestServer.program().toString());
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        System.clearProperty(PROGRAM);
        Leftovers.awaitNone();
    }

    private static List<ProcessHandle> servers(ProcessHandle of) {
        return of.descendants()
                .filter(process -> process.info().command().orElse("").contains("server"))
                .toList();
    }

    @Test
    void serverIsStartedPrivatelyAndEndsWithWhoStartedIt() throws Exception {
        List<ProcessHandle> servers;
        Path folder;
        try (Cluster starter = Cluster.join(options);
                Cluster second = Cluster.join(options)) {
            servers = servers(ProcessHandle.current());
            assertThat(servers).hasSize(1);
            folder = Files.readSymbolicLink(Path.of("/proc/" + servers.getFirst().pid() + "/cwd"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
            assertThat(second.members()).hasSize(2).isEqualTo(starter.members());
            ProcessHandle.current()
                    .descendants()
                    .forEach(
                            process -> assertThat(seenOf(process)).doesNotContain(options.token()));
        }
        Eventually.holds("the server has ended", () -> !servers.getFirst().isAlive());
        assertThat(folder).doesNotExist();
    }

    /// What other users, and descendants, can see of a process.
    private static String seenOf(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    + Files.readString(Path.of("/proc/" + process.pid() + "/environ"));
        } catch (java.io.IOException e) {
            return ""; // it has ended
        }
    }

    @Test
    void serverThatIsKilledIsStartedAgainWithWhatItHad() throws Exception {
        try (Cluster cluster = Cluster.join(options);
                TaskPool pool = cluster.pool()) {
            TaskFuture<Integer> waits = pool.submit(() -> 42);
            ProcessHandle first = servers(ProcessHandle.current()).getFirst();

            first.destroyForcibly();

            try (Cluster whoComesMeanwhile = Cluster.join(options);
                    ClusterWorker worker = ClusterWorker.start(options, 1)) {
                assertThat(servers(ProcessHandle.current())).hasSize(1).doesNotContain(first);
                assertThat(waits.get()).isEqualTo(42);
                assertThat(whoComesMeanwhile.members())
                        .extracting(ClusterMember::id)
                        .contains(cluster.self().id(), worker.member().id());
            }
        }
    }

    @Test
    void serverEndsWhenWhoStartedItIsKilled() throws Exception {
        Process starter =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "-D" + PROGRAM + "=" + TestServer.program(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                WorkerProgram.class.getName(),
                                options.addresses().getFirst().replaceAll(".*:", ""),
                                "starter",
                                "1")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader out = starter.inputReader()) {
            assertThat(out.readLine()).isEqualTo("READY");
            Map<Long, ProcessHandle> started =
                    starter.descendants()
                            .collect(Collectors.toMap(ProcessHandle::pid, process -> process));
            assertThat(servers(starter.toHandle())).hasSize(1);

            starter.destroyForcibly().waitFor();

            Eventually.holds(
                    "all that it started has ended",
                    () -> started.values().stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void withoutAProgramTheMessageSaysWhatToInstall() {
        System.setProperty(PROGRAM, "");

        assertThatThrownBy(() -> Cluster.join(options))
                .isInstanceOf(ClusterUnavailableException.class)
                .hasMessageContaining("nobody listens at 127.0.0.1:")
                .hasMessageContaining("install the package valkey-server or redis-server");
    }

    @Test
    void namedProgramThatCannotBeRunIsNamed() {
        System.setProperty(PROGRAM, "/nowhere/valkey-server");

        assertThatThrownBy(() -> Cluster.join(options))
                .isInstanceOf(ClusterUnavailableException.class)
                .hasMessageContaining("program=/nowhere/valkey-server");
    }

    @Test
    void programThatIsNamedComesBeforeThoseOnThePath() {
        assertThat(ClusterOptions.serverProgram()).isEqualTo(TestServer.program());

        System.setProperty(PROGRAM, "/bin/sh");
        assertThat(ClusterOptions.serverProgram()).isEqualTo(Path.of("/bin/sh"));
    }
}

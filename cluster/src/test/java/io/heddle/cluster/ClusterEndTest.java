package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.cluster.internal.pool.Ghost;
import io.heddle.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What an owner sees when its cluster, or the server of it, ends.
@Timeout(60)
class ClusterEndTest {

    private TestServer server;
    private Cluster cluster;
    private TaskPool pool;

    @BeforeEach
    void join() {
        server = TestServer.startFor(Invitation.secret());
        cluster = Cluster.join(WorkerProgram.options(server.port()));
        pool = cluster.pool();
    }

    @AfterEach
    void leave() {
        pool.shutdownNow();
        cluster.close();
        server.close();
    }

    @Test
    void whoWaitsForALockThatAThreadOfTheSameProgramNeverUnlocksIsToldThatTheClusterWasLeft()
            throws Exception {
        ClusterLock lock = cluster.lock("kept");
        lock.lock();
        List<FutureTask<?>> waiters =
                List.of(
                        new FutureTask<>(lock::lock, true),
                        new FutureTask<>(() -> {
                            lock.lockInterruptibly();
                            return true;
                        }),
                        new FutureTask<>(() -> lock.tryLock(1, TimeUnit.HOURS)));
        List<Thread> threads = new ArrayList<>();
        for (FutureTask<?> waiter : waiters) {
            threads.add(Thread.startVirtualThread(waiter));
        }
        Eventually.holds(
                "they wait",
                () ->
                        threads.stream()
                                .map(Thread::getState)
                                .allMatch(state ->
                                        state == Thread.State.WAITING
                                                || state == Thread.State.TIMED_WAITING));

        cluster.close();

        for (FutureTask<?> waiter : waiters) {
            assertThatThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the cluster was left");
        }
    }

    @Test
    void tasksThatAServerHasForgottenFailAndSaySo() throws Exception {
        TaskFuture<Integer> task = pool.submit(TaskOptions.named("lost"), () -> 1);
        Ghost ghost = new Ghost(cluster.link(), "ghost");
        List<Ghost.Held> got = new ArrayList<>();
        Eventually.holds("a task is there", () -> got.addAll(ghost.take(1)));
        ghost.handBack(got.removeFirst());

        server.kill();
        server.startAgain();

        assertThatThrownBy(() -> task.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(ClusterUnavailableException.class)
                .hasMessageContaining("the server has forgotten the task")
                .hasMessageContaining("task=lost")
                .hasMessageContaining("appendonly yes");
        TaskFuture<Integer> next = pool.submit(() -> 2);
        Eventually.holds("the next is there", () -> got.addAll(ghost.take(1)));
        ghost.begin(got.getFirst());
        assertThat(next.attempts()).isEqualTo(1);
    }

    @Test
    void cancellationsWithoutAServerWaitForItOnceAllTogether() throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            futures.add(pool.submit(() -> 1));
        }
        Ghost ghost = new Ghost(cluster.link(), "ghost");
        List<Ghost.Held> got = new ArrayList<>();
        Eventually.holds(
                "all are there",
                () -> {
                    got.addAll(ghost.take(100));
                    return got.size() == futures.size();
                });
        server.kill();

        for (TaskFuture<Integer> future : futures.subList(0, 50)) {
            assertThat(future.cancel(true)).isTrue();
        }
        pool.shutdownNow(); // all within the time limit of this test

        assertThat(futures).allMatch(TaskFuture::isCancelled);
        server.startAgain(); // so that nobody waits for it who leaves
    }

    @Test
    void clusterIsLeftWhileThousandsOfTasksAreHeldAndMoreAreSubmitted() throws Exception {
        pool.resize(1);
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            futures.add(pool.submit(TaskOptions.named("left"), () -> 1));
        }
        CompletableFuture<TaskFuture<Integer>> last = new CompletableFuture<>();
        Thread submitter =
                Thread.ofPlatform()
                        .start(() -> {
                            TaskFuture<Integer> future = pool.submit(() -> 2);
                            while (!futures.getFirst().isDone()) {
                                future = pool.submit(() -> 2);
                            }
                            last.complete(future);
                        });

        cluster.close();

        submitter.join();
        assertThatThrownBy(() -> futures.getFirst().get(20, TimeUnit.SECONDS))
                .cause()
                .hasMessageContaining("task=left");
        futures.add(last.get());
        for (TaskFuture<Integer> future : futures) {
            assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                    .cause()
                    .hasMessageContaining("the cluster was left");
        }
    }

    @Test
    void whoCannotJoinOrWorkLeavesNothingBehind() throws Exception {
        ClusterOptions hasty =
                WorkerProgram.options(server.port()).responseTimeout(Duration.ofMillis(500));
        List<String> before = threads();
        assertThat(server.say("ACL SETUSER default -subscribe")).startsWith("+OK");
        assertThatThrownBy(() -> Cluster.join(hasty)).isInstanceOf(HeddleException.class);
        Eventually.holds("no member is left", () -> before.containsAll(threads()));
        assertThat(cluster.members()).hasSize(1);

        assertThat(server.say("ACL SETUSER default +subscribe resetchannels &*members*"))
                .startsWith("+OK");
        assertThatThrownBy(() -> ClusterWorker.start(hasty, 1)).isInstanceOf(HeddleException.class);
        Eventually.holds("no worker is left", () -> before.containsAll(threads()));
    }

    /// Those of Heddle, but for the ones that all pools of a process share.
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name ->
                        name.contains("cluster")
                                || name.startsWith("heddle-pool")
                                || name.contains("leases"))
                .toList();
    }
}

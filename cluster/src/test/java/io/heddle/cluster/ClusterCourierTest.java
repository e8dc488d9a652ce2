package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.cluster.internal.pool.Ghost;
import io.heddle.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is between an owner and a worker, step by step.
@Timeout(60)
class ClusterCourierTest {

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

    private Ghost ghost(String name) {
        return new Ghost(cluster.link(), name);
    }

    private static Ghost.Held taken(Ghost ghost) throws InterruptedException {
        List<Ghost.Held> got = new ArrayList<>();
        Eventually.holds("a task is there", () -> got.addAll(ghost.take(1)));
        return got.getFirst();
    }

    private static void assertFailsByTheGhost(TaskFuture<?> task) {
        assertThatThrownBy(() -> task.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("of the ghost");
    }

    @Test
    void taskThatWasTakenAndNotBegunGoesToAnotherAndCountsAsNothing() throws Exception {
        TaskFuture<Integer> task = pool.submit(() -> 1);
        Ghost.Held id = taken(ghost("silent"));
        assertThat(task.attempts()).isZero();

        Ghost second = ghost("second");
        second.leasesEnd();
        Ghost.Held again = taken(second);
        assertThat(again.id()).isEqualTo(id.id());

        assertThat(ghost("silent").begin(id)).isZero();
        assertThat(second.begin(again)).isEqualTo(1);
        second.fail(again);
        assertFailsByTheGhost(task);
        assertThat(task.attempts()).isEqualTo(1);
    }

    @Test
    void whatIsSaidTwiceIsHeardOnce() throws Exception {
        TaskFuture<Integer> task = pool.submit(TaskOptions.named("task").retries(1), () -> 1);
        Ghost ghost = ghost("stutterer");
        Ghost.Held id = taken(ghost);

        assertThat(ghost.begin(id)).isEqualTo(1);
        assertThat(ghost.begin(id)).isEqualTo(1);
        ghost.handBack(id); // it was begun
        assertThat(ghost.take(1)).isEmpty();
        ghost.died(id);
        ghost.died(id);

        Ghost.Held again = taken(ghost);
        assertThat(again.id()).isEqualTo(id.id());
        assertThat(ghost.take(1)).isEmpty();
        assertThat(ghost.begin(again)).isEqualTo(2);
        ghost.fail(again);
        ghost.fail(again);
        assertFailsByTheGhost(task);
        assertThat(task.attempts()).isEqualTo(2);
        assertThat(pool.snapshot().failed()).isEqualTo(1);
    }

    @Test
    void answerOfWhoWasTakenForDeadIsThrownAway() throws Exception {
        TaskFuture<Integer> task = pool.submit(() -> 1);
        Ghost late = ghost("late");
        Ghost.Held id = taken(late);
        assertThat(late.begin(id)).isEqualTo(1);

        late.leasesEnd();
        assertThatThrownBy(() -> task.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(WorkerDiedException.class);
        late.fail(id);

        assertThat(pool.submit(() -> 2).cancel(false)).isTrue();
        assertThat(pool.snapshot().failed()).isEqualTo(1);
    }

    @Test
    void cancelledTaskThatWasTakenNeverBegins() throws Exception {
        TaskFuture<Integer> task = pool.submit(() -> 1);
        Ghost ghost = ghost("slow");
        Ghost.Held id = taken(ghost);

        assertThat(task.cancel(false)).isTrue();

        assertThat(ghost.begin(id)).isZero();
        assertThat(task.attempts()).isZero();
        pool.close(); // nothing is left to be waited for
    }

    @Test
    void tasksThatAServerHasForgottenFailAndSaySo() throws Exception {
        TaskFuture<Integer> task = pool.submit(TaskOptions.named("lost"), () -> 1);
        Ghost ghost = ghost("ghost");
        Ghost.Held id = taken(ghost);
        ghost.handBack(id);

        server.kill();
        server.startAgain();

        assertThatThrownBy(() -> task.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(ClusterUnavailableException.class)
                .hasMessageContaining("the server has forgotten the task")
                .hasMessageContaining("task=lost")
                .hasMessageContaining("appendonly yes");
        TaskFuture<Integer> next = pool.submit(() -> 2);
        ghost.begin(taken(ghost));
        assertThat(next.attempts()).isEqualTo(1);
    }

    @Test
    void poolThatIsClosedWithItsClusterFailsWhatHasNotEnded() {
        TaskFuture<Integer> task = pool.submit(TaskOptions.named("left"), () -> 1);

        cluster.close();

        assertThatThrownBy(() -> task.get(20, TimeUnit.SECONDS))
                .cause()
                .hasMessageContaining("the cluster was left")
                .hasMessageContaining("task=left");
    }

    @Test
    void workerThatTakesItsOwnTaskAgainIsHeardOfTheSecondTakingOnly() throws Exception {
        TaskFuture<Integer> task = pool.submit(TaskOptions.named("task").retries(1), () -> 1);
        Ghost ghost = ghost("frozen");
        Ghost.Held first = taken(ghost);
        ghost.leasesEnd();
        Ghost.Held second = taken(ghost);

        assertThat(ghost.begin(first)).isZero(); // it was under way for longer than the lease
        assertThat(ghost.begin(second)).isEqualTo(1);
        ghost.died(second);
        Ghost.Held third = taken(ghost);
        assertThat(ghost.begin(third)).isEqualTo(2);
        ghost.died(second); // said again, since its answer was lost
        assertThat(ghost.renew(second)).as("the old run is to stop").isTrue();
        assertThat(ghost.renew(third)).as("the new run is to stop").isFalse();

        ghost.fail(third);
        assertFailsByTheGhost(task);
        assertThat(task.attempts()).isEqualTo(2);
    }

    @Test
    void cancelledTaskIsNotBegunAgainWhenItsWorkerDiesOrLeaves() throws Exception {
        TaskOptions retried = TaskOptions.named("retried").retries(2);
        TaskFuture<Integer> silent = pool.submit(retried, () -> 1);
        Ghost ghost = ghost("dying");
        assertThat(ghost.begin(taken(ghost))).isEqualTo(1);
        TaskFuture<Integer> left = pool.submit(retried, () -> 2);
        Ghost.Held second = taken(ghost);
        assertThat(ghost.begin(second)).isEqualTo(1);

        assertThat(left.cancel(false)).isTrue();
        assertThat(silent.cancel(true)).isTrue();
        ghost.died(second);
        ghost.leasesEnd();

        pool.shutdown();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ghost.take(1)).isEmpty();
    }

    @Test
    void outageLongerThanTheLeaseCostsALivingWorkerNothing() throws Exception {
        TaskFuture<Integer> task = pool.submit(() -> 1);
        Ghost ghost = ghost("living");
        Ghost.Held held = taken(ghost);
        assertThat(ghost.begin(held)).isEqualTo(1);

        ghost.leasesEndInAnOutage();
        Eventually.holds("somebody has looked", () -> !ghost.lastLook().equals("1"));

        assertThat(ghost.renew(held)).as("it is to stop").isFalse();
        ghost.fail(held);
        assertFailsByTheGhost(task);
    }

    @Test
    void resultThatCannotBeReadYetIsNotForgotten() throws Exception {
        TaskFuture<Integer> task = pool.submit(() -> 1);
        Ghost ghost = ghost("ghost");
        Ghost.Held held = taken(ghost);
        assertThat(ghost.begin(held)).isEqualTo(1);

        assertThat(server.say("ACL SETUSER default -xread")).startsWith("+OK");
        Eventually.holds(
                "the owner cannot read",
                () -> server.say("INFO errorstats").contains("errorstat_NOPERM"));
        ghost.fail(held);
        for (int look = 0; look < 2; look++) {
            String last = ghost.lastLook();
            Eventually.holds("the owner asks", () -> !ghost.lastLook().equals(last));
        }
        assertThat(task.isDone()).isFalse();

        assertThat(server.say("ACL SETUSER default +xread")).startsWith("+OK");
        assertFailsByTheGhost(task);
    }

    @Test
    void clusterIsLeftWhileThousandsOfTasksAreHeldAndMoreAreSubmitted() throws Exception {
        pool.resize(1);
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            futures.add(pool.submit(() -> 1));
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
        futures.add(last.get());
        for (TaskFuture<Integer> future : futures) {
            assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                    .cause()
                    .hasMessageContaining("the cluster was left");
        }
    }
}

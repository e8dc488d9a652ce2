package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.cluster.internal.pool.Ghost;
import io.heddle.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is between an owner and a worker, step by step.
@Timeout(60)
class ClusterCourierTest {

    private static TestServer server;
    private static Cluster cluster;

    private TaskPool pool;

    @BeforeAll
    static void join() {
        server = TestServer.startFor(Invitation.secret());
        cluster = Cluster.join(WorkerProgram.options(server.port()));
    }

    @AfterAll
    static void leave() {
        cluster.close();
        server.close();
    }

    @BeforeEach
    void open() {
        pool = cluster.pool();
    }

    @AfterEach
    void close() {
        pool.shutdownNow();
        assertThat(ghost("last").take(1)).isEmpty();
    }

    private static Ghost ghost(String name) {
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
        ghost.leaves(id);
        ghost.leaves(id);

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
    void workerThatTakesItsOwnTaskAgainIsHeardOfTheSecondTakingOnly() throws Exception {
        TaskFuture<Integer> task = pool.submit(TaskOptions.named("task").retries(1), () -> 1);
        Ghost ghost = ghost("frozen");
        Ghost.Held first = taken(ghost);
        ghost.leasesEnd();
        Ghost.Held second = taken(ghost);

        assertThat(ghost.begin(first)).isZero(); // it was under way for longer than the lease
        assertThat(ghost.begin(second)).isEqualTo(1);
        ghost.leaves(second);
        Ghost.Held third = taken(ghost);
        assertThat(ghost.begin(third)).isEqualTo(2);
        ghost.leaves(second); // said again, since its answer was lost
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
        ghost.leaves(second);
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

    // ---- what the server refuses ---------------------------------------------------------------

    @Test
    void taskThatAServerWithoutMemoryRefusesFailsAndSaysWhy() throws Exception {
        server.say("CONFIG SET maxmemory 1");
        try {
            TaskFuture<Integer> refused = pool.submit(TaskOptions.named("refused"), () -> 1);
            assertThatThrownBy(() -> refused.get(20, TimeUnit.SECONDS))
                    .cause()
                    .hasMessageContaining("the server of the cluster refuses the task")
                    .hasMessageContaining("task=refused bytes=")
                    .hasMessageContaining("used memory > 'maxmemory'");
            assertThat(refused.attempts()).isZero();
        } finally {
            server.say("CONFIG SET maxmemory 0");
        }
        TaskFuture<Integer> next = pool.submit(() -> 2);
        Ghost ghost = ghost("ghost");
        Ghost.Held held = taken(ghost);
        assertThat(ghost.begin(held)).isEqualTo(1);
        ghost.fail(held);
        assertFailsByTheGhost(next);
    }

    @Test
    void taskThatIsTooLargeForItsServerFailsAndThoseBesideItGoOn() throws Exception {
        byte[] large = new byte[2 << 20];
        server.say("CONFIG SET proto-max-bulk-len 1mb"); // it said something else when it was asked
        try {
            server.say("CLIENT PAUSE 300 ALL"); // so that the next two travel together
            TaskFuture<Integer> first = pool.submit(() -> 1);
            TaskFuture<Integer> beside = pool.submit(() -> 2);
            TaskFuture<Integer> refused =
                    pool.submit(TaskOptions.named("large"), () -> large.length);
            assertThatThrownBy(() -> refused.get(40, TimeUnit.SECONDS))
                    .cause()
                    .hasMessageContaining("task=large bytes=2097")
                    .hasMessageContaining("proto-max-bulk-len");
            Ghost ghost = ghost("ghost");
            for (TaskFuture<Integer> task : List.of(first, beside)) {
                Ghost.Held held = taken(ghost);
                assertThat(ghost.begin(held)).isEqualTo(1);
                ghost.fail(held);
                assertFailsByTheGhost(task);
            }
        } finally {
            server.say("CONFIG SET proto-max-bulk-len 512mb");
        }
    }

    @Test
    void taskThatIsTakenAgainAndAgainAndNeverBegunEnds() throws Exception {
        TaskFuture<Integer> task = pool.submit(TaskOptions.named("poison"), () -> 1);
        Ghost ghost = ghost("victim");
        ghost.handBack(taken(ghost)); // who hands it back is none
        for (int takes = 0; takes < Ghost.MOST_TAKES; takes++) {
            assertThat(task.isDone()).isFalse();
            taken(ghost);
            ghost.leasesEnd();
            ghost.looks();
        }

        assertThatThrownBy(() -> task.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(WorkerDiedException.class)
                .hasMessageContaining("never begun: task=poison bytes=")
                .hasMessageContaining("worker=victim");
        assertThat(task.attempts()).isZero();
    }

    @Test
    void ownerKeepsNoCopyOfWhatTheServerHas() throws Exception {
        byte[] large = new byte[1 << 20];
        TaskFuture<Integer> task = pool.submit(() -> large.length);
        Eventually.holds("it is dropped", () -> Ghost.bytesKept(task) == 0);
    }

    // ---- what is heard -------------------------------------------------------------------------

    @Test
    void answersOfAServerWhoseClockIsBehindAreHeard() throws Exception {
        TaskFuture<Integer> task = pool.submit(() -> 1);
        Ghost ghost = ghost("ghost");
        Ghost.Held held = taken(ghost);
        assertThat(ghost.begin(held)).isEqualTo(1);
        ghost.tellsFarInTheFuture(held);
        Eventually.holds("it is heard", () -> task.attempts() == 7);

        ghost.forgetsAnswers(held); // another server has taken its place, and has not heard of it
        ghost.fail(held);
        assertFailsByTheGhost(task);
    }

    @Test
    void forgottenTasksAreFoundAmongManyThatAreNot() throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            futures.add(pool.submit(() -> 1));
        }
        List<Ghost.Held> taken = new ArrayList<>();
        Ghost ghost = ghost("ghost");
        Eventually.holds(
                "all are there",
                () -> {
                    taken.addAll(ghost.take(200));
                    return taken.size() == futures.size();
                });

        for (int i = 0; i < 50; i++) {
            ghost.forgets(taken.get(i * 22)); // wherever they are looked for
        }

        Eventually.holds(
                "all forgotten ones are found",
                () -> futures.stream().filter(TaskFuture::isDone).count() == 50);
    }

    @Test
    void deathIsToldWithTheAttemptsOfTheWholeCluster() throws Exception {
        TaskFuture<Integer> task = pool.submit(TaskOptions.named("task").retries(1), () -> 1);
        Ghost ghost = ghost("ghost");
        for (int attempt = 1; attempt <= 2; attempt++) {
            Ghost.Held held = taken(ghost);
            assertThat(ghost.begin(held)).isEqualTo(attempt);
            ghost.childDied(held);
        }

        assertThatThrownBy(() -> task.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        WorkerDiedException.class,
                        death -> {
                            assertThat(death.attempts()).isEqualTo(2);
                            assertThat(death).hasMessageEndingWith(" attempts=2");
                            assertThat(death.exitCode()).isEqualTo(4);
                        });
        assertThat(task.attempts()).isEqualTo(2);
    }

    @Test
    void silenceThatIsToldIsTheLeaseOfWhoHadTheTask() throws Exception {
        TaskFuture<Integer> silent = pool.submit(TaskOptions.named("silent"), () -> 1);
        try (Cluster patient =
                Cluster.join(
                        WorkerProgram.options(server.port())
                                .taskRetryInterval(Duration.ofSeconds(77)))) {
            Ghost ghost = new Ghost(patient.link(), "patient");
            assertThat(ghost.begin(taken(ghost))).isEqualTo(1);
            ghost.leasesEnd();
            assertThatThrownBy(() -> silent.get(20, TimeUnit.SECONDS))
                    .cause()
                    .hasMessageContaining("task=silent worker=patient attempts=1 silence=")
                    .hasMessageContaining("17");
        }
    }

    @Test
    void workerThatLeavesAtOnceIsNotCalledSilent() throws Exception {
        TaskFuture<Integer> left = pool.submit(TaskOptions.named("left"), () -> 1);
        Ghost ghost = ghost("hasty");
        Ghost.Held held = taken(ghost);
        assertThat(ghost.begin(held)).isEqualTo(1);
        ghost.leaves(held);
        assertThatThrownBy(() -> left.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(WorkerDiedException.class)
                .hasMessageContaining("has left: task=left worker=hasty attempts=1");
    }
}

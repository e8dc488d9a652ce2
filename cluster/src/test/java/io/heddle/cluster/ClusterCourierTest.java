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

    private static String taken(Ghost ghost) throws InterruptedException {
        List<String> got = new ArrayList<>();
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
        String id = taken(ghost("silent"));
        assertThat(task.attempts()).isZero();

        Ghost second = ghost("second");
        assertThat(taken(second)).isEqualTo(id); // when the lease of the first has ended

        assertThat(ghost("silent").begin(id)).isZero();
        assertThat(second.begin(id)).isEqualTo(1);
        second.fail(id);
        assertFailsByTheGhost(task);
        assertThat(task.attempts()).isEqualTo(1);
    }

    @Test
    void whatIsSaidTwiceIsHeardOnce() throws Exception {
        TaskFuture<Integer> task = pool.submit(TaskOptions.named("task").retries(1), () -> 1);
        Ghost ghost = ghost("stutterer");
        String id = taken(ghost);

        assertThat(ghost.begin(id)).isEqualTo(1);
        assertThat(ghost.begin(id)).isEqualTo(1);
        ghost.handBack(id); // it was begun
        assertThat(ghost.take(1)).isEmpty();
        ghost.died(id);
        ghost.died(id);

        assertThat(taken(ghost)).isEqualTo(id);
        assertThat(ghost.take(1)).isEmpty();
        assertThat(ghost.begin(id)).isEqualTo(2);
        ghost.fail(id);
        ghost.fail(id);
        assertFailsByTheGhost(task);
        assertThat(task.attempts()).isEqualTo(2);
        assertThat(pool.snapshot().failed()).isEqualTo(1);
    }

    @Test
    void answerOfWhoWasTakenForDeadIsThrownAway() throws Exception {
        TaskFuture<Integer> task = pool.submit(() -> 1);
        Ghost late = ghost("late");
        String id = taken(late);
        assertThat(late.begin(id)).isEqualTo(1);

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
        String id = taken(ghost);

        assertThat(task.cancel(false)).isTrue();

        assertThat(ghost.begin(id)).isZero();
        assertThat(task.attempts()).isZero();
        pool.close(); // nothing is left to be waited for
    }

    @Test
    void tasksThatAServerHasForgottenFailAndSaySo() throws Exception {
        TaskFuture<Integer> task = pool.submit(TaskOptions.named("lost"), () -> 1);
        Ghost ghost = ghost("ghost");
        String id = taken(ghost);
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
}

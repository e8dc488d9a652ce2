package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.testkit.Eventually;
import io.heddle.testkit.Marks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of tasks when workers and the server die, freeze and leave.
@Timeout(60)
class ClusterDeathTest {

    private static final int TASKS = 6;
    private static final int KILLED = 137;

    private static TestServer server;
    private static Cluster cluster;

    @TempDir Path folder;

    private final List<WorkerProgram.Started> workers = new ArrayList<>();

    @BeforeAll
    static void join() {
        server = TestServer.durableFor(Invitation.secret());
        cluster = Cluster.join(WorkerProgram.options(server.port()));
    }

    @AfterAll
    static void leave() {
        cluster.close();
        server.close();
    }

    @AfterEach
    void endWorkers() throws Exception {
        for (WorkerProgram.Started worker : workers) {
            worker.end();
        }
    }

    private WorkerProgram.Started worker(String name) throws Exception {
        WorkerProgram.Started worker = WorkerProgram.start(server.port(), name, 1);
        workers.add(worker);
        return worker;
    }

    private static void killed(WorkerProgram.Started worker) throws Exception {
        worker.process().destroyForcibly();
        assertThat(worker.process().waitFor()).isEqualTo(KILLED);
    }

    /// Says that it runs, and waits to be let go.
    private static Task<Integer> held(Marks marks, String name, int result) {
        return () -> {
            marks.set(name);
            marks.awaitStubbornly("go");
            return result;
        };
    }

    private static TaskOptions retried(String name) {
        return TaskOptions.named(name).retries(2);
    }

    private static List<TaskFuture<Integer>> submit(TaskPool pool, Marks marks) {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            futures.add(pool.submit(retried("task " + i), held(marks, "begun-" + i, i)));
        }
        return futures;
    }

    private static void assertAllGiven(List<TaskFuture<Integer>> futures) throws Exception {
        for (int i = 0; i < TASKS; i++) {
            assertThat(futures.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i);
        }
    }

    @Test
    void taskOfAKilledWorkerFailsOnceAndIsNotBegunAgainUnlessItSaysSo() throws Exception {
        Marks marks = Marks.in(folder);
        WorkerProgram.Started first = worker("first");
        try (TaskPool pool = cluster.pool()) {
            TaskFuture<Integer> once =
                    pool.submit(TaskOptions.named("once"), held(marks, "once", 1));
            marks.await("once");
            TaskFuture<Integer> next = pool.submit(() -> 2);

            killed(first);

            assertThatThrownBy(() -> once.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WorkerDiedException.class,
                            death -> {
                                assertThat(death.kind()).isEqualTo(WorkerDiedException.Kind.SILENT);
                                assertThat(death.attempts()).isEqualTo(1);
                                assertThat(death)
                                        .hasMessageContaining("task=once worker=first/")
                                        .hasMessageContaining("retries(n)");
                            });
            assertThat(next.isDone()).isFalse();
            worker("second");
            assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(once.attempts()).isEqualTo(1);
        }
    }

    @Test
    void tasksOfAKilledAndOfAFrozenWorkerAreDoneByAnother() throws Exception {
        Marks marks = Marks.in(folder);
        WorkerProgram.Started killed = worker("killed");
        WorkerProgram.Started frozen = worker("frozen");
        try (TaskPool pool = cluster.pool()) {
            List<TaskFuture<Integer>> futures = submit(pool, marks);
            Eventually.holds("both have one", () -> marks.count("begun-") == 2);

            killed(killed);
            frozen.signal("STOP");
            worker("other");
            Eventually.holds(
                    "both tasks are begun again",
                    () -> futures.stream().anyMatch(future -> future.attempts() == 2));
            marks.set("go");

            assertAllGiven(futures);
            assertThat(futures.stream().mapToInt(TaskFuture::attempts).sum()).isEqualTo(TASKS + 2);
        }
    }

    @Test
    void tasksWaitForTheFirstWorkerAndSurviveTheDeathOfAll() throws Exception {
        Marks marks = Marks.in(folder);
        try (TaskPool pool = cluster.pool()) {
            List<TaskFuture<Integer>> futures = submit(pool, marks);
            assertThat(pool.snapshot().queued()).isEqualTo(TASKS);

            WorkerProgram.Started first = worker("first");
            Eventually.holds("the first has one", () -> marks.count("begun-") == 1);
            killed(first);
            marks.set("go");
            worker("second");

            assertAllGiven(futures);
        }
    }

    @Test
    void politelyLeavingWorkerFinishesWhatItHasAndTakesNoMore() throws Exception {
        Marks marks = Marks.in(folder);
        WorkerProgram.Started first = worker("first");
        try (TaskPool pool = cluster.pool()) {
            TaskFuture<Integer> has = pool.submit(held(marks, "has", 1));
            marks.await("has");
            TaskFuture<Integer> waits = pool.submit(() -> 2);

            first.leave();
            marks.set("go");

            assertThat(has.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(first.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(first.process().exitValue()).isZero();
            assertThat(waits.attempts()).isZero();
            worker("second");
            assertThat(waits.get(20, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void serverThatIsKilledAndComesBackLosesNoTask() throws Exception {
        Marks marks = Marks.in(folder);
        worker("first");
        try (TaskPool pool = cluster.pool()) {
            List<TaskFuture<Integer>> futures = submit(pool, marks);
            Eventually.holds("one is begun", () -> marks.count("begun-") == 1);

            server.kill();
            TaskFuture<Integer> meanwhile = pool.submit(() -> 7);
            marks.set("go");
            server.startAgain();

            assertAllGiven(futures);
            assertThat(meanwhile.get(20, TimeUnit.SECONDS)).isEqualTo(7);
        }
    }

    @Test
    void childThatDiesCostsItsTaskAndIsRetriedWhereThatIsWanted() throws Exception {
        Marks marks = Marks.in(folder);
        worker("first");
        Task<Long> dying =
                () -> {
                    if (marks.next("try") == 0) {
                        Runtime.getRuntime().halt(3);
                    }
                    return 8L;
                };
        try (TaskPool pool = cluster.pool()) {
            TaskFuture<Long> again = pool.submit(retried("again"), dying);
            assertThat(again.get(20, TimeUnit.SECONDS)).isEqualTo(8);
            assertThat(again.attempts()).isEqualTo(2);
            assertThatThrownBy(() ->
                            pool.submit(() -> Runtime.getRuntime().halt(4))
                                    .get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            WorkerDiedException.class,
                            death -> assertThat(death.exitCode()).isEqualTo(4));
        }
    }
}

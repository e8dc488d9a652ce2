package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.TaskFuture;
import io.heddle.TaskLine;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import io.heddle.TaskTimeoutException;
import io.heddle.testkit.Eventually;
import io.heddle.testkit.Marks;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a task brings to another machine, and what comes back.
@Timeout(60)
class ClusterTasksTest {

    private static final List<TaskLine> LINES = new CopyOnWriteArrayList<>();

    private static TestServer server;
    private static WorkerProgram.Started worker;
    private static Cluster cluster;

    @TempDir Path folder;

    @BeforeAll
    static void join() throws Exception {
        server = TestServer.startFor(Invitation.secret(), "proto-max-bulk-len 4mb");
        worker = WorkerProgram.start(server.port(), "worker", 2);
        cluster =
                Cluster.join(
                        WorkerProgram.options(server.port())
                                .memberName("master")
                                .output(TaskOutput.lines(LINES::add)));
    }

    @AfterAll
    static void leave() throws Exception {
        cluster.close();
        worker.end();
        server.close();
    }

    record Point(int x, List<String> names, Instant at) implements Serializable {}

    @Test
    void oneLambdaTakesAThousandValuesAlongEachOnce() throws Exception {
        try (TaskPool pool = cluster.pool()) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                int captured = i;
                futures.add(pool.submit(() -> captured * captured));
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(futures.get(i).get()).isEqualTo(i * i);
            }
        }
    }

    @Test
    void recordsAndTimesComeBackAsTheyWere() throws Exception {
        Point point = new Point(3, List.of("a", "b"), Instant.ofEpochSecond(1_000, 5));
        try (TaskPool pool = cluster.pool()) {
            assertThat(pool.submit(() -> point).get()).isEqualTo(point);
        }
    }

    @Test
    void failureIsTheTasksOwnWithItsCause() throws Exception {
        try (TaskPool pool = cluster.pool()) {
            assertThatThrownBy(() ->
                            pool.submit(
                                            () -> {
                                                throw new IOException(
                                                        "no disk",
                                                        new IllegalStateException("pulled"));
                                            })
                                    .get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessage("no disk")
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("pulled");
        }
    }

    @Test
    void whatCannotTravelFailsAtTheSubmitterByNameAndHarmsNobody() throws Exception {
        Object[] lock = {new Object()};
        try (TaskPool pool = cluster.pool()) {
            TaskFuture<Integer> cannot = pool.submit(() -> lock.length);
            assertThatThrownBy(cannot::get)
                    .cause()
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("java.lang.Object");
            assertThat(cannot.attempts()).isZero();
            assertThat(pool.submit(() -> 5).get()).isEqualTo(5);
        }
    }

    @Test
    void whatIsLargerThanTheServerTakesFailsAndSaysSo() throws Exception {
        byte[] large = new byte[5 << 20];
        try (TaskPool pool = cluster.pool()) {
            TaskFuture<Integer> there = pool.submit(TaskOptions.named("there"), () -> large.length);
            TaskFuture<byte[]> back =
                    pool.submit(TaskOptions.named("back"), () -> new byte[5 << 20]);
            assertThatThrownBy(there::get)
                    .cause()
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("the task is larger than the server")
                    .hasMessageContaining("task=there bytes=52")
                    .hasMessageContaining("most=4194304")
                    .hasMessageContaining("proto-max-bulk-len");
            assertThatThrownBy(back::get)
                    .cause()
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("the result is larger than the server")
                    .hasMessageContaining("task=back bytes=52");
        }
    }

    @Test
    void resultThatTheServerRefusesFailsTheTaskAndTheWorkerGoesOn() throws Exception {
        server.say("CONFIG SET proto-max-bulk-len 1mb"); // the worker has heard of 4
        try (TaskPool pool = cluster.pool()) {
            TaskFuture<byte[]> refused =
                    pool.submit(TaskOptions.named("refused"), () -> new byte[2 << 20]);
            assertThatThrownBy(refused::get)
                    .cause()
                    .hasMessageContaining("refuses the result: task=refused bytes=2097")
                    .hasMessageContaining("proto-max-bulk-len");
            assertThat(pool.submit(() -> 5).get()).isEqualTo(5);
        } finally {
            server.say("CONFIG SET proto-max-bulk-len 4mb");
        }
    }

    @Test
    void structureThatATaskCapturesIsRefusedWithItsName() throws Exception {
        BlockingQueue<String> queue = cluster.queue("captured");
        try (TaskPool pool = cluster.pool()) {
            assertThatThrownBy(
                            pool.submit(TaskOptions.named("capturing"), () -> queue.add("x"))::get)
                    .cause()
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("task=capturing")
                    .hasMessageContaining(
                            "a reference to something of a cluster came to a process that has not"
                                    + " joined it: cluster=test")
                    .hasMessageContaining("captured");
        }
        assertThat(queue).isEmpty();
    }

    @Test
    void tasksRunInAProcessOfTheWorkersMachineThatEndsWhenTheyAreCancelled() throws Exception {
        Marks marks = Marks.in(folder);
        try (TaskPool pool = cluster.pool()) {
            TaskFuture<Integer> deaf =
                    pool.submit(() -> {
                        marks.set("pid-" + ProcessHandle.current().pid());
                        marks.awaitStubbornly("never");
                        return 1;
                    });
            Eventually.holds("it runs", () -> marks.count("pid-") == 1);
            long pid = Long.parseLong(folder.toFile().list()[0].substring("pid-".length()));
            ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
            assertThat(child.parent()).contains(worker.process().toHandle());

            deaf.cancel(true);

            Eventually.holds("the child has ended", () -> !child.isAlive());
        }
    }

    @Test
    void limitsOfTimeHoldThereAndHere() throws Exception {
        Marks marks = Marks.in(folder);
        TaskOptions brief = TaskOptions.named("brief").timeout(Duration.ofMillis(100));
        TaskOptions impatient = TaskOptions.named("late").queueTimeout(Duration.ofMillis(100));
        try (TaskPool pool = cluster.pool()) {
            assertThatThrownBy(() -> pool.submit(brief, () -> marks.await("never")).get())
                    .cause()
                    .isInstanceOfSatisfying(
                            TaskTimeoutException.class,
                            e -> assertThat(e.which()).isEqualTo(TaskTimeoutException.Limit.RUN));
            pool.resize(1);
            TaskFuture<?> first = pool.submit(() -> marks.await("go"));
            assertThatThrownBy(() -> pool.submit(impatient, () -> marks.set("ran")).get())
                    .cause()
                    .isInstanceOfSatisfying(
                            TaskTimeoutException.class,
                            e -> assertThat(e.which()).isEqualTo(TaskTimeoutException.Limit.QUEUE));
            marks.set("go");
            first.get();
            assertThat(marks.isSet("ran")).isFalse();
        }
    }

    @Test
    void whatATaskPrintsComesAsLinesWithItsName() throws Exception {
        try (TaskPool pool = cluster.pool()) {
            TaskFuture<?> speaking =
                    pool.submit(
                            TaskOptions.named("speaking"),
                            () -> System.out.println("hello from there"));
            speaking.get();
            Eventually.holds(
                    "the line has come",
                    () ->
                            LINES.stream()
                                    .anyMatch(line ->
                                            line.text().equals("hello from there")
                                                    && line.taskName().equals("speaking")
                                                    && line.taskId() == speaking.id()
                                                    && line.worker().startsWith("worker/")));
        }
    }

    @Test
    void mapOfManySmallItemsTravelsInFewTasks() throws Exception {
        List<Integer> inputs = IntStream.range(0, 50_000).boxed().toList();
        try (TaskPool pool = cluster.pool()) {
            assertThat(pool.map(n -> n + 1, inputs))
                    .isEqualTo(IntStream.rangeClosed(1, 50_000).boxed().toList());
            assertThat(pool.snapshot().done()).isLessThan(5_000);
        }
    }

    @Test
    void everybodySeesWhoIsThereAndHearsWhoLeaves() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        Runnable silence =
                cluster.onMembers(
                        new MemberListener() {
                            @Override
                            public void joined(ClusterMember member) {
                                heard.add("+" + member.name());
                            }

                            @Override
                            public void left(ClusterMember member) {
                                heard.add("-" + member.name());
                            }
                        });
        WorkerProgram.Started brief = WorkerProgram.start(server.port(), "brief", 1);
        try {
            assertThat(cluster.members())
                    .extracting(ClusterMember::name)
                    .containsExactlyInAnyOrder("worker", "master", "brief");
            Eventually.holds("it is heard", () -> heard.contains("+brief"));
            brief.process().destroyForcibly().waitFor();
            Eventually.holds("its death is heard", () -> heard.contains("-brief"));
            assertThat(cluster.members())
                    .extracting(ClusterMember::name)
                    .containsExactlyInAnyOrder("worker", "master");
        } finally {
            silence.run();
            brief.end();
        }
    }
}

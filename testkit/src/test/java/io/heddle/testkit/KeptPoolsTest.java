package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pool serves the next test only if the one before has left it as it was.
class KeptPoolsTest {

    private final List<TaskPool> opened = new ArrayList<>();

    @TempDir Path folder;

    @AfterEach
    void endAll() throws InterruptedException {
        Leftovers.awaitGone(KeptPools.endAllOf(KeptPoolsTest.class));
        assertThat(opened).allMatch(TaskPool::isTerminated);
        Leftovers.awaitNone();
    }

    private TaskPool lend() {
        return KeptPools.of(KeptPoolsTest.class).lend(1, this::open);
    }

    private TaskPool open(int workers) {
        TaskPool pool =
                TaskPool.ofProcesses().workers(workers).jvmArgs(ShortLife.jvmArguments()).build();
        opened.add(pool);
        return pool;
    }

    private static void takeBack() throws InterruptedException {
        KeptPools.of(KeptPoolsTest.class).takeBack();
    }

    @Test
    void wholePoolIsLentAgainButNotToTwoAtOnce() throws Exception {
        TaskPool pool = lend();
        pool.submit(() -> 1).get();
        takeBack();

        assertThat(lend()).isSameAs(pool);
        assertThat(lend()).isNotSameAs(pool);
        takeBack();
    }

    @Test
    void poolWhoseWorkerHasDiedIsEnded() throws Exception {
        TaskPool pool = lend();
        pool.submit(() -> 1).get();
        takeBack();
        assertThat(lend()).isSameAs(pool);

        pool.submit(() -> Runtime.getRuntime().halt(1)).join();
        pool.submit(() -> 1).get(); // by its successor
        takeBack();

        assertThat(pool.isTerminated()).isTrue();
        assertThat(lend()).isNotSameAs(pool);
        takeBack();
    }

    @Test
    void poolThatStillRunsSomethingIsEndedAndOneThatWasShutDownIsNotLent() throws Exception {
        Marks marks = Marks.in(folder);
        TaskPool busy = lend();
        TaskFuture<Void> task =
                busy.submit(() -> {
                    marks.set("started");
                    new CountDownLatch(1).await();
                });
        marks.await("started");
        TaskPool closed = lend();
        closed.shutdown();
        takeBack();

        assertThat(task.isCancelled()).isTrue();
        assertThat(opened).containsExactly(busy, closed).allMatch(TaskPool::isTerminated);
    }

    @Test
    void whatIsKeptIsNotTakenForSomethingLeftBehindAndAllElseIs() throws Exception {
        TaskPool pool = lend();
        pool.submit(() -> 1).get();
        takeBack();
        KeptPools.Residents kept = KeptPools.of(KeptPoolsTest.class).residents();

        assertThat(kept.processes()).hasSize(1);
        assertThat(ProcessHandle.current().children().filter(kept::has)).hasSize(1);
        assertThat(kept.has(Thread.currentThread())).isFalse();
        assertThat(kept.has(ProcessHandle.current())).isFalse();
    }
}

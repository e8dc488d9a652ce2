package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.engine.process.WorkerDesk.Beginning;
import io.heddle.internal.wire.StatusPage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the two threads of a worker agree on: a task is either run or given back.
class WorkerDeskTest {

    private final List<Boolean> answers = new ArrayList<>();
    private StatusPage page;
    private WorkerDesk desk;

    @BeforeEach
    void make(@TempDir Path folder) throws IOException {
        page = StatusPage.create(folder.resolve("page"));
        desk = new WorkerDesk(Thread.currentThread(), page);
    }

    private boolean cancel(long id, boolean interrupt) {
        desk.cancel(id, interrupt, answers::add);
        return answers.getLast();
    }

    @Test
    void taskThatWasTakenBackNeverBegins() {
        assertThat(cancel(1, false)).isTrue();

        assertThat(desk.begin(1)).isEqualTo(Beginning.NONE);
        assertThat(page.lastStarted()).isZero();
    }

    @Test
    void taskThatWasTakenBackAndGivenAgainBegins() {
        cancel(1, false);
        desk.begin(1);

        assertThat(desk.begin(1)).isEqualTo(Beginning.RUNS);
        assertThat(page.lastStarted()).isEqualTo(1);
    }

    @Test
    void nothingBeginsOnAPageThatTheParentHasFrozen() {
        desk.begin(1);
        desk.end();
        page.forbid(StatusPage.ALL);

        assertThat(desk.begin(2)).isEqualTo(Beginning.FORBIDDEN);
        assertThat(page.lastStarted()).isEqualTo(1);
    }

    @Test
    void taskThatTheParentHasForbiddenNeverBeginsAndOthersDo() {
        page.forbid(StatusPage.markOf(2) | StatusPage.markOf(3));

        assertThat(desk.begin(1)).isEqualTo(Beginning.RUNS);
        desk.end();
        assertThat(desk.begin(2)).isEqualTo(Beginning.FORBIDDEN);
        assertThat(desk.begin(3)).isEqualTo(Beginning.FORBIDDEN);
        assertThat(page.lastStarted()).isEqualTo(1);
        page.forbid(0);
        assertThat(desk.begin(HandOver.of(2, 1))).isEqualTo(Beginning.RUNS);
    }

    /// Both sides at the same moment, as two processes are: what the parent does not see begun has not.
    @Test
    void whatIsNotSeenToBeginAfterItWasForbiddenNeverDoes() throws Exception {
        int rounds = 50_000;
        AtomicLong turn = new AtomicLong();
        boolean[] began = new boolean[rounds + 1];
        Thread worker =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int task = 1; task <= rounds; task++) {
                                while (turn.get() < task) {
                                    Thread.onSpinWait();
                                }
                                began[task] = page.started(task);
                                turn.set(-task);
                                while (turn.get() == -task) {
                                    Thread.onSpinWait();
                                }
                            }
                        });
        int seen = 0;
        for (int task = 1; task <= rounds; task++) {
            turn.set(task);
            for (int i = 0; i < task % 64; i++) {
                Thread.onSpinWait();
            }
            page.forbid(StatusPage.markOf(task));
            boolean named = page.lastStarted() == task;
            while (turn.get() != -task) {
                Thread.onSpinWait();
            }
            assertThat(began[task] && !named).as("task %d", task).isFalse();
            seen += began[task] ? 1 : 0;
            page.forbid(0);
            turn.set(0);
        }
        assertThat(worker.join(Duration.ofSeconds(Probe.PATIENCE_SECONDS))).isTrue();
        assertThat(seen).isPositive();
    }

    @Test
    void taskThatRunsWhenThePageIsFrozenIsStillInterrupted() {
        desk.begin(1);
        page.forbid(StatusPage.ALL);

        assertThat(cancel(1, true)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void runningTaskIsInterruptedOnlyIfThatIsWanted() {
        desk.begin(1);

        assertThat(cancel(1, false)).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(cancel(1, true)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interruptDoesNotReachTheNextTask() {
        desk.begin(1);
        cancel(1, true);
        desk.end();

        assertThat(Thread.interrupted()).isFalse();
        cancel(1, true);
        assertThat(Thread.interrupted()).isFalse();
    }

    /// Its answer may not be on its way yet: taken back, it would run twice.
    @Test
    void taskThatHasEndedIsNotTakenBack() {
        desk.begin(1);
        desk.end();

        assertThat(cancel(1, false)).isFalse();
    }

    @Test
    void nothingBeginsWhileTheProcessEnds() {
        desk.close();

        assertThat(desk.begin(1)).isEqualTo(Beginning.NONE);
        assertThat(page.lastStarted()).isZero();
    }
}

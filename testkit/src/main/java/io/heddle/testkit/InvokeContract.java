package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Task;
import io.heddle.TaskPool;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// `invokeAll` and `invokeAny`.
abstract class InvokeContract extends QueueContract {

    private static final Task<Integer> FAILING = Troubles::failDeepInside;

    private static Task<Integer> held(Marks marks, String name) {
        return () -> {
            marks.setThenAwait(name, "go");
            return 1;
        };
    }

    // ---- invokeAll ---------------------------------------------------------------------------

    @Test
    void invokeAllRefusesNull() {
        TaskPool pool = pool(1);

        assertThatNullPointerException().isThrownBy(() -> pool.invokeAll(null));
        assertThatNullPointerException()
                .isThrownBy(() -> pool.invokeAll(null, 1, TimeUnit.SECONDS));
        assertThatNullPointerException()
                .isThrownBy(() -> pool.invokeAll(List.of(Task.of(() -> 1)), 1, null));
    }

    @Test
    void invokeAllRefusesNullElements() {
        TaskPool pool = pool(1);
        List<Task<Integer>> tasks = Arrays.asList(() -> 1, null);

        assertThatNullPointerException().isThrownBy(() -> pool.invokeAll(tasks));
        assertThatNullPointerException().isThrownBy(() -> pool.invokeAll(tasks, 1, TimeUnit.DAYS));
    }

    @Test
    void invokeAllOfNothingGivesNothing() throws Exception {
        TaskPool pool = pool(1);

        assertThat(pool.invokeAll(List.<Task<Integer>>of())).isEmpty();
        assertThat(pool.invokeAll(List.<Task<Integer>>of(), 0, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void invokeAllKeepsTheOrder() throws Exception {
        List<Future<Integer>> futures =
                pool(2).invokeAll(List.of(Task.of(() -> 1), Task.of(() -> 2), Task.of(() -> 3)));

        assertThat(futures).extracting(Future::resultNow).containsExactly(1, 2, 3);
    }

    @Test
    void invokeAllWaitsForFailuresToo() throws Exception {
        List<Future<Integer>> futures =
                pool(2).invokeAll(List.of(FAILING, Task.of(() -> 2), FAILING));

        assertThat(futures)
                .extracting(Future::state)
                .containsExactly(Future.State.FAILED, Future.State.SUCCESS, Future.State.FAILED);
    }

    @Test
    void invokeAllInTimeIsLikeInvokeAll() throws Exception {
        List<Future<Integer>> futures =
                pool(2).invokeAll(List.of(Task.of(() -> 1), FAILING), 1, TimeUnit.DAYS);

        assertThat(futures)
                .extracting(Future::state)
                .containsExactly(Future.State.SUCCESS, Future.State.FAILED);
    }

    @Test
    @Needs(Capability.BESIDE)
    void invokeAllCancelsWhatIsNotFinishedInTime() throws Exception {
        Marks marks = marks();

        List<Future<Integer>> futures =
                pool(2).invokeAll(
                                List.of(held(marks, "held"), Task.of(() -> 2)),
                                500,
                                TimeUnit.MILLISECONDS);

        assertThat(futures).allMatch(Future::isDone);
        assertThat(futures.get(0).isCancelled()).isTrue();
    }

    @Test
    void invokeAllWithoutTimeStartsNothingThatItLeavesRunning() throws Exception {
        for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
            List<Future<Integer>> futures =
                    pool(1).invokeAll(
                                    List.of(Task.of(() -> 1), Task.of(() -> 2)),
                                    time,
                                    TimeUnit.NANOSECONDS);

            assertThat(futures).hasSize(2).allMatch(Future::isCancelled);
        }
    }

    @Test
    @Needs(Capability.BESIDE)
    void interruptedInvokeAllCancelsItsTasks() throws Exception {
        TaskPool pool = pool(2);
        Marks marks = marks();
        Beside caller =
                beside(() -> pool.invokeAll(List.of(held(marks, "one"), held(marks, "two"))));
        marks.await("one");
        marks.await("two");

        caller.interrupt();

        assertThatThrownBy(caller::join).hasCauseInstanceOf(InterruptedException.class);
        marks.await("one.interrupted");
        marks.await("two.interrupted");
    }

    // ---- invokeAny ---------------------------------------------------------------------------

    @Test
    void invokeAnyRefusesNull() {
        TaskPool pool = pool(1);

        assertThatNullPointerException().isThrownBy(() -> pool.invokeAny(null));
        assertThatNullPointerException()
                .isThrownBy(() -> pool.invokeAny(null, 1, TimeUnit.SECONDS));
        assertThatNullPointerException()
                .isThrownBy(() -> pool.invokeAny(List.of(Task.of(() -> 1)), 1, null));
    }

    @Test
    void invokeAnyRefusesNullElements() {
        TaskPool pool = pool(1);
        List<Task<Integer>> tasks = Arrays.asList(FAILING, null);

        assertThatNullPointerException().isThrownBy(() -> pool.invokeAny(tasks));
        assertThatNullPointerException().isThrownBy(() -> pool.invokeAny(tasks, 1, TimeUnit.DAYS));
    }

    @Test
    void invokeAnyOfNothingIsRefused() {
        TaskPool pool = pool(1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.invokeAny(List.<Task<Integer>>of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.invokeAny(List.<Task<Integer>>of(), 1, TimeUnit.DAYS));
    }

    @Test
    void invokeAnyGivesTheOneResult() throws Exception {
        TaskPool pool = pool(2);

        assertThat(pool.invokeAny(List.of(FAILING, Task.of(() -> 42), FAILING))).isEqualTo(42);
        assertThat(pool.invokeAny(List.of(FAILING, Task.of(() -> 42)), 1, TimeUnit.DAYS))
                .isEqualTo(42);
    }

    @Test
    void invokeAnyFailsWhenAllDo() {
        TaskPool pool = pool(2);

        assertThatThrownBy(() -> pool.invokeAny(List.of(FAILING, FAILING)))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pool.invokeAny(List.of(FAILING, FAILING), 1, TimeUnit.DAYS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    @Needs(Capability.BESIDE)
    void invokeAnyCancelsTheOthers() throws Exception {
        Marks marks = marks();
        Task<Integer> winner =
                () -> {
                    marks.await("held");
                    return 42;
                };

        assertThat(pool(2).invokeAny(List.of(held(marks, "held"), winner))).isEqualTo(42);

        marks.await("held.interrupted");
    }

    @Test
    @Needs(Capability.BESIDE)
    void invokeAnyThatTimesOutCancelsItsTasks() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();

        assertThatThrownBy(() ->
                        pool.invokeAny(List.of(held(marks, "held")), 500, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);

        Eventually.holds("nothing runs", () -> pool.snapshot().running() == 0);
        assertThat(pool.snapshot().cancelled()).isEqualTo(1);
    }

    @Test
    @Needs(Capability.BESIDE)
    void interruptedInvokeAnyCancelsItsTasks() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        Beside caller = beside(() -> pool.invokeAny(List.of(held(marks, "held"))));
        marks.await("held");

        caller.interrupt();

        assertThatThrownBy(caller::join).hasCauseInstanceOf(InterruptedException.class);
        marks.await("held.interrupted");
    }

    @Test
    @Needs(Capability.BESIDE)
    void shutdownNowFailsAWaitingInvokeAny() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        Beside caller = beside(() -> pool.invokeAny(List.of(held(marks, "held"))));
        marks.await("held");
        caller.untilItWaits();

        pool.shutdownNow();

        assertThatThrownBy(caller::join)
                .cause()
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CancellationException.class);
    }
}

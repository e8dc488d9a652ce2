package io.heddle.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TaskCompletionTest {

    private static final int ROUNDS = 500;

    @Test
    void exactlyOneOfManyDecidesTheOutcome() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Promise<Integer> promise = new Promise<>();
            AtomicInteger winners = new AtomicInteger();
            AtomicInteger losersThatSawNothing = new AtomicInteger();
            List<Runnable> attempts = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int value = i;
                attempts.add(
                        () -> judge(promise.put(value), promise, winners, losersThatSawNothing));
                attempts.add(() ->
                        judge(
                                promise.putFailure(new IllegalStateException()),
                                promise,
                                winners,
                                losersThatSawNothing));
                attempts.add(
                        () -> judge(promise.cancel(true), promise, winners, losersThatSawNothing));
            }

            allAtOnce(attempts);

            assertThat(winners).hasValue(1);
            assertThat(losersThatSawNothing).hasValue(0);
            assertThat(promise.decisions).hasValue(1);
            assertThat(promise.decided)
                    .isEqualTo(promise.state())
                    .isNotEqualTo(Future.State.RUNNING);
            assertThat(promise.cancellations).hasValue(promise.isCancelled() ? 1 : 0);
        }
    }

    private static void judge(
            boolean won, Promise<?> promise, AtomicInteger winners, AtomicInteger blindLosers) {
        if (won) {
            winners.incrementAndGet();
        }
        if (!promise.isDone()) {
            blindLosers.incrementAndGet();
        }
    }

    private static void allAtOnce(List<Runnable> actions) throws Exception {
        CyclicBarrier start = new CyclicBarrier(actions.size());
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (Runnable action : actions) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            ends.add(end);
            Thread.startVirtualThread(() -> {
                try {
                    start.await(20, TimeUnit.SECONDS);
                    action.run();
                    end.complete(null);
                } catch (Exception failure) {
                    end.completeExceptionally(failure);
                }
            });
        }
        for (CompletableFuture<Void> end : ends) {
            end.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void decidedComesBeforeAnybodySeesTheOutcome() {
        Promise<Integer> promise = new Promise<>();

        promise.put(1);

        assertThat(promise.doneWhenDecided).isFalse();
        assertThat(promise.decided).isEqualTo(Future.State.SUCCESS);
    }

    @Test
    void noStageIsLostWhenItIsAddedDuringTheCompletion() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Promise<Integer> promise = new Promise<>();
            CompletableFuture<Integer> one = new CompletableFuture<>();
            CompletableFuture<Integer> two = new CompletableFuture<>();

            allAtOnce(
                    List.of(
                            () -> promise.put(42),
                            () -> promise.thenAccept(one::complete),
                            () -> promise.thenAccept(two::complete)));

            assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(42);
            assertThat(two.get(20, TimeUnit.SECONDS)).isEqualTo(42);
        }
    }

    @Test
    void stageAddedBeforeNeverRunsInTheCompletingThread() throws Exception {
        Promise<Integer> promise = new Promise<>();
        CompletableFuture<Thread> ran =
                promise.thenApply(value -> Thread.currentThread()).toCompletableFuture();

        promise.put(1);

        assertThat(ran.get(20, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void stagesSeeFailureAndCancellationAsTheyAre() throws Exception {
        Promise<Integer> failed = new Promise<>();
        failed.putFailure(new IllegalStateException("mine"));
        Promise<Integer> cancelled = new Promise<>();
        cancelled.cancel(false);

        assertThat(failed.<Throwable>handle((v, t) -> t).toCompletableFuture().get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
        assertThat(cancelled.<Throwable>handle((v, t) -> t).toCompletableFuture().get())
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void everyReaderGetsAnExceptionOfItsOwn() throws Exception {
        Promise<Integer> promise = new Promise<>();
        promise.putFailure(new IllegalStateException());

        assertThat(failureOf(promise)).isNotSameAs(failureOf(promise));
    }

    private static ExecutionException failureOf(Promise<?> promise) throws InterruptedException {
        try {
            promise.get();
            throw new AssertionError("there was a result");
        } catch (ExecutionException e) {
            return e;
        }
    }

    @Test
    void listenersAreToldOnceAndThoseWhoLeaveAreNot() {
        Promise<Integer> promise = new Promise<>();
        AtomicInteger told = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        promise.listen(told::incrementAndGet);
        promise.listen(left::incrementAndGet).leave();
        assertThat(told).hasValue(0);
        promise.put(1);
        promise.listen(told::incrementAndGet).leave();

        assertThat(told).hasValue(2);
        assertThat(left).hasValue(0);
    }

    @Test
    void listenerWhoComesWhileTheOutcomeIsDecidedIsToldOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Promise<Integer> promise = new Promise<>();
            AtomicInteger told = new AtomicInteger();
            allAtOnce(
                    List.of(
                            () -> promise.put(1),
                            () -> promise.listen(told::incrementAndGet),
                            () -> promise.listen(told::incrementAndGet)));
            assertThat(told).hasValue(2);
        }
    }

    @Test
    void whenDecidedRunsAtOnceIfTheOutcomeIsKnown() {
        Promise<Integer> promise = new Promise<>();
        AtomicInteger ran = new AtomicInteger();

        promise.whenDecided(ran::incrementAndGet);
        assertThat(ran).hasValue(0);
        promise.put(1);
        assertThat(ran).hasValue(1);
        promise.whenDecided(ran::incrementAndGet);
        assertThat(ran).hasValue(2);
    }

    @Test
    void getOfACompleteFutureDoesNotCareForTheInterruptFlag() throws Exception {
        Promise<Integer> promise = new Promise<>();
        promise.put(42);

        Thread.currentThread().interrupt();
        try {
            assertThat(promise.get()).isEqualTo(42);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void failureNeedsACause() {
        assertThatThrownBy(() -> new Promise<>().putFailure(null))
                .isInstanceOf(NullPointerException.class);
    }

    // ---- what goes wrong while it is decided
    // -----------------------------------------------------

    /// A completion that breaks wherever it is told of its outcome.
    private static final class Breaking extends TaskCompletion<Integer> {

        private final boolean beforehand;

        Breaking(boolean beforehand) {
            super("breaking");
            this.beforehand = beforehand;
        }

        @Override
        public int attempts() {
            return 0;
        }

        @Override
        protected void cancelled(boolean mayInterrupt) {}

        @Override
        protected void decided(State outcome) {
            if (beforehand) {
                throw new OutOfMemoryError("of the test");
            }
        }

        @Override
        void failed(Throwable cause) {
            if (!beforehand) {
                throw new OutOfMemoryError("of the test");
            }
        }
    }

    @Test
    void whateverBreaksWhileItIsDecidedTheOutcomeIsSetAndAllAreTold() throws Exception {
        for (boolean beforehand : new boolean[] {true, false}) {
            Breaking breaking = new Breaking(beforehand);
            AtomicInteger told = new AtomicInteger();
            breaking.whenDecided(told::incrementAndGet);
            var _ = breaking.listen(told::incrementAndGet);
            CompletableFuture<Boolean> stage =
                    breaking.handle((result, failure) -> failure != null).toCompletableFuture();
            ArithmeticException cause = new ArithmeticException();

            assertThatThrownBy(() -> breaking.fail(cause)).isInstanceOf(OutOfMemoryError.class);

            assertThat(breaking.exceptionNow()).isSameAs(cause);
            assertThat(told).hasValue(2);
            assertThat(stage.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void oneThatBreaksWhenToldKeepsNobodyElseFromBeingTold() {
        Promise<Integer> promise = new Promise<>();
        AtomicInteger told = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            promise.whenDecided(() -> {
                told.incrementAndGet();
                throw new OutOfMemoryError("of the test");
            });
        }
        assertThat(promise.put(1)).isTrue();
        assertThat(told).hasValue(3);
    }

    @Test
    void settingTheOutcomeTakesNoMemory() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Throwable cause = new ArithmeticException();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) { // what is linked or compiled first takes some
            Promise<Integer> failed = new Promise<>();
            Promise<Integer> cancelled = new Promise<>();
            long before = threads.getCurrentThreadAllocatedBytes();
            failed.putFailure(cause);
            cancelled.cancel(true);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }

    @Test
    void outcomeIsSetOrNotEvenWhereTheStackEnds() throws Exception {
        for (int i = 0; i < 20; i++) {
            List<Promise<Integer>> promises = new ArrayList<>();
            Thread deep =
                    new Thread(
                            null,
                            () -> {
                                try {
                                    cancelEverDeeper(promises);
                                } catch (StackOverflowError e) {
                                    // as intended
                                }
                            },
                            "deep",
                            256 << 10);
            deep.start();
            deep.join();
            for (Promise<Integer> promise : promises) {
                CompletableFuture<Boolean> other =
                        CompletableFuture.supplyAsync(
                                () -> promise.put(1), Thread::startVirtualThread);
                var _ = other.get(20, TimeUnit.SECONDS);
                assertThat(promise.isDone()).isTrue();
            }
        }
    }

    @SuppressWarnings("InfiniteRecursion") // to the end of the stack
    private static void cancelEverDeeper(List<Promise<Integer>> promises) {
        Promise<Integer> promise = new Promise<>();
        promises.add(promise);
        promise.cancel(true);
        if (promises.size() > 8) {
            promises.removeFirst();
        }
        cancelEverDeeper(promises);
    }
}

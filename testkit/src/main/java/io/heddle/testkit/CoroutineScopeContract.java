package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heddle.HeddleException;
import io.heddle.Strand;
import io.heddle.TaskTimeoutException;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.CoroutineScopeBuilder;
import io.heddle.coroutine.Coroutines;
import io.heddle.coroutine.Select;
import io.heddle.coroutine.TrackedQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every [CoroutineScope] promises, whether its coroutines take turns or not.
public abstract class CoroutineScopeContract {

    /// For subclasses.
    protected CoroutineScopeContract() {}

    /// Opens a scope of the kind that is tested.
    ///
    /// @param spec what it is to be like
    /// @return the scope
    protected abstract CoroutineScope open(CoroutineScopeBuilder spec);

    private CoroutineScope open() {
        return open(CoroutineScope.builder().name("tested"));
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        assertThat(Thread.interrupted()).as("a test has left its interrupt").isFalse();
        assertThat(CoroutineScope.current()).isEmpty();
        Leftovers.awaitNone();
    }

    /// Waits for an interrupt, which is what most tests need.
    private static void waitForEver() throws InterruptedException {
        var _ = Channel.rendezvous().receive();
    }

    // ---- results -------------------------------------------------------------------------------

    @Test
    void joiningWaitsForAllThatWereSpawned() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        try (CoroutineScope scope = open()) {
            List<Strand<Integer>> children = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int number = i;
                children.add(
                        scope.spawn(() -> {
                            Coroutines.pause();
                            ended.incrementAndGet();
                            return number;
                        }));
            }
            scope.joinAll();

            assertThat(ended).hasValue(100);
            for (int i = 0; i < 100; i++) {
                assertThat(children.get(i).resultNow()).isEqualTo(i);
                assertThat(children.get(i).isAlive()).isFalse();
            }
        }
    }

    @Test
    void joiningWaitsForThoseThatCoroutinesSpawn() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        try (CoroutineScope scope = open()) {
            scope.spawn(() -> spawnTwo(scope, 6, ended));
            scope.joinAll();

            assertThat(ended).hasValue((1 << 7) - 1);
        }
    }

    private static void spawnTwo(CoroutineScope scope, int depth, AtomicInteger ended)
            throws InterruptedException {
        if (depth > 0) {
            scope.spawn(() -> spawnTwo(scope, depth - 1, ended));
            Coroutines.spawn(() -> spawnTwo(scope, depth - 1, ended));
        }
        Coroutines.pause();
        ended.incrementAndGet();
    }

    @Test
    void scopeMayBeUsedAgainAfterJoining() throws Exception {
        try (CoroutineScope scope = open()) {
            Strand<Integer> first = scope.spawn(() -> 1);
            scope.joinAll();
            Strand<Integer> second = scope.spawn(() -> first.get() + 1);
            scope.joinAll();

            assertThat(second.get()).isEqualTo(2);
        }
    }

    @Test
    void coroutineIsAStrandLikeAnyOther() throws Exception {
        try (CoroutineScope scope = open()) {
            AtomicReference<Strand<?>> self = new AtomicReference<>();
            Strand<?> named = scope.spawn("weft", () -> self.set(Strand.current()));
            Strand<?> unnamed = scope.spawn(() -> {});
            named.join();

            assertThat(named.join(Duration.ofSeconds(20))).isTrue();
            assertThat(self.get() == named).isTrue();
            assertThat(named.name()).isEqualTo("weft");
            assertThat(unnamed.name()).isEqualTo("coroutine-2");
            assertThat(named.state()).isEqualTo(Future.State.SUCCESS);
            assertThat(named.isDaemon()).isTrue();
            assertThat(named.attempts()).isEqualTo(1);
            assertThatIllegalStateException().isThrownBy(named::start);
        }
    }

    @Test
    void coroutinesOfScopesAreAmongTheActiveStrands() throws Exception {
        Strand<?> waiting;
        try (CoroutineScope scope = open()) {
            waiting = scope.spawn(CoroutineScopeContract::waitForEver);
            Strand<List<Strand<?>>> inner =
                    scope.spawn(() -> {
                        try (CoroutineScope within = open()) {
                            Strand<?> also = within.spawn(CoroutineScopeContract::waitForEver);
                            List<Strand<?>> seen = Strand.active();
                            assertThat(seen).contains(also, Strand.current());
                            return seen;
                        }
                    });
            inner.join();

            assertThat(inner.get()).contains(waiting, inner);
            assertThat(Strand.active()).contains(waiting).doesNotContain(inner);
            scope.cancel();
        }
        assertThat(Strand.active()).doesNotContain(waiting);
    }

    @Test
    void waitForACoroutineHasALimit() throws Exception {
        try (CoroutineScope scope = open()) {
            Strand<?> endless = scope.spawn(CoroutineScopeContract::waitForEver);

            assertThat(endless.join(Duration.ofMillis(1))).isFalse();
        }
    }

    // ---- errors --------------------------------------------------------------------------------

    @Test
    void firstErrorCancelsTheSiblingsAndIsThrownWhenAllHaveEnded() throws Exception {
        AtomicBoolean cleanedUp = new AtomicBoolean();
        try (CoroutineScope scope = open()) {
            Strand<?> sibling =
                    scope.spawn(() -> {
                        try {
                            waitForEver();
                        } finally {
                            cleanedUp.set(true);
                        }
                    });
            scope.spawn(
                    "culprit",
                    () -> {
                        Coroutines.pause();
                        throw new IOException("broken");
                    });

            assertThatThrownBy(scope::joinAll)
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("scope=tested coroutine=culprit")
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessage("broken");
            assertThat(cleanedUp).isTrue();
            assertThat(sibling.isCancelled()).isTrue();
            assertThat(sibling.isAlive()).isFalse();
        }
    }

    @Test
    void laterErrorsAreKeptAsSuppressedOnes() {
        Throwable thrown =
                catchThrowable(() -> {
                    try (CoroutineScope scope = open()) {
                        Channel<Integer> begun = Channel.rendezvous();
                        scope.spawn(() -> failWhenStopped("second", begun));
                        scope.spawn(() -> failWhenStopped("third", begun));
                        scope.spawn(() -> {
                            begun.receive();
                            begun.receive();
                            throw new IOException("first");
                        });
                        scope.joinAll();
                    }
                });

        assertThat(thrown).isInstanceOf(ExecutionException.class).hasRootCauseMessage("first");
        assertThat(thrown.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactlyInAnyOrder("second", "third");
    }

    private static void failWhenStopped(String message, Channel<Integer> begun) throws IOException {
        try {
            begun.send(1);
            waitForEver();
        } catch (InterruptedException e) {
            throw new IOException(message);
        }
    }

    @Test
    @Tag("fault-8")
    void laterErrorThatCannotSpeakForItselfIsKeptAllTheSame() {
        Throwable thrown =
                catchThrowable(() -> {
                    try (CoroutineScope scope = open()) {
                        Channel<Integer> begun = Channel.rendezvous();
                        scope.spawn(() -> {
                            try {
                                begun.send(1);
                                waitForEver();
                            } catch (InterruptedException e) {
                                throw new Troubles.Speechless();
                            }
                        });
                        scope.spawn(() -> {
                            begun.receive();
                            throw new IOException("first");
                        });
                        scope.joinAll();
                    }
                });

        assertThat(thrown).isInstanceOf(ExecutionException.class);
        assertThat(thrown.getSuppressed())
                .hasSize(1)
                .hasOnlyElementsOfType(Troubles.Speechless.class);
    }

    @Test
    void whatIsMissingIsNamed() {
        try (CoroutineScope scope = open()) {
            assertThatNullPointerException()
                    .isThrownBy(() -> scope.spawn(null, () -> 1))
                    .withMessage("coroutine");
            assertThatNullPointerException()
                    .isThrownBy(() -> Coroutines.sleep(null))
                    .withMessage("time");
            assertThatNullPointerException()
                    .isThrownBy(() -> TrackedQueue.unbounded().join(null))
                    .withMessage("limit");
            assertThatNullPointerException()
                    .isThrownBy(() -> Select.one((Select.Clause<Integer>) null))
                    .withMessage("clause");
        }
    }

    @Test
    void onlyACooperativeScopeRecordsItsTurns() {
        assertThatIllegalStateException()
                .isThrownBy(() -> CoroutineScope.builder().recorded().open())
                .withMessageContaining("cooperative()");
    }

    @Test
    void whatIsThrownBecauseOfTheCancellationIsNoError() {
        Throwable thrown =
                catchThrowable(() -> {
                    try (CoroutineScope scope = open()) {
                        scope.spawn(() -> {
                            try {
                                waitForEver();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException("interrupted", e);
                            }
                        });
                        scope.spawn(() -> {
                            Coroutines.pause();
                            throw new IOException("first");
                        });
                        scope.joinAll();
                    }
                });

        assertThat(thrown).hasRootCauseMessage("first");
        assertThat(thrown.getSuppressed()).isEmpty();
    }

    @Test
    void errorReachesTheOwnerWhereverItWaits() throws Exception {
        try (CoroutineScope scope = open()) {
            scope.spawn(() -> {
                throw new IOException("nothing will ever come");
            });

            assertThatThrownBy(CoroutineScopeContract::waitForEver)
                    .isInstanceOf(InterruptedException.class);
            assertThatThrownBy(scope::joinAll).hasRootCauseMessage("nothing will ever come");
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void errorThatNobodyHasHeardOfIsThrownByClosing() {
        assertThatThrownBy(
                        () -> {
                            try (CoroutineScope scope = open()) {
                                Strand<?> child =
                                        scope.spawn(() -> {
                                            throw new IOException("unheard");
                                        });
                                endOf(child);
                            }
                        })
                .isInstanceOf(HeddleException.class)
                .hasRootCauseMessage("unheard");
    }

    @Test
    void errorThatSomebodyGotIsNotThrownAgain() {
        try (CoroutineScope scope = open()) {
            Strand<?> child =
                    scope.spawn(() -> {
                        throw new IOException("heard");
                    });
            endOf(child);

            assertThat(child.exceptionNow()).hasMessage("heard");
        }
    }

    private static void endOf(Strand<?> child) {
        try {
            child.join();
        } catch (InterruptedException e) {
            // the scope has failed, and tells its owner so
        }
        while (child.isAlive()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void errorOfTheBodyGoesFirst() {
        assertThatThrownBy(
                        () -> {
                            try (CoroutineScope scope = open()) {
                                scope.spawn(CoroutineScopeContract::waitForEver);
                                throw new IOException("of the body");
                            }
                        })
                .isInstanceOf(IOException.class)
                .hasNoSuppressedExceptions();
    }

    // ---- cancellation --------------------------------------------------------------------------

    @Test
    void closingCancelsWhatStillRunsAndWaitsForIt() {
        AtomicInteger ended = new AtomicInteger();
        List<Strand<?>> children = new ArrayList<>();
        try (CoroutineScope scope = open()) {
            for (int i = 0; i < 10; i++) {
                children.add(
                        scope.spawn(() -> {
                            try {
                                waitForEver();
                            } finally {
                                Thread.onSpinWait();
                                ended.incrementAndGet();
                            }
                        }));
            }
        }
        assertThat(children).allMatch(Strand::isCancelled).noneMatch(Strand::isAlive);
        assertThat(ended.get()).isLessThanOrEqualTo(10); // who had not begun never does
    }

    @Test
    void cancelledCoroutineFailsNobody() throws Exception {
        try (CoroutineScope scope = open()) {
            Strand<?> given = scope.spawn(CoroutineScopeContract::waitForEver);
            Strand<Integer> other = scope.spawn(() -> 1);
            given.cancel(true);
            scope.joinAll();

            assertThat(other.get()).isEqualTo(1);
            assertThatThrownBy(given::get).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void cancelledScopeSpawnsNothingAndJoinsWithoutAnError() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        try (CoroutineScope scope = open()) {
            scope.spawn(CoroutineScopeContract::waitForEver);
            scope.cancel();
            Strand<?> late = scope.spawn(() -> ran.set(true));
            scope.joinAll();

            assertThat(late.isCancelled()).isTrue();
            assertThat(late.isAlive()).isFalse();
            assertThat(scope.isCancelled()).isTrue();
        }
        assertThat(ran).isFalse();
    }

    @Test
    void interruptOfTheOwnerEndsTheJoinAndLeavesTheCoroutines() throws Exception {
        try (CoroutineScope scope = open()) {
            Channel<Integer> channel = Channel.rendezvous();
            Strand<Integer> child = scope.spawn(() -> channel.receive());
            Thread.currentThread().interrupt();

            assertThatThrownBy(scope::joinAll).isInstanceOf(InterruptedException.class);
            channel.send(42);
            scope.joinAll();
            assertThat(child.get()).isEqualTo(42);
        }
    }

    @Test
    void interruptDoesNotEndTheCloseAndIsThereAfterwards() {
        Strand<?> child;
        try (CoroutineScope scope = open()) {
            child = scope.spawn(CoroutineScopeContract::waitForEver);
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(child.isAlive()).isFalse();
    }

    // ---- the deadline --------------------------------------------------------------------------

    @Test
    void deadlineCancelsAllAndIsAnError() {
        VirtualTime time = VirtualTime.stopped();
        CoroutineScopeBuilder spec =
                CoroutineScope.builder().name("late").deadline(Duration.ofHours(1)).time(time);
        try (CoroutineScope scope = open(spec)) {
            Strand<?> child = scope.spawn(CoroutineScopeContract::waitForEver);
            var _ = Thread.startVirtualThread(() -> passAnHour(time, child));

            assertThatThrownBy(scope::joinAll)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessageContaining("scope=late limit=1h");
            assertThat(child.isCancelled()).isTrue();
        }
    }

    private static void passAnHour(VirtualTime time, Strand<?> child) {
        try {
            Eventually.holds("the coroutine waits", () -> child.attempts() == 1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        time.advance(Duration.ofHours(1));
    }

    @Test
    void deadlineThatDoesNotComeDoesNothing() throws Exception {
        VirtualTime time = VirtualTime.stopped();
        try (CoroutineScope scope =
                open(CoroutineScope.builder().deadline(Duration.ofHours(1)).time(time))) {
            Strand<Integer> child = scope.spawn(() -> 1);
            scope.joinAll();
            assertThat(child.get()).isEqualTo(1);
        }
        assertThat(time.alarms()).isZero();
        time.advance(Duration.ofHours(2));
    }

    // ---- nesting -------------------------------------------------------------------------------

    @Test
    void errorOfAnInnerScopeStaysThereIfItIsCaught() throws Exception {
        try (CoroutineScope outer = open()) {
            Strand<String> child =
                    outer.spawn(() -> {
                        try (CoroutineScope inner = open()) {
                            inner.spawn(() -> {
                                throw new IOException("inner");
                            });
                            inner.joinAll();
                            return "not reached";
                        } catch (ExecutionException e) {
                            return e.getCause().getMessage();
                        }
                    });
            outer.joinAll();
            assertThat(child.get()).isEqualTo("inner");
        }
    }

    @Test
    void cancellationReachesScopesAtAnyDepth() throws Exception {
        Queue<Strand<?>> deepest = new ConcurrentLinkedQueue<>();
        try (CoroutineScope outer = open()) {
            outer.spawn(() -> nest(3, deepest));
            Channel<Integer> begun = Channel.rendezvous();
            outer.spawn(() -> {
                while (deepest.isEmpty()) {
                    Coroutines.pause();
                }
                begun.send(1);
            });
            begun.receive();
        }
        assertThat(deepest).isNotEmpty().noneMatch(Strand::isAlive);
    }

    private void nest(int depth, Queue<Strand<?>> deepest) throws Exception {
        try (CoroutineScope scope = open()) {
            scope.spawn(() -> {
                if (depth > 0) {
                    nest(depth - 1, deepest);
                } else {
                    deepest.add(Strand.current());
                    waitForEver();
                }
            });
            scope.joinAll();
        }
    }

    @Test
    void failureOfTheOuterScopeEndsTheInnerOneOfTheSameOwner() throws Exception {
        try (CoroutineScope outer = open()) {
            Strand<?> inside;
            try (CoroutineScope inner = open()) {
                inside = inner.spawn(CoroutineScopeContract::waitForEver);
                outer.spawn(() -> {
                    throw new IOException("outer");
                });
                assertThatThrownBy(inner::joinAll).isInstanceOf(InterruptedException.class);
            }
            assertThat(inside.isCancelled()).isTrue();
            assertThatThrownBy(outer::joinAll).hasRootCauseMessage("outer");
        }
    }

    @Test
    void scopeThatWasNotClosedIsClosedWithTheOneAroundAndNamed() {
        CoroutineScope outer = open(CoroutineScope.builder().name("outer"));
        CoroutineScope inner = open(CoroutineScope.builder().name("inner"));
        Strand<?> child = inner.spawn(CoroutineScopeContract::waitForEver);

        assertThatIllegalStateException()
                .isThrownBy(outer::close)
                .withMessageContaining("scope=inner");
        assertThat(child.isAlive()).isFalse();
        inner.close(); // does nothing
    }

    @Test
    void coroutineThatForgetsItsScopeFails() {
        assertThatThrownBy(
                        () -> {
                            try (CoroutineScope scope = open()) {
                                scope.spawn(
                                        () -> open().spawn(CoroutineScopeContract::waitForEver));
                                scope.joinAll();
                            }
                        })
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was not closed");
    }

    // ---- whose it is ---------------------------------------------------------------------------

    @Test
    void onlyTheOwnerJoinsAndCloses() throws Exception {
        try (CoroutineScope scope = open()) {
            Strand<?> joining = scope.spawn(() -> failure(scope::joinAll));
            Strand<?> closing = scope.spawn(() -> failure(scope::close));
            scope.joinAll();

            assertThat(joining.resultNow()).isInstanceOf(WrongThreadException.class);
            assertThat(closing.resultNow()).isInstanceOf(WrongThreadException.class);
        }
    }

    private static Throwable failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowable(call);
    }

    @Test
    void strangersSpawnNothing() throws Exception {
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        try (CoroutineScope scope = open()) {
            Thread stranger =
                    Thread.ofPlatform()
                            .start(() -> refusal.set(failure(() -> scope.spawn(() -> {}))));
            Coroutines.blocking(() -> stranger.join());
        }
        assertThat(refusal.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only what runs in a scope");
    }

    @Test
    void closedScopeRefusesEverything() {
        CoroutineScope scope = open();
        scope.close();
        scope.close();

        assertThatIllegalStateException().isThrownBy(() -> scope.spawn(() -> {}));
        assertThatIllegalStateException().isThrownBy(scope::joinAll);
        assertThat(scope.toString()).contains("tested", "CLOSED");
    }

    @Test
    void currentScopeIsTheInnermost() throws Exception {
        try (CoroutineScope outer = open()) {
            assertThat(CoroutineScope.current()).containsSame(outer);
            try (CoroutineScope inner = open()) {
                assertThat(CoroutineScope.current()).containsSame(inner);
                Strand<CoroutineScope> seen = inner.spawn(() -> CoroutineScope.current().get());
                inner.joinAll();
                assertThat(seen.get()).isSameAs(inner);
            }
            assertThat(CoroutineScope.current()).containsSame(outer);
        }
    }
}

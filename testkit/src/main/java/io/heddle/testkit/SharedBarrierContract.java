package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Action;
import io.heddle.Strand;
import io.heddle.TaskSerializationException;
import io.heddle.shared.SharedBarrier;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a [SharedBarrier] promises, wherever the other party is: what the JDK's own barrier does.
public abstract class SharedBarrierContract {

    private static final int ROUNDS = 1_000;

    /// Made by subclasses.
    protected SharedBarrierContract() {}

    /// Says where the other party is.
    ///
    /// @return the place
    protected abstract Elsewhere elsewhere();

    /// Waits and says how that ended.
    private static String meet(SharedBarrier barrier) {
        try {
            return "met " + barrier.await();
        } catch (BrokenBarrierException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }

    private static void awaitWaiting(SharedBarrier barrier, int parties)
            throws InterruptedException {
        Eventually.holds(parties + " wait", () -> barrier.getNumberWaiting() == parties);
    }

    // ---- rounds --------------------------------------------------------------------------------

    /// Goes through many rounds, in which nobody gets ahead.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void nobodyIsARoundAheadOfTheOthers() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(2);
        SharedLong here = SharedLong.create(0);
        SharedLong there = SharedLong.create(0);
        Strand<Boolean> other = elsewhere().act(() -> goThrough(barrier, there, here));
        goThrough(barrier, here, there);
        other.get();
        assertThat(barrier.isBroken()).isFalse();
        assertThat(barrier.getNumberWaiting()).isZero();
    }

    private static void goThrough(SharedBarrier barrier, SharedLong mine, SharedLong other)
            throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            mine.set(round);
            barrier.await();
            long seen = other.get();
            if (seen != round && seen != round + 1) {
                throw new AssertionError("in round %d the other is in %d".formatted(round, seen));
            }
        }
    }

    /// Lets more threads than parties meet, so that rounds overlap within each side.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void anyTwoOfManyMeetAndNobodyIsForgotten() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(2);
        SharedLong tickets = SharedLong.create(1_000);
        SharedLong firsts = SharedLong.create(0);
        List<Strand<Boolean>> parties = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            parties.add(elsewhere().act(() -> meetOften(barrier, tickets, firsts)));
            parties.add(Strand.ofCoroutine().start(() -> meetOften(barrier, tickets, firsts)));
        }
        for (Strand<Boolean> party : parties) {
            party.get();
        }
        assertThat(firsts.get()).isEqualTo(500);
    }

    private static boolean meetOften(SharedBarrier barrier, SharedLong tickets, SharedLong firsts)
            throws Exception {
        while (tickets.getAndDecrement() > 0) {
            firsts.addAndGet(barrier.await());
        }
        return true;
    }

    /// Arrives three times, each time on another side.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void eachLearnsHowManyWereStillToCome() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        Strand<String> first = Strand.ofThread().start(() -> meet(barrier));
        awaitWaiting(barrier, 1);
        Strand<String> second = elsewhere().start(() -> meet(barrier));
        awaitWaiting(barrier, 2);
        assertThat(barrier.toString()).endsWith("[Parties = 3, waiting = 2]");
        assertThat(meet(barrier)).isEqualTo("met 0");
        assertThat(first.get()).isEqualTo("met 2");
        assertThat(second.get()).isEqualTo("met 1");
        assertThat(barrier.getParties()).isEqualTo(3);
    }

    /// Has one party only.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void singlePartyNeverWaits() throws Exception {
        SharedLong number = SharedLong.create(0);
        SharedBarrier barrier = SharedBarrier.create(1, number::incrementAndGet);
        for (int i = 0; i < 10; i++) {
            assertThat(barrier.await()).isZero();
            assertThat(barrier.await(Duration.ZERO)).isZero();
            assertThat(barrier.await(-1, TimeUnit.DAYS)).isZero();
        }
        assertThat(number.get()).isEqualTo(30);
        assertThat(barrier.getNumberWaiting()).isZero();
    }

    /// Lets very many coroutines wait.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void thousandVirtualThreadsWaitAndHoldNoCarrier() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(1_001);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            threads.add(Thread.startVirtualThread(() -> meet(barrier)));
        }
        awaitWaiting(barrier, 1_000);
        assertThat(elsewhere().start(() -> meet(barrier)).get()).isEqualTo("met 0");
        for (Thread thread : threads) {
            thread.join();
        }
    }

    // ---- breaking ------------------------------------------------------------------------------

    /// Waits in vain while the other one waits too.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void whoWaitsNoLongerBreaksTheBarrierForTheOthersUntilItIsReset() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        Strand<String> there = elsewhere().start(() -> meet(barrier));
        awaitWaiting(barrier, 1);
        assertThatThrownBy(() -> barrier.await(Duration.ofMillis(20)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("parties=3 missing=1");
        assertThat(there.get()).contains("somebody waited no longer: pid=");
        assertThat(barrier.isBroken()).isTrue();
        assertThat(barrier.getNumberWaiting()).isZero();
        assertThat(barrier.toString()).endsWith("broken]");
        assertThat(meet(barrier)).contains("somebody waited no longer");
        elsewhere().act(barrier::reset).get();
        assertThat(barrier.isBroken()).isFalse();
        assertThatThrownBy(() -> barrier.await(Duration.ZERO)).isInstanceOf(TimeoutException.class);
        barrier.reset();
        meetAllThree(barrier);
    }

    private void meetAllThree(SharedBarrier barrier) throws Exception {
        Strand<String> there = elsewhere().start(() -> meet(barrier));
        Strand<String> here = Strand.ofThread().start(() -> meet(barrier));
        assertThat(meet(barrier)).startsWith("met ");
        assertThat(here.get()).startsWith("met ");
        assertThat(there.get()).startsWith("met ");
    }

    /// Interrupts one who waits while the other one waits too.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void whoIsInterruptedBreaksTheBarrierForTheOthers() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        Strand<String> there = elsewhere().start(() -> meet(barrier));
        awaitWaiting(barrier, 1);
        String[] ended = new String[1];
        Thread here = Thread.ofPlatform().start(() -> ended[0] = meet(barrier));
        Eventually.holds("it waits", () -> here.getState() == Thread.State.WAITING);
        here.interrupt();
        here.join();
        assertThat(ended[0]).isEqualTo("interrupted");
        assertThat(there.get()).contains("somebody was interrupted: pid=");
        barrier.reset();
        meetAllThree(barrier);
    }

    /// Interrupts before the wait.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void whoComesInterruptedBreaksTheBarrierToo() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(2);
        Strand<String> there = elsewhere().start(() -> meet(barrier));
        awaitWaiting(barrier, 1);
        Thread.currentThread().interrupt();
        assertThat(meet(barrier)).isEqualTo("interrupted");
        assertThat(Thread.interrupted()).isFalse();
        assertThat(there.get()).contains("somebody was interrupted");
        Thread.currentThread().interrupt();
        assertThat(meet(barrier)).contains("somebody was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    /// Resets a barrier at which the other one waits.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void resetSendsAwayWhoWaitsAndTheBarrierIsWhole() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        barrier.reset();
        Strand<String> there = elsewhere().start(() -> meet(barrier));
        awaitWaiting(barrier, 1);
        barrier.reset();
        assertThat(there.get()).contains("it was reset");
        assertThat(barrier.isBroken()).isFalse();
        meetAllThree(barrier);
    }

    /// Breaks and resets again and again while others wait.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void brokenAndResetAtOnceStillSendsAwayWhoWaited() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        SharedEvent enough = SharedEvent.create();
        Strand<String> there = elsewhere().start(() -> meetUntil(barrier, enough));
        for (int round = 0; round < 20; round++) {
            awaitWaiting(barrier, 1);
            assertThatThrownBy(() -> barrier.await(Duration.ZERO))
                    .isInstanceOf(TimeoutException.class);
            barrier.reset();
        }
        awaitWaiting(barrier, 1);
        enough.set();
        assertThatThrownBy(() -> barrier.await(Duration.ZERO)).isInstanceOf(TimeoutException.class);
        barrier.reset();
        assertThat(there.get()).isEqualTo("always the same");
        meetAllThree(barrier);
    }

    private static String meetUntil(SharedBarrier barrier, SharedEvent enough) {
        while (!enough.isSet()) {
            String ended = meet(barrier);
            if (!ended.contains("somebody waited no longer")) {
                return ended;
            }
        }
        return "always the same";
    }

    // ---- the action ----------------------------------------------------------------------------

    /// Counts rounds by the action.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void actionIsRunOnceInEachRoundBeforeAnybodyGoesOn() throws Exception {
        SharedLong rounds = SharedLong.create(0);
        SharedBarrier barrier = SharedBarrier.create(2, rounds::incrementAndGet);
        Strand<Boolean> there = elsewhere().act(() -> countRounds(barrier, rounds));
        countRounds(barrier, rounds);
        there.get();
        assertThat(rounds.get()).isEqualTo(200);
    }

    private static void countRounds(SharedBarrier barrier, SharedLong rounds) throws Exception {
        for (int round = 1; round <= 200; round++) {
            barrier.await();
            long seen = rounds.get();
            if (seen != round && seen != round + 1) {
                throw new AssertionError("in round %d there were %d".formatted(round, seen));
            }
        }
    }

    /// Runs the action where the barrier was made.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void makerRunsTheActionItselfAndNoCopy() throws Exception {
        String name = "contract." + UUID.randomUUID();
        List<String> told = new ArrayList<>();
        Action action = () -> told.add("all are here");
        SharedBarrier.create(1, action).await();
        assertThat(told).hasSize(1);
        try {
            SharedBarrier.create(name, 1, action).await();
        } finally {
            SharedNames.unlink(name);
        }
        assertThat(told).hasSize(2);
    }

    /// Lets the action fail where the other one arrives last, and then here.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void actionThatFailsBreaksTheBarrierForAll() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(2, SharedBarrierContract::fail);
        Strand<String> first = Strand.ofThread().start(() -> meet(barrier));
        awaitWaiting(barrier, 1);
        assertThatThrownBy(() -> elsewhere().start(() -> meet(barrier)).get())
                .hasStackTraceContaining("the action of a test fails");
        assertThat(first.get()).contains("somebody failed, as a rule in the action: pid=");
        assertThat(barrier.isBroken()).isTrue();
        barrier.reset();
        Strand<String> second = elsewhere().start(() -> meet(barrier));
        awaitWaiting(barrier, 1);
        assertThatThrownBy(barrier::await).hasMessage("the action of a test fails");
        assertThat(second.get()).contains("somebody failed");
    }

    private static void fail() {
        throw new IllegalStateException("the action of a test fails");
    }

    /// Arrives for the next round while the other side still acts.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void whoComesWhileOneActsIsOfTheNextRound() throws Exception {
        SharedEvent acting = SharedEvent.create();
        SharedEvent enough = SharedEvent.create();
        SharedBarrier barrier = SharedBarrier.create(2, actsUntil(acting, enough));
        Strand<String> first = Strand.ofThread().start(() -> meet(barrier));
        awaitWaiting(barrier, 1);
        Strand<String> last = elsewhere().start(() -> meet(barrier));
        acting.await();
        String[] ended = new String[1];
        Thread early = Thread.ofPlatform().start(() -> ended[0] = meet(barrier));
        Eventually.holds("it waits", () -> early.getState() == Thread.State.WAITING);
        enough.set();
        assertThat(last.get()).isEqualTo("met 0");
        assertThat(first.get()).isEqualTo("met 1");
        awaitWaiting(barrier, 1);
        assertThat(meet(barrier)).isEqualTo("met 0");
        early.join();
        assertThat(ended[0]).isEqualTo("met 1");
    }

    private static Action actsUntil(SharedEvent acting, SharedEvent enough) {
        return () -> {
            acting.set();
            enough.await();
        };
    }

    /// Resets, or gives up, while the other side acts.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void actionIsNotWaitedForByWhoResetsOrGivesUp() throws Exception {
        SharedEvent acting = SharedEvent.create();
        SharedEvent enough = SharedEvent.create();
        SharedBarrier barrier = SharedBarrier.create(2, actsUntil(acting, enough));
        for (boolean reset : new boolean[] {true, false}) {
            acting.clear();
            enough.clear();
            Strand<String> first = Strand.ofThread().start(() -> meet(barrier));
            awaitWaiting(barrier, 1);
            Strand<String> last = elsewhere().start(() -> meet(barrier));
            acting.await();
            if (reset) {
                barrier.reset();
            } else {
                assertThatThrownBy(() -> barrier.await(Duration.ofMillis(10)))
                        .isInstanceOf(TimeoutException.class);
            }
            String why = reset ? "it was reset" : "somebody waited no longer";
            assertThat(first.get()).contains(why);
            enough.set();
            assertThat(last.get()).contains(why);
            assertThat(barrier.isBroken()).isNotEqualTo(reset);
            barrier.reset();
        }
    }

    /// Refuses what makes no sense.
    @Test
    public void refusesNoPartiesAndActionsThatCannotTravel() {
        assertThatThrownBy(() -> SharedBarrier.create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parties=0");
        Object culprit = new Object();
        assertThatThrownBy(() -> SharedBarrier.create(2, () -> meetCulprit(culprit)))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("java.lang.Object");
    }

    private static void meetCulprit(Object culprit) {
        throw new AssertionError("nobody can have come here: " + culprit);
    }
}

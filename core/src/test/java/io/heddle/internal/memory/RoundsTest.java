package io.heddle.internal.memory;

import static io.heddle.internal.memory.KillAtEveryStepTest.PLACES;
import static io.heddle.internal.memory.KillAtEveryStepTest.killEverywhere;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.memory.KillAtEveryStepTest.Histories;
import io.heddle.internal.memory.KillAtEveryStepTest.Mortal;
import io.heddle.internal.memory.KillAtEveryStepTest.Scenario;
import io.heddle.internal.memory.Rounds.Arrival;
import io.heddle.internal.memory.Rounds.Outcome;
import io.heddle.internal.memory.Rounds.Reason;
import io.heddle.internal.memory.Rounds.Ticket;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The rounds of a barrier, of which somebody is killed at each step.
class RoundsTest {

    static final int AT = 128;
    private static final Liveness ALL_ALIVE = _ -> false;

    private static Rounds rounds(Memory memory) {
        return new Rounds(memory, AT, PLACES);
    }

    /// Of somebody who has arrived in the first round.
    private static final Ticket FIRST = new Ticket(Arrival.WAITS, 0, 0, 1);

    /// In the first round somebody has arrived who lives.
    abstract static class InFirstRound implements Scenario {

        abstract int parties();

        @Override
        public void prepare(Mortal process) {
            Rounds rounds = rounds(process.memory());
            rounds.create(parties());
            Ticket ticket = rounds.tryArrive(process.me(), true, process);
            assertThat(ticket).isEqualTo(new Ticket(Arrival.WAITS, 0, 0, parties() - 1));
        }

        @Override
        public void recovery(Mortal process) {
            Rounds rounds = rounds(process.memory());
            if (rounds.isAmiss(process)) {
                assertThat(rounds.tryRepair(process.me(), process)).isTrue();
            }
        }

        abstract List<Outcome> mayBe(int killed);

        @Override
        public void check(Mortal process, int killed) {
            Rounds rounds = rounds(process.memory());
            Outcome outcome = rounds.outcome(FIRST);
            assertThat(mayBe(killed)).contains(outcome);
            assertThat(rounds.arrived())
                    .isEqualTo(outcome == Outcome.OPEN ? (killed == 0 ? 2 : 1) : 0);
            if (outcome == Outcome.BROKEN) {
                checkBreak(process, rounds);
            }
            assertThat(rounds.tryReset(process.me(), process)).isTrue();
            nextRoundIsWhole(process, rounds);
        }

        void checkBreak(Mortal process, Rounds rounds) {
            assertThat(rounds.isBroken()).isTrue();
            assertThat(rounds.howBroken(FIRST).reason()).isEqualTo(Reason.DEATH);
            assertThat(process.isDead(rounds.howBroken(FIRST).owner())).isTrue();
        }

        private void nextRoundIsWhole(Mortal process, Rounds rounds) {
            for (int missing = parties() - 1; missing >= 0; missing--) {
                Ticket ticket = rounds.tryArrive(process.me(), false, process);
                assertThat(ticket.index()).isEqualTo(missing);
                assertThat(ticket.arrival())
                        .isEqualTo(missing == 0 ? Arrival.COMPLETES : Arrival.WAITS);
            }
        }
    }

    @Test
    @Tag("fault-52")
    void roundInWhichADeadOneHadArrivedIsBrokenAndNeverComplete() {
        Histories histories =
                killEverywhere(
                        new InFirstRound() {
                            @Override
                            int parties() {
                                return 3;
                            }

                            @Override
                            public void operation(Mortal process) {
                                Ticket ticket =
                                        rounds(process.memory())
                                                .tryArrive(process.me(), true, process);
                                assertThat(ticket.arrival()).isEqualTo(Arrival.WAITS);
                            }

                            @Override
                            List<Outcome> mayBe(int killed) {
                                return killed == 0
                                        ? List.of(Outcome.OPEN)
                                        : List.of(Outcome.OPEN, Outcome.BROKEN);
                            }
                        });
        assertThat(histories.single()).isGreaterThan(20);
        assertThat(histories.twofold()).isGreaterThan(500);
    }

    /// The last one arrives and acts.
    static final class Completing extends InFirstRound {

        private final boolean acts;

        Completing(boolean acts) {
            this.acts = acts;
        }

        @Override
        int parties() {
            return 2;
        }

        @Override
        public void operation(Mortal process) {
            Rounds rounds = rounds(process.memory());
            Ticket ticket = rounds.tryArrive(process.me(), acts, process);
            if (acts) {
                assertThat(ticket.arrival()).isEqualTo(Arrival.IS_LAST);
                assertThat(rounds.tryComplete(ticket, process.me(), process)).isTrue();
            } else {
                assertThat(ticket.arrival()).isEqualTo(Arrival.COMPLETES);
            }
        }

        @Override
        List<Outcome> mayBe(int killed) {
            if (killed == 0) {
                return List.of(Outcome.COMPLETE);
            }
            return acts
                    ? List.of(Outcome.OPEN, Outcome.BROKEN, Outcome.COMPLETE)
                    : List.of(Outcome.OPEN, Outcome.COMPLETE);
        }
    }

    @Test
    @Tag("fault-52")
    void roundWhoseLastOneIsKilledIsCompleteOrBrokenOrWaitsForAnother() {
        Histories acting = killEverywhere(new Completing(true));
        assertThat(acting.single()).isGreaterThan(30);
        assertThat(acting.twofold()).isGreaterThan(500);
        Histories plain = killEverywhere(new Completing(false));
        assertThat(plain.single()).isGreaterThan(15);
        assertThat(plain.twofold()).isGreaterThan(100);
    }

    /// One arrives, gives up, and resets.
    private static final class GivingUp extends InFirstRound {

        @Override
        int parties() {
            return 3;
        }

        @Override
        public void operation(Mortal process) {
            Rounds rounds = rounds(process.memory());
            Ticket ticket = rounds.tryArrive(process.me(), true, process);
            Outcome before = rounds.tryBreak(ticket, Reason.TIMEOUT, process.me(), process);
            assertThat(before).isEqualTo(Outcome.OPEN);
            assertThat(rounds.tryReset(process.me(), process)).isTrue();
        }

        @Override
        List<Outcome> mayBe(int killed) {
            return killed == 0 ? List.of(Outcome.BROKEN) : List.of(Outcome.OPEN, Outcome.BROKEN);
        }

        @Override
        void checkBreak(Mortal process, Rounds rounds) {
            assertThat(rounds.howBroken(FIRST).reason()).isIn(Reason.TIMEOUT, Reason.DEATH);
        }
    }

    @Test
    @Tag("fault-52")
    void whoIsKilledWhileItGivesUpOrResetsLeavesABarrierThatCanBeReset() {
        Histories histories = killEverywhere(new GivingUp());
        assertThat(histories.single()).isGreaterThan(50);
        assertThat(histories.twofold()).isGreaterThan(1_000);
    }

    // ---- without deaths ------------------------------------------------------------------------

    private static Rounds fresh(int parties) {
        Rounds rounds = rounds(MortalMemory.immortal(new byte[4096]));
        rounds.create(parties);
        return rounds;
    }

    private static int process(int place) {
        return Owner.of(place, 7);
    }

    @Test
    @Tag("fault-52")
    void arrivalOfWhoeverHadThePlaceBeforeBreaksTheRound() {
        Rounds rounds = fresh(3);
        Ticket ticket = rounds.tryArrive(process(0), false, ALL_ALIVE);
        Ticket next = rounds.tryArrive(Owner.of(0, 8), false, ALL_ALIVE);
        assertThat(next.arrival()).isEqualTo(Arrival.IS_BROKEN);
        assertThat(rounds.outcome(ticket)).isEqualTo(Outcome.BROKEN);
        assertThat(rounds.howBroken(ticket))
                .isEqualTo(new Rounds.Break(Reason.DEATH, process(0)))
                .isEqualTo(rounds.howBroken(next));
        rounds.tryReset(process(0), ALL_ALIVE);
        assertThat(rounds.tryArrive(Owner.of(0, 8), false, ALL_ALIVE).arrival())
                .isEqualTo(Arrival.WAITS);
    }

    @Test
    void lastArrivalFindsOutThatAnotherHasDied() {
        Rounds rounds = fresh(2);
        rounds.tryArrive(process(0), true, ALL_ALIVE);
        Ticket last = rounds.tryArrive(process(1), true, owner -> owner == process(0));
        assertThat(last.arrival()).isEqualTo(Arrival.IS_BROKEN);
        assertThat(rounds.howBroken(last).owner()).isEqualTo(process(0));
    }

    @Test
    void deathDuringTheActionBreaksTheRoundForWhoActs() {
        Rounds rounds = fresh(2);
        Ticket first = rounds.tryArrive(process(0), true, ALL_ALIVE);
        Ticket last = rounds.tryArrive(process(1), true, ALL_ALIVE);
        assertThat(rounds.tryArrive(process(2), true, ALL_ALIVE).arrival())
                .isEqualTo(Arrival.IS_EARLY);
        assertThat(rounds.tryComplete(last, process(1), owner -> owner == process(0))).isTrue();
        assertThat(rounds.outcome(last)).isEqualTo(Outcome.BROKEN);
        assertThat(rounds.outcome(first)).isEqualTo(Outcome.BROKEN);
    }

    @Test
    void whoIsLateToLookLearnsWhatBecameOfItsOwnRound() {
        Rounds rounds = fresh(2);
        Ticket complete = rounds.tryArrive(process(0), false, ALL_ALIVE);
        rounds.tryArrive(process(1), false, ALL_ALIVE);
        Ticket broken = rounds.tryArrive(process(0), false, ALL_ALIVE);
        for (int breaks = 1; breaks < Rounds.MOST_BREAKS; breaks++) {
            rounds.tryReset(process(1), ALL_ALIVE);
            assertThat(rounds.outcome(complete)).isEqualTo(Outcome.COMPLETE);
            assertThat(rounds.outcome(broken)).isEqualTo(Outcome.BROKEN);
            rounds.tryArrive(process(0), false, ALL_ALIVE);
        }
        rounds.tryReset(process(1), ALL_ALIVE);
        assertThat(rounds.outcome(complete)).as("forgotten").isEqualTo(Outcome.BROKEN);
        assertThat(rounds.outcome(broken)).isEqualTo(Outcome.BROKEN);
    }

    @Test
    void resetOfABarrierAtWhichNobodyIsChangesNothing() {
        Rounds rounds = fresh(2);
        rounds.tryReset(process(0), ALL_ALIVE);
        Ticket ticket = rounds.tryArrive(process(0), false, ALL_ALIVE);
        assertThat(ticket).isEqualTo(FIRST);
        assertThat(rounds.present()).isEqualTo(new Ticket(Arrival.IS_EARLY, 0, 0, 0));
    }
}

package io.heddle.internal.memory;

import io.heddle.internal.memory.Rounds.Ticket;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC barrier-arrival: who goes on from a barrier sees what the others did before they arrived.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not yet")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "seen, with all that came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "gone on without what came before")
@State
public class BarrierArrivalStress {

    private static final int PLACES = 2;
    private static final int PARTIES = 2;

    private record Slot(Twice memory, Rounds one, Rounds other) {
        static Slot create(int number) {
            Twice memory = Twice.ofBytes((int) Rounds.bytes(PLACES));
            Rounds one = new Rounds(memory.one().memory(), memory.one().at(), PLACES);
            one.create(PARTIES);
            return new Slot(
                    memory, one, new Rounds(memory.other().memory(), memory.other().at(), PLACES));
        }
    }

    private static final Supply<Slot> SUPPLY = new Supply<>(Slot::create);

    private final Slot slot = SUPPLY.next();
    private final Ticket first;

    public BarrierArrivalStress() {
        slot.one().tryReset(Pair.ONE, Pair.ALIVE); // somebody may have arrived, but never two
        slot.memory().write(slot.memory().one(), 0);
        first = slot.other().tryArrive(Pair.OTHER, false, Pair.ALIVE);
    }

    @Actor
    public void arrive() {
        slot.memory().write(slot.memory().one(), 7);
        slot.one().tryArrive(Pair.ONE, false, Pair.ALIVE);
    }

    @Actor
    public void goOn(II_Result result) {
        if (slot.other().outcome(first) == Rounds.Outcome.COMPLETE) {
            result.r1 = 1;
            result.r2 = slot.memory().read(slot.memory().other());
        }
    }
}

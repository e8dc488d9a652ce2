package io.heddle.internal.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC pipe-closed: who sees that nobody has the other end any more sees what was done before it was closed.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not yet")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "seen, with all that came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "seen without what came before")
@State
public class PipeClosedStress {

    /// Those that are looked at as long as there is one holder.
    private static final int BYTES = 0x80;

    private record Slot(Twice memory, Holders one, Holders other) {
        static Slot create(int number) {
            Twice memory = Twice.ofBytes(BYTES);
            return new Slot(memory, at(memory.one()), at(memory.other()));
        }

        private static Holders at(Place place) {
            return new Holders(place.memory(), place.at());
        }
    }

    private static final Supply<Slot> SUPPLY = new Supply<>(Slot::create);

    private final Slot slot = SUPPLY.next();

    public PipeClosedStress() {
        slot.memory().write(slot.memory().one(), 0);
        slot.one().hold(Pair.ONE, true, Pair.ALIVE);
    }

    @Actor
    public void close() {
        slot.memory().write(slot.memory().one(), 7);
        slot.one().leave(Pair.ONE);
    }

    @Actor
    public void ask(II_Result result) {
        if (slot.other().areGone(Pair.OTHER, Pair.ALIVE)) {
            result.r1 = 1;
            result.r2 = slot.memory().read(slot.memory().other());
        }
    }
}

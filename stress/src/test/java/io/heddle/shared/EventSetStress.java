package io.heddle.shared;

import io.heddle.internal.memory.Supply;
import io.heddle.internal.memory.Twice;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC event-set: who sees an event set sees what was done before.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not yet")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "seen, with all that came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "seen without what came before")
@State
public class EventSetStress {

    private static final int BYTES = 0x100;
    private static final int WORD = 0x80;

    private record Slot(Twice memory, SharedEvent one, SharedEvent other) {
        static Slot create(int number) {
            Twice memory = Twice.ofBytes(BYTES);
            return new Slot(memory, new SharedEvent(memory.one()), new SharedEvent(memory.other()));
        }
    }

    private static final Supply<Slot> SUPPLY = new Supply<>(Slot::create);

    private final Slot slot = SUPPLY.next();

    public EventSetStress() {
        slot.memory().reset(WORD, 0);
    }

    @Actor
    public void publish() {
        slot.memory().write(slot.memory().one(), 7);
        slot.one().set();
    }

    @Actor
    public void observe(II_Result result) {
        if (slot.other().isSet()) {
            result.r1 = 1;
            result.r2 = slot.memory().read(slot.memory().other());
        }
    }
}

package io.heddle.shared;

import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Supply;
import io.heddle.internal.memory.Twice;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// SYNC lock-free: two never hold a lock at once, and the second sees what the first one did.
@JCStressTest
@Outcome(
        id = {"1, 2, 2", "2, 1, 2"},
        expect = Expect.ACCEPTABLE,
        desc = "one after the other")
@Outcome(
        id = {"1, 0, 1", "0, 1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one did not get it")
@Outcome(expect = Expect.FORBIDDEN, desc = "both at once, or one did not see the other")
@State
public class LockFreeStress {

    private static final int BYTES = 0x100;
    private static final int WORD = 0x80;

    private record Slot(Twice memory, SharedLock one, SharedLock other) {
        static Slot create(int number) {
            Twice memory = Twice.ofBytes(BYTES);
            return new Slot(memory, new SharedLock(memory.one()), new SharedLock(memory.other()));
        }
    }

    private static final Supply<Slot> SUPPLY = new Supply<>(Slot::create);

    private final Slot slot = SUPPLY.next();

    public LockFreeStress() {
        slot.memory().reset(WORD, 0);
    }

    private int count(SharedLock lock, Place place) {
        if (!lock.tryLock()) {
            return 0;
        }
        try {
            int next = slot.memory().read(place) + 1;
            slot.memory().write(place, next);
            return next;
        } finally {
            lock.unlock();
        }
    }

    @Actor
    public void one(III_Result result) {
        result.r1 = count(slot.one(), slot.memory().one());
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = count(slot.other(), slot.memory().other());
    }

    @Arbiter
    public void atTheEnd(III_Result result) {
        result.r3 = slot.memory().read(slot.memory().one());
    }
}

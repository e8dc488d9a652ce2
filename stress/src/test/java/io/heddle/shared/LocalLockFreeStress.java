package io.heddle.shared;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// SYNC local-lock-free: two never hold a lock at once, the second sees what the first one did, and who waits
/// is woken; one who is not never comes to an end.
@JCStressTest
@Outcome(
        id = {"1, 2, 2", "2, 1, 2"},
        expect = Expect.ACCEPTABLE,
        desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "both at once, or one did not see the other")
@State
public class LocalLockFreeStress {

    private final HeddleLock lock = HeddleLock.create();
    private int number;

    private int count() {
        lock.lock();
        try {
            return ++number;
        } finally {
            lock.unlock();
        }
    }

    @Actor
    public void one(III_Result result) {
        result.r1 = count();
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = count();
    }

    @Arbiter
    public void atTheEnd(III_Result result) {
        result.r3 = number;
    }
}

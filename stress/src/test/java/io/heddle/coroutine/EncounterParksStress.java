package io.heddle.coroutine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC encounter-parks: either who meets somebody sees that it parks, or that one sees that it was met. Two words of the
/// kinds that an encounter has.
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one has seen the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a thread that was met, parks, and is not woken")
@State
public class EncounterParksStress {

    private volatile int state = Encounter.WAITING;
    private volatile boolean parks;

    @Actor
    public void meet(II_Result result) {
        state = 0;
        result.r1 = parks ? 1 : 0;
    }

    @Actor
    public void park(II_Result result) {
        parks = true;
        result.r2 = state == Encounter.WAITING ? 0 : 1;
    }
}

package io.heddle.coroutine;

import io.heddle.spi.Roster;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC scope-ends: either who spawns sees that the scope is ending, or who ends it sees what was spawned. The
/// list is the one of the scope, its state a word of the same kind.
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one has seen the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a coroutine that nobody ends")
@State
public class ScopeEndsStress {

    private final Roster<Object> coroutines = new Roster<>();
    private volatile boolean ending;

    @Actor
    public void spawn(II_Result result) {
        coroutines.add(this);
        result.r1 = ending ? 1 : 0;
    }

    @Actor
    public void end(II_Result result) {
        ending = true;
        result.r2 = coroutines.present().size();
    }
}

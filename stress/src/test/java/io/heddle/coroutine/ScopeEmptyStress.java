package io.heddle.coroutine;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC scope-empty: either the last coroutine sees that the owner waits, or the owner sees that none is left. Two words
/// of the kinds that a scope has.
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one has seen the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "an owner that nobody wakes")
@State
public class ScopeEmptyStress {

    private final AtomicLong counted = new AtomicLong(1);
    private volatile boolean joining;

    @Actor
    public void end(II_Result result) {
        result.r1 = counted.decrementAndGet() == 0 && joining ? 1 : 0;
    }

    @Actor
    public void join(II_Result result) {
        joining = true;
        result.r2 = counted.get() == 0 ? 1 : 0;
    }
}

package io.heddle.manager;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC call-or-end: either who calls sees that the link has ended, or the link tells that call of its end.
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one has seen the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a call that waits for ever")
@State
public class CallOrEndStress {

    private final Map<Long, Object> waiting = new ConcurrentHashMap<>();
    private volatile boolean over;

    @Actor
    public void call(II_Result result) {
        waiting.put(1L, this);
        result.r1 = over ? 1 : 0;
    }

    @Actor
    public void end(II_Result result) {
        over = true;
        result.r2 = waiting.values().isEmpty() ? 0 : 1;
    }
}

package io.heddle.supervision;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC greet-or-leave: either a worker that comes up sees that nobody is let in any more, or whoever closes the port
/// sees the worker.
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one has seen the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a worker that goes on listening at a closed port")
@State
public class GreetOrLeaveStress {

    private final Set<Object> present = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    @Actor
    public void greet(II_Result result) {
        present.add(this);
        result.r1 = closed ? 1 : 0;
    }

    @Actor
    public void close(II_Result result) {
        closed = true;
        result.r2 = present.size();
    }
}

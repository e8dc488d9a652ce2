package io.heddle.supervision;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC seat-or-leave: either who takes a seat sees that the worker leaves, or who lets it leave sees the seat.
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one has seen the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a connection with a worker that has left")
@State
public class SeatOrLeaveStress {

    private final Set<Object> seats = ConcurrentHashMap.newKeySet();
    private volatile boolean leaving;

    @Actor
    public void seat(II_Result result) {
        seats.add(this);
        result.r1 = leaving ? 1 : 0;
    }

    @Actor
    public void leave(II_Result result) {
        leaving = true;
        result.r2 = seats.size();
    }
}

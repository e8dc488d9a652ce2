package io.heddle.coroutine;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two selections, each of which would send on one channel or receive on the other, exchange one element
/// or none, and never two.
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the first has sent to the second")
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "the second has sent to the first")
@Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "they have not met in time")
@Outcome(expect = Expect.FORBIDDEN, desc = "an element was lost, or doubled")
@State
public class SelectMeetStress {

    private static final Duration LIMIT = Duration.ofMillis(1);

    private final Channel<Integer> there = Channel.rendezvous();
    private final Channel<Integer> back = Channel.rendezvous();

    @Actor
    public void first(II_Result result) {
        result.r1 = exchange(there, 1, back);
    }

    @Actor
    public void second(II_Result result) {
        result.r2 = exchange(back, 2, there);
    }

    private static int exchange(Channel<Integer> to, int element, Channel<Integer> from) {
        try {
            return Select.<Integer>one(
                    to.onSend(element, () -> 0),
                    from.onReceive(received -> received),
                    Select.after(LIMIT, () -> -1));
        } catch (InterruptedException e) {
            return -2;
        }
    }
}

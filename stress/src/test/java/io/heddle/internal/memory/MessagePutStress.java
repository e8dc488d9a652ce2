package io.heddle.internal.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC message-put: who takes a message has all of it, and sees what was done before it was put.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not yet")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "seen, with all that came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "seen without what came before, or torn")
@State
public class MessagePutStress {

    private static final Supply<SmallQueue> SUPPLY = new Supply<>(_ -> SmallQueue.ofCapacity(2));

    private final SmallQueue queue = SUPPLY.next().clean();

    @Actor
    public void put() {
        queue.memory().write(queue.memory().one(), 7);
        SmallQueue.put(queue.one(), Pair.ONE, 1);
    }

    @Actor
    public void take(II_Result result) {
        result.r1 = SmallQueue.take(queue.other(), Pair.OTHER);
        if (result.r1 != 0) {
            result.r2 = queue.memory().read(queue.memory().other());
        }
    }
}

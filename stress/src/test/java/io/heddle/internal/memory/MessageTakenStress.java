package io.heddle.internal.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// SYNC message-taken: who puts a message where there is room again overwrites nothing that is still being read,
/// and sees what was done before there was room.
@JCStressTest
@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "no room yet")
@Outcome(id = "1, 1, 7", expect = Expect.ACCEPTABLE, desc = "room, with all that came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "overwritten, or room without what came before")
@State
public class MessageTakenStress {

    private static final Supply<SmallQueue> SUPPLY = new Supply<>(_ -> SmallQueue.ofCapacity(1));

    private final SmallQueue queue = SUPPLY.next().clean();

    public MessageTakenStress() {
        SmallQueue.put(queue.one(), Pair.ONE, 1);
    }

    @Actor
    public void take(III_Result result) {
        queue.memory().write(queue.memory().one(), 7);
        result.r1 = SmallQueue.take(queue.one(), Pair.ONE);
    }

    @Actor
    public void put(III_Result result) {
        if (SmallQueue.put(queue.other(), Pair.OTHER, 2)) {
            result.r2 = 1;
            result.r3 = queue.memory().read(queue.memory().other());
        }
    }
}

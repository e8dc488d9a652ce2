package io.heddle.internal.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// SYNC pipe-room: who sends where there is room again overwrites nothing that is still being read, and sees what
/// was done before there was room.
@JCStressTest
@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "no room yet")
@Outcome(id = "1, 1, 7", expect = Expect.ACCEPTABLE, desc = "room, with all that came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "overwritten, or room without what came before")
@State
public class PipeRoomStress {

    private static final Supply<SmallPipe> SUPPLY = new Supply<>(_ -> SmallPipe.create());

    private final SmallPipe pipe = SUPPLY.next().clean();

    public PipeRoomStress() {
        SmallPipe.put(pipe.one(), 1);
    }

    @Actor
    public void receive(III_Result result) {
        pipe.memory().write(pipe.memory().one(), 7);
        result.r1 = SmallPipe.take(pipe.one());
    }

    @Actor
    public void send(III_Result result) {
        if (SmallPipe.put(pipe.other(), 2)) {
            result.r2 = 1;
            result.r3 = pipe.memory().read(pipe.memory().other());
        }
    }
}

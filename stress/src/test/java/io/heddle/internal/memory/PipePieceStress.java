package io.heddle.internal.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC pipe-piece: who takes a piece has all of it, and sees what was done before it was sent.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not yet")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "seen, with all that came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "seen without what came before, or torn")
@State
public class PipePieceStress {

    private static final Supply<SmallPipe> SUPPLY = new Supply<>(_ -> SmallPipe.create());

    private final SmallPipe pipe = SUPPLY.next().clean();

    @Actor
    public void send() {
        pipe.memory().write(pipe.memory().one(), 7);
        SmallPipe.put(pipe.one(), 1);
    }

    @Actor
    public void receive(II_Result result) {
        result.r1 = SmallPipe.take(pipe.other());
        if (result.r1 != 0) {
            result.r2 = pipe.memory().read(pipe.memory().other());
        }
    }
}

package io.heddle.internal.wire;

import io.heddle.internal.memory.Supply;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// SYNC ring-read: nothing is written where somebody still reads.
@JCStressTest
@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "what was there before")
@Outcome(expect = Expect.FORBIDDEN, desc = "what came into its place")
@State
public class RingReadStress {

    private static final Supply<TwoRings> SLOTS = new Supply<>(TwoRings::create);

    private final TwoRings rings = SLOTS.next().full(3);

    @Actor
    public void read(I_Result result) {
        ByteBuffer to = TwoRings.single(0);
        rings.reader().read(0, to, 1);
        rings.reader().release(1);
        result.r1 = to.get(0);
    }

    @Actor
    public void write() {
        if (rings.writer().head() == 1) {
            rings.writer().write(TwoRings.CAPACITY, TwoRings.single(9), 1);
        }
    }
}

package io.heddle.internal.wire;

import io.heddle.internal.memory.Supply;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC ring-written: who sees how much was written sees the bytes.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not yet")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "seen, with its byte")
@Outcome(expect = Expect.FORBIDDEN, desc = "seen without its byte")
@State
public class RingWrittenStress {

    private static final Supply<TwoRings> SLOTS = new Supply<>(TwoRings::create);

    private final TwoRings rings = SLOTS.next().clean();

    @Actor
    public void write() {
        rings.writer().write(0, TwoRings.single(7), 1);
        var _ = rings.writer().publish(1);
    }

    @Actor
    public void read(II_Result result) {
        result.r1 = (int) rings.reader().tail();
        if (result.r1 == 1) {
            ByteBuffer to = TwoRings.single(0);
            rings.reader().read(0, to, 1);
            result.r2 = to.get(0);
        }
    }
}

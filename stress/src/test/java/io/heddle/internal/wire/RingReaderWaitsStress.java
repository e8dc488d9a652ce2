package io.heddle.internal.wire;

import io.heddle.internal.memory.Supply;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC ring-reader-waits: either the reader sees what was written, or the writer sees that it must wake it.
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "seen, or woken")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "it sleeps, and nobody wakes it")
@State
public class RingReaderWaitsStress {

    private static final Supply<TwoRings> SLOTS = new Supply<>(TwoRings::create);

    private final TwoRings rings = SLOTS.next().clean();

    @Actor
    public void write(II_Result result) {
        result.r1 = rings.writer().publish(1) ? 1 : 0;
    }

    @Actor
    public void sleep(II_Result result) {
        rings.reader().readerWaits();
        result.r2 = (int) rings.reader().tail();
    }
}

package io.heddle.internal.wire;

import io.heddle.internal.memory.Supply;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC ring-writer-waits: either the writer sees that there is room, or the reader sees that it must wake it.
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "seen, or woken")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "it sleeps, and nobody wakes it")
@State
public class RingWriterWaitsStress {

    private static final Supply<TwoRings> SLOTS = new Supply<>(TwoRings::create);

    private final TwoRings rings = SLOTS.next().full(3);

    @Actor
    public void read(II_Result result) {
        rings.reader().release(TwoRings.CAPACITY);
        result.r1 = rings.reader().isWriterToBeWoken(TwoRings.CAPACITY) ? 1 : 0;
    }

    @Actor
    public void sleep(II_Result result) {
        rings.writer().writerWaits();
        result.r2 = rings.writer().hasMuchRoom(TwoRings.CAPACITY, rings.writer().head()) ? 1 : 0;
    }
}

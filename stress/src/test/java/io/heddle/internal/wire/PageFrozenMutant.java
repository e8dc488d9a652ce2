package io.heddle.internal.wire;

import io.heddle.internal.memory.Supply;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// What [PageFrozenStress] would find if the fences of SYNC task-forbidden were missing. On the processors that we
/// have it does: a store may be seen after the load that follows it.
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 7"},
        expect = Expect.ACCEPTABLE,
        desc = "withdrawn")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "started, and the parent knows")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "started, and the parent does not know")
@State
public class PageFrozenMutant {

    private static final int STARTED = 8;
    private static final int FROZEN = 24;

    private record Slot(ByteBuffer worker, ByteBuffer parent) {
        static Slot create(int number) {
            return new Slot(TwoPages.one(number), TwoPages.other(number));
        }
    }

    private static final Supply<Slot> SUPPLY = new Supply<>(Slot::create);

    private final Slot slot = SUPPLY.next();

    public PageFrozenMutant() {
        slot.worker().putLong(STARTED, 0);
        slot.worker().putLong(FROZEN, 0);
    }

    @Actor
    public void start(II_Result result) {
        slot.worker().putLong(STARTED, 7);
        result.r1 = slot.worker().getLong(FROZEN) == 0 ? 1 : 0;
    }

    @Actor
    public void freeze(II_Result result) {
        slot.parent().putLong(FROZEN, 7);
        result.r2 = (int) slot.parent().getLong(STARTED);
    }
}

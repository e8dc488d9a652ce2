package io.heddle.spi;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC keeper-leaves: either who begins something sees that the keeper has left, or the keeper sees that
/// something was begun. There is one [KeepAlive] in a program, so this is not that class, but two words of
/// the same kinds that are written and read in the same order.
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one has seen the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "unfinished work, and nobody who keeps the program")
@State
public class KeeperLeavesStress {

    private final AtomicLong unfinished = new AtomicLong();
    private volatile @Nullable Object keeper = this;

    @Actor
    public void begin(II_Result result) {
        unfinished.incrementAndGet();
        result.r1 = keeper == null ? 1 : 0;
    }

    @Actor
    public void leave(II_Result result) {
        keeper = null;
        result.r2 = unfinished.get() > 0 ? 1 : 0;
    }
}

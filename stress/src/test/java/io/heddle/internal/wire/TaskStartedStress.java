package io.heddle.internal.wire;

import io.heddle.internal.memory.Supply;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC task-started: who sees which task was started sees when.
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "not yet")
@Outcome(id = "7, 1", expect = Expect.ACCEPTABLE, desc = "seen, with its time")
@Outcome(expect = Expect.FORBIDDEN, desc = "seen with the time of another one")
@State
public class TaskStartedStress {

    private static final Supply<TwoPages> SUPPLY = new Supply<>(TwoPages::create);

    private final TwoPages pages = SUPPLY.next().clean();

    @Actor
    public void start() {
        var _ = pages.worker().started(7);
    }

    @Actor
    public void look(II_Result result) {
        result.r1 = (int) pages.parent().lastStarted();
        result.r2 = pages.parent().lastStartedAtNanos() != 0 ? 1 : 0;
    }
}

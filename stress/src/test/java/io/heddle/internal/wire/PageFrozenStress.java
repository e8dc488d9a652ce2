package io.heddle.internal.wire;

import io.heddle.internal.memory.Supply;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC task-forbidden: either the worker sees that it must not start a task, or the parent sees that it has.
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 7"},
        expect = Expect.ACCEPTABLE,
        desc = "withdrawn")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "started, and the parent knows")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "started, and the parent does not know")
@State
public class PageFrozenStress {

    private static final Supply<TwoPages> SUPPLY = new Supply<>(TwoPages::create);

    private final TwoPages pages = SUPPLY.next().clean();

    @Actor
    public void start(II_Result result) {
        result.r1 = pages.worker().started(7) ? 1 : 0;
    }

    @Actor
    public void freeze(II_Result result) {
        pages.parent().forbid(StatusPage.ALL);
        result.r2 = (int) pages.parent().lastStarted();
    }
}

package io.heddle.coroutine;

import io.heddle.spi.Roster;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC coroutine-over: either the coroutine sees who waits for its end, or that one sees that it has come.
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one has seen the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a joiner that nobody wakes")
@State
public class CoroutineOverStress {

    private static final VarHandle OVER;

    static {
        try {
            OVER =
                    MethodHandles.lookup()
                            .findVarHandle(CoroutineOverStress.class, "over", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile boolean over;
    private volatile @Nullable Roster<Thread> joiners;

    @Actor
    public void end(II_Result result) {
        OVER.setRelease(this, true);
        VarHandle.fullFence();
        Roster<Thread> waiting = joiners;
        result.r1 = waiting != null && !waiting.present().isEmpty() ? 1 : 0;
    }

    @Actor
    public void join(II_Result result) {
        Roster<Thread> mine = new Roster<>();
        joiners = mine;
        mine.add(Thread.currentThread());
        result.r2 = over ? 1 : 0;
    }
}

package io.heddle.spi;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// SYNC outcome-heard: whoever listens while the outcome is decided is told, and once.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "told once")
@Outcome(expect = Expect.FORBIDDEN, desc = "not told, or twice")
@State
public class OutcomeHeardStress {

    private static final class Promise extends TaskCompletion<Integer> {
        Promise() {
            super("");
        }

        void put() {
            var _ = succeed(1);
        }

        @Override
        public int attempts() {
            return 0;
        }

        @Override
        protected void cancelled(boolean mayInterrupt) {}
    }

    private final Promise promise = new Promise();
    private final AtomicInteger told = new AtomicInteger();

    @Actor
    public void decide() {
        promise.put();
    }

    @Actor
    public void listen() {
        var _ = promise.listen(told::incrementAndGet);
    }

    @Arbiter
    public void count(I_Result result) {
        result.r1 = told.get();
    }
}

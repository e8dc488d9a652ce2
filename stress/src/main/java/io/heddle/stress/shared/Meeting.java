package io.heddle.stress.shared;

import io.heddle.shared.SharedBarrier;
import io.heddle.shared.SharedLong;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/// A barrier between processes, as far as acts use it. Tests put others in, with defects.
interface Meeting extends Serializable {

    int await() throws InterruptedException, BrokenBarrierException;

    int await(Duration limit) throws InterruptedException, BrokenBarrierException, TimeoutException;

    boolean isBroken();

    void reset();

    /// How often its action was run.
    long rounds();

    static Meeting ofParties(int parties) {
        SharedLong rounds = SharedLong.create(0);
        return new Shared(SharedBarrier.create(parties, () -> rounds.incrementAndGet()), rounds);
    }

    /// The real one.
    ///
    /// @param shared the barrier
    /// @param count what its action counts up
    record Shared(SharedBarrier shared, SharedLong count) implements Meeting {

        @Override
        public int await() throws InterruptedException, BrokenBarrierException {
            return shared.await();
        }

        @Override
        public int await(Duration limit)
                throws InterruptedException, BrokenBarrierException, TimeoutException {
            return shared.await(limit);
        }

        @Override
        public boolean isBroken() {
            return shared.isBroken();
        }

        @Override
        public void reset() {
            shared.reset();
        }

        @Override
        public long rounds() {
            return count.get();
        }
    }
}

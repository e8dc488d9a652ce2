package io.heddle.stress.shared;

import io.heddle.shared.SharedCondition;
import io.heddle.shared.SharedLock;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;

/// Two conditions of one lock, as far as acts use them. Tests put others in, with defects.
interface Turns extends Serializable {

    Guard guard();

    /// Waits for a signal. The number is 0 or 1, here and below.
    void await(int which) throws InterruptedException;

    void awaitMillis(int which, int millis) throws InterruptedException;

    void signal(int which);

    void signalAll(int which);

    static Turns of(SharedLock lock) {
        return new Shared(lock, lock.newCondition(), lock.newCondition());
    }

    /// The real ones.
    ///
    /// @param shared the lock
    /// @param even one
    /// @param odd the other
    @SuppressWarnings("WaitNotInLoop") // who calls it has one
    record Shared(SharedLock shared, SharedCondition even, SharedCondition odd) implements Turns {

        @Override
        public Guard guard() {
            return Guard.of(shared);
        }

        private SharedCondition condition(int which) {
            return which == 0 ? even : odd;
        }

        @Override
        public void await(int which) throws InterruptedException {
            condition(which).await();
        }

        @Override
        public void awaitMillis(int which, int millis) throws InterruptedException {
            var _ = condition(which).await(millis, TimeUnit.MILLISECONDS);
        }

        @Override
        public void signal(int which) {
            condition(which).signal();
        }

        @Override
        public void signalAll(int which) {
            condition(which).signalAll();
        }
    }
}

package io.heddle.stress.shared;

import io.heddle.shared.SharedSemaphore;
import java.io.Serializable;
import java.time.Duration;

/// A semaphore between processes, as far as acts use it. Tests put others in, with defects.
interface Permits extends Serializable {

    void acquire(int count) throws InterruptedException;

    boolean tryAcquire(int count, Duration limit) throws InterruptedException;

    void release(int count);

    int available();

    static Permits of(SharedSemaphore semaphore) {
        return new Shared(semaphore);
    }

    /// The real one.
    ///
    /// @param shared the semaphore
    record Shared(SharedSemaphore shared) implements Permits {
        @Override
        public void acquire(int count) throws InterruptedException {
            shared.acquire(count);
        }

        @Override
        public boolean tryAcquire(int count, Duration limit) throws InterruptedException {
            return limit.isZero() ? shared.tryAcquire(count) : shared.tryAcquire(count, limit);
        }

        @Override
        public void release(int count) {
            shared.release(count);
        }

        @Override
        public int available() {
            return shared.availablePermits();
        }
    }
}

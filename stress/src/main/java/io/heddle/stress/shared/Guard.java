package io.heddle.stress.shared;

import io.heddle.shared.SharedLock;
import java.io.Serializable;
import java.util.concurrent.locks.Lock;
import java.util.function.LongConsumer;

/// A lock between processes, as far as acts use it. Tests put others in, with defects.
interface Guard extends Serializable {

    Lock lock();

    /// Says who is told that a holder has died, as [SharedLock#onAbandoned].
    void onAbandoned(LongConsumer listener);

    static Guard of(SharedLock lock) {
        return new Shared(lock);
    }

    /// The real one.
    ///
    /// @param shared the lock
    record Shared(SharedLock shared) implements Guard {
        @Override
        public Lock lock() {
            return shared;
        }

        @Override
        public void onAbandoned(LongConsumer listener) {
            shared.onAbandoned(listener);
        }
    }
}

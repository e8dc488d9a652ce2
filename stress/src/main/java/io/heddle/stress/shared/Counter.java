package io.heddle.stress.shared;

import io.heddle.shared.SharedLong;
import java.io.Serializable;

/// A number between processes, as far as acts use it. Tests put others in, with defects.
interface Counter extends Serializable {

    long get();

    long incrementAndGet();

    boolean compareAndSet(long expected, long value);

    static Counter of(SharedLong number) {
        return new Shared(number);
    }

    /// The real one.
    ///
    /// @param shared the number
    record Shared(SharedLong shared) implements Counter {
        @Override
        public long get() {
            return shared.get();
        }

        @Override
        public long incrementAndGet() {
            return shared.incrementAndGet();
        }

        @Override
        public boolean compareAndSet(long expected, long value) {
            return shared.compareAndSet(expected, value);
        }
    }
}

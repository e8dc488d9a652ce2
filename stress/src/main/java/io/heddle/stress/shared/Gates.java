package io.heddle.stress.shared;

import io.heddle.shared.SharedEvent;
import java.io.Serializable;
import java.time.Duration;

/// Two events, as far as acts use them. Tests put others in, with defects.
interface Gates extends Serializable {

    /// Opens one of them. The number is 0 or 1, here and below.
    void set(int which);

    void clear(int which);

    void await(int which) throws InterruptedException;

    boolean await(int which, Duration limit) throws InterruptedException;

    static Gates create() {
        return new Shared(SharedEvent.create(), SharedEvent.create());
    }

    /// The real ones.
    ///
    /// @param even one
    /// @param odd the other
    record Shared(SharedEvent even, SharedEvent odd) implements Gates {

        private SharedEvent event(int which) {
            return which == 0 ? even : odd;
        }

        @Override
        public void set(int which) {
            event(which).set();
        }

        @Override
        public void clear(int which) {
            event(which).clear();
        }

        @Override
        public void await(int which) throws InterruptedException {
            event(which).await();
        }

        @Override
        public boolean await(int which, Duration limit) throws InterruptedException {
            return event(which).await(limit);
        }
    }
}

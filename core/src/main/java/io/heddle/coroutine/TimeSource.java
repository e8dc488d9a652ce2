package io.heddle.coroutine;

import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;

/// The clock of a scope: what time it is, and somebody who calls at a time.
///
/// [#system()] is the one for programs. Tests give a scope one that they move themselves, for example
/// `io.heddle.testkit.VirtualTime`, and need no real time.
public interface TimeSource {

    /// A call that waits for its time.
    @FunctionalInterface
    interface Alarm {

        /// Sees to it that the call does not begin any more. Does nothing if it has begun.
        void cancel();
    }

    /// Tells the time.
    ///
    /// @return nanoseconds since some moment; only differences mean something
    long nanos();

    /// Calls somebody as soon as a time has come.
    ///
    /// @param nanos when, on the scale of [#nanos()]
    /// @param action short and never blocking
    /// @return how to call it off
    Alarm at(long nanos, Runnable action);

    /// As [#at], said by a scope in which nothing runs before that time, unless somebody comes from outside. A
    /// clock that is not real may take it as leave to go on to that time.
    ///
    /// @param nanos when, on the scale of [#nanos()]
    /// @param action short and never blocking; not to be called before this method has returned
    /// @return how to call it off
    default Alarm idleUntil(long nanos, Runnable action) {
        return at(nanos, action);
    }

    /// Gives the monotonic clock of the system.
    ///
    /// @return always the same
    static TimeSource system() {
        return SystemTime.INSTANCE;
    }

    /// The clock of the system.
    enum SystemTime implements TimeSource {
        /// The one.
        INSTANCE;

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Alarm at(long nanos, Runnable action) {
            return Clock.schedule(new Deadline(nanos, false), action)::cancel;
        }
    }
}

package io.heddle.supervision;

import java.time.Instant;
import java.util.Optional;

/// Something that has happened in a supervisor.
///
/// @param kind what
/// @param child the child that it happened to; empty for what concerns the supervisor as a whole
/// @param cause why, where there is a reason
/// @param at when
public record SupervisorEvent(Kind kind, String child, Optional<Throwable> cause, Instant at) {

    /// What can happen.
    public enum Kind {
        /// A child is up.
        STARTED,
        /// A child could not be started.
        START_FAILED,
        /// A child has ended well, by itself.
        CHILD_ENDED,
        /// A child has died, or ended with a failure.
        CHILD_FAILED,
        /// A child did not start in time, or was asked about its health too often in vain: it is stopped.
        UNFIT,
        /// A child has ended because it was to.
        STOPPED,
        /// A child did not end and cannot be ended: it is left behind.
        ABANDONED,
        /// There were too many restarts: all children are stopped.
        GAVE_UP,
        /// No child is left, and none is started any more.
        ENDED
    }
}

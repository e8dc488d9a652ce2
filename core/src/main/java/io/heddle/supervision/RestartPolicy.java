package io.heddle.supervision;

/// Whether a child that has ended is started again.
///
/// ## Source
/// Permanent, transient and temporary children of Erlang/OTP.
public enum RestartPolicy {
    /// Always, also when it ended well: a service.
    ALWAYS,
    /// Only when it failed: a job that must be done once.
    ON_FAILURE,
    /// Never; nor is anybody else restarted because of it.
    NEVER;

    boolean restarts(boolean failed) {
        return this == ALWAYS || (this == ON_FAILURE && failed);
    }
}

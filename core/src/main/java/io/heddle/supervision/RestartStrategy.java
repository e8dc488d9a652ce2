package io.heddle.supervision;

/// Who is restarted when one child has to be.
///
/// ## Source
/// The restart strategies of Erlang/OTP.
public enum RestartStrategy {
    /// That child alone.
    ONE_FOR_ONE,
    /// All children: they are of no use without each other.
    ONE_FOR_ALL,
    /// That child and those after it, which build upon it.
    REST_FOR_ONE
}

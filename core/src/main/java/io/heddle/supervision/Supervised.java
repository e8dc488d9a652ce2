package io.heddle.supervision;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// Something that runs and can be ended: what a [Supervisor] must know of a child.
///
/// Strands, commands and supervisors need none: [ChildSpec] takes them as they are. Write one for whatever else is to be kept
/// running, such as a client of a library that has threads of its own.
///
/// All methods are called by threads of the supervisor that do nothing else. One that hangs or throws harms
/// only this child.
public interface Supervised {

    /// Waits until it has ended and nothing of it is left.
    ///
    /// @throws InterruptedException if interrupted while waiting
    void awaitEnd() throws InterruptedException;

    /// Tells why it has ended. Asked after [#awaitEnd()].
    ///
    /// @return the reason; empty if it ended well
    Optional<Throwable> failure();

    /// Asks it to end, and returns soon.
    ///
    /// @param within after which time it will be killed; zero for at once, very long for never
    /// @throws Exception if that cannot be done; it is killed when the time is up
    void stop(Duration within) throws Exception;

    /// Ends it and whatever it has started, without asking, and returns soon.
    ///
    /// @return whether it is going to end; false if there is no way to end it from outside, as with a thread
    /// @throws Exception if that cannot be done
    boolean kill() throws Exception;

    /// Tells in which process it runs.
    ///
    /// @return its pid; empty if it is in this process
    default OptionalLong pid() {
        return OptionalLong.empty();
    }

    /// Tells whether the calling code is part of it, and so must not wait for its end.
    ///
    /// @return whether it is
    default boolean isCurrent() {
        return false;
    }
}

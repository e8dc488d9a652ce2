package io.heddle.cluster;

import java.time.Duration;

/// A signal that processes on several machines wait for: set until it is cleared.
///
/// For something that several parties bring about together, take a [ClusterLatch]; between processes of one machine
/// a [io.heddle.shared.SharedEvent].
///
/// ## Cancellation
/// [#await] is *clean*.
///
/// ## If a process dies
/// The event stays as it is.
///
/// ## If the server is away
/// Who waits goes on waiting when it comes back within the limit of a call, else every method throws
/// [ClusterUnavailableException].
public interface ClusterEvent {

    /// Sets it and lets everybody go on who waits. Does nothing if it is set.
    ///
    /// @throws ClusterUnavailableException if the server does not answer; it may have been set
    void set();

    /// Takes it back. Whoever waited when it was set goes on all the same.
    ///
    /// @throws ClusterUnavailableException if the server does not answer; it may have been cleared
    void clear();

    /// Tells whether it is set.
    ///
    /// @return whether it is
    /// @throws ClusterUnavailableException if the server does not answer
    boolean isSet();

    /// Waits until it is set.
    ///
    /// @throws InterruptedException if interrupted before or while waiting
    /// @throws ClusterUnavailableException if the server does not answer
    void await() throws InterruptedException;

    /// Waits until it is set.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether it was set; false if the time was up
    /// @throws InterruptedException if interrupted before or while waiting
    /// @throws ClusterUnavailableException if the server does not answer
    boolean await(Duration limit) throws InterruptedException;
}

package io.heddle.cluster;

import java.time.Duration;

/// A gate that opens when something was done a number of times, by whatever processes on whatever machines, like a
/// [java.util.concurrent.CountDownLatch].
///
/// It lives at the server under its name, and so longer than a program: a latch that is open stays open until it is
/// [#reset]. Use a [io.heddle.shared.SharedLatch] between processes of one machine.
///
/// ## Cancellation
/// [#await] is *clean*.
///
/// ## If a process dies
/// What it has counted down stays counted down; what it has not is not counted. Who must not wait for the dead gives
/// [#await(Duration)] a limit, or takes a [ClusterBarrier].
///
/// ## If the server is away
/// Who waits goes on waiting when it comes back within the limit of a call, else every method throws
/// [ClusterUnavailableException].
public interface ClusterLatch {

    /// Counts down by one, and opens the gate at zero. Does nothing at zero.
    ///
    /// @throws ClusterUnavailableException if the server does not answer; it may have been counted
    void countDown();

    /// Tells how often it must still be counted down.
    ///
    /// @return the number, 0 if the gate is open
    /// @throws ClusterUnavailableException if the server does not answer
    long getCount();

    /// Waits until the gate is open.
    ///
    /// @throws InterruptedException if interrupted before or while waiting
    /// @throws ClusterUnavailableException if the server does not answer
    void await() throws InterruptedException;

    /// Waits until the gate is open.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether it is open; false if the time was up
    /// @throws InterruptedException if interrupted before or while waiting
    /// @throws ClusterUnavailableException if the server does not answer
    boolean await(Duration limit) throws InterruptedException;

    /// Shuts an open gate again. Does nothing if it is not open. Who waited at the gate when it was open, and has not
    /// looked since, waits for the next time.
    ///
    /// @param count how often it must be counted down
    /// @return whether it was open
    /// @throws IllegalArgumentException if the count is negative
    /// @throws ClusterUnavailableException if the server does not answer; it may have been shut
    boolean reset(long count);
}

package io.heddle.cluster;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/// Lets a number of parties wait for each other, in whatever processes on whatever machines, again and again, like a
/// [java.util.concurrent.CyclicBarrier].
///
/// Use a [io.heddle.shared.SharedBarrier] between processes of one machine.
///
/// ## All or none
/// A party that leaves early, interrupted or out of time, breaks the barrier: all others that wait leave with a
/// [BrokenBarrierException], as does who comes later, until somebody calls [#reset]. There is no action that runs when
/// all have come: the last party finds 0 as its result, and does it before the next round.
///
/// ## If a process dies
/// Each party that waits holds a lease ([ClusterOptions#lockLease()]), which it renews as long as its process runs. When
/// the lease of a dead one, or of one that stands still for longer, has run out, the barrier is broken. A party that
/// has not come yet holds none: give [#await(Duration)] a limit.
///
/// ## If the server is away
/// Who waits goes on waiting when it comes back within the limit of a call, else every method throws
/// [ClusterUnavailableException], and the barrier breaks for the others, as for a party that has died. A server that
/// is away for longer than a lease breaks the barrier.
public interface ClusterBarrier {

    /// Waits until all parties have come.
    ///
    /// @return how many were still missing when this party came: the number of parties less one for the first, 0 for
    ///     the last
    /// @throws InterruptedException if interrupted before or while waiting; the barrier is broken
    /// @throws BrokenBarrierException if the barrier is broken, or becomes so, or is reset meanwhile
    /// @throws ClusterUnavailableException if the server does not answer
    int await() throws InterruptedException, BrokenBarrierException;

    /// Waits until all parties have come, or the time is up.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return how many were still missing when this party came: the number of parties less one for the first, 0 for
    ///     the last
    /// @throws InterruptedException if interrupted before or while waiting; the barrier is broken
    /// @throws TimeoutException if the time is up; the barrier is broken
    /// @throws BrokenBarrierException if the barrier is broken, or becomes so, or is reset meanwhile
    /// @throws ClusterUnavailableException if the server does not answer
    int await(Duration limit) throws InterruptedException, BrokenBarrierException, TimeoutException;

    /// Begins anew. Who waits leaves with a [BrokenBarrierException].
    ///
    /// @throws ClusterUnavailableException if the server does not answer; it may have been done
    void reset();

    /// Tells whether the barrier is broken.
    ///
    /// @return whether it is
    /// @throws ClusterUnavailableException if the server does not answer
    boolean isBroken();

    /// Tells how many parties wait now.
    ///
    /// @return the number
    /// @throws ClusterUnavailableException if the server does not answer
    int getNumberWaiting();

    /// Tells how many parties there are.
    ///
    /// @return the number
    int getParties();
}

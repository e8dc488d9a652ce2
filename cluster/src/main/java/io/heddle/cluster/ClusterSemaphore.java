package io.heddle.cluster;

import java.time.Duration;

/// Permits that processes on several machines take and give back, like a [java.util.concurrent.Semaphore].
///
/// Permits belong to the process that took them: any of its threads may give them back, and nobody can give back more
/// than its process has. Use a [io.heddle.shared.SharedSemaphore] between processes of one machine.
///
/// ## A lease, not a possession
/// A permit is held for the length of a lease ([ClusterOptions#lockLease()]), which is renewed as long as the process runs.
/// A process that stands still for longer loses its permits without knowing, as with a [ClusterLock]; [#release] tells
/// it so.
///
/// ## Order
/// Threads of one process that wait get permits in the order in which they came, the first one holding up the others;
/// [#tryAcquire()] takes permits out of order. Between processes there is no order.
///
/// ## Cancellation
/// Every `acquire` is *clean*: interrupted or timed out, it has taken nothing.
///
/// ## If a process dies
/// Its permits come back when their leases have run out, and whoever waits gets them then.
///
/// ## If the server is away
/// Who waits goes on waiting when it comes back within the limit of a call, else every method throws
/// [ClusterUnavailableException]. A permit that was taken without this process hearing of it comes back when its
/// lease has run out.
public interface ClusterSemaphore {

    /// Takes a permit, waiting for it.
    ///
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    /// @throws ClusterUnavailableException if the server does not answer
    default void acquire() throws InterruptedException {
        acquire(1);
    }

    /// Takes permits, all or none, waiting for them.
    ///
    /// @param count how many
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    /// @throws IllegalArgumentException if the count is negative, or larger than there are permits at all
    /// @throws ClusterUnavailableException if the server does not answer
    void acquire(int count) throws InterruptedException;

    /// Takes a permit, waiting for it. An interrupt is kept for later.
    ///
    /// @throws ClusterUnavailableException if the server does not answer
    default void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /// Takes permits, all or none, waiting for them. An interrupt is kept for later.
    ///
    /// @param count how many
    /// @throws IllegalArgumentException if the count is negative, or larger than there are permits at all
    /// @throws ClusterUnavailableException if the server does not answer
    void acquireUninterruptibly(int count);

    /// Takes a permit if there is one now.
    ///
    /// @return whether it was taken
    /// @throws ClusterUnavailableException if the server does not answer
    default boolean tryAcquire() {
        return tryAcquire(1);
    }

    /// Takes permits, all or none, if they are there now.
    ///
    /// @param count how many
    /// @return whether they were taken
    /// @throws IllegalArgumentException if the count is negative, or larger than there are permits at all
    /// @throws ClusterUnavailableException if the server does not answer
    boolean tryAcquire(int count);

    /// Takes a permit, waiting for it until the time is up.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether it was taken
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    /// @throws ClusterUnavailableException if the server does not answer
    default boolean tryAcquire(Duration limit) throws InterruptedException {
        return tryAcquire(1, limit);
    }

    /// Takes permits, all or none, waiting for them until the time is up.
    ///
    /// @param count how many
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether they were taken
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    /// @throws IllegalArgumentException if the count is negative, or larger than there are permits at all
    /// @throws ClusterUnavailableException if the server does not answer
    boolean tryAcquire(int count, Duration limit) throws InterruptedException;

    /// Gives a permit back, the one that this process took last.
    ///
    /// @throws IllegalStateException if this process holds none
    /// @throws LeaseLostException if its lease had run out; this process holds it no more
    /// @throws ClusterUnavailableException if the server does not answer; this process holds it no more, and it comes
    ///     back when its lease has run out
    default void release() {
        release(1);
    }

    /// Gives permits back, those that this process took last.
    ///
    /// @param count how many
    /// @throws IllegalArgumentException if the count is negative
    /// @throws IllegalStateException if this process holds fewer; none was given back
    /// @throws LeaseLostException if the lease of one of them had run out; the others were given back
    /// @throws ClusterUnavailableException if the server does not answer; this process holds them no more, and they
    ///     come back when their leases have run out
    void release(int count);

    /// Tells how many permits are free now.
    ///
    /// @return the number
    /// @throws ClusterUnavailableException if the server does not answer
    int availablePermits();

    /// Tells how many permits there are, free or not.
    ///
    /// @return the number
    int permits();
}

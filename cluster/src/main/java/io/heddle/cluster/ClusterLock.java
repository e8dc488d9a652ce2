package io.heddle.cluster;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// A lock that one thread holds at a time, in whatever process on whatever machine of the cluster.
///
/// It is reentrant: a thread that holds it may take it again and gives it back as often. Use a
/// [io.heddle.shared.SharedLock] between processes of one machine, and a
/// [java.util.concurrent.locks.ReentrantLock] in one process: both are thousands of times faster and are held until
/// they are given back, which no lock over a network can promise.
///
/// ## A lease, not a possession
/// The holder has it for the length of a lease ([ClusterOptions#lockLease()]), and renews that three times within each lease
/// as long as its process runs. **A holder that stands still for longer loses it without knowing**: a process that is
/// stopped (SIGSTOP, a suspended machine, a very long garbage collection) or cut off from the server. Another one gets
/// the lock then, and the first goes on believing that it holds it until it asks: [#isHeldByCurrentThread] says false
/// as soon as the process runs again, and [#unlock] throws [LeaseLostException]. What must never be done by two at
/// once has to be guarded where it is done: hand [#token] along, and refuse a token smaller than one already seen
/// (a *fencing token*).
///
/// It is the process that renews, so a thread that ends without [#unlock] keeps it until the process ends or leaves the
/// cluster.
///
/// ## Order
/// Threads of one process get it in the order in which they came; between processes there is no order.
///
/// ## Memory consistency
/// What a thread did before [#unlock] *happens-before* what another of the same process does after its `lock`.
/// Between processes there is no common memory; what the first wrote to the server, to a structure of the cluster, the
/// other one sees.
///
/// ## Cancellation
/// [#lockInterruptibly] and [#tryLock(long, TimeUnit)] are *clean*.
///
/// ## If a process dies
/// Its lock is free when its lease has run out, and whoever waits gets it then.
///
/// ## If the server is away
/// Who waits goes on waiting when it comes back within the limit of a call, else every method that has to ask
/// throws [ClusterUnavailableException]. A server that restarts without having written down what it knew has forgotten
/// who held the lock: [#unlock] says so.
///
/// ## Source
/// For fencing tokens: Martin Kleppmann, *How to do distributed locking*, 2016.
public interface ClusterLock extends Lock {

    /// Takes the lock, waiting for it. An interrupt is kept for later.
    ///
    /// @throws ClusterUnavailableException if the server does not answer; the lock is not held
    @Override
    void lock();

    /// Takes the lock, waiting for it.
    ///
    /// @throws InterruptedException if interrupted before or while waiting; the lock is not held
    /// @throws ClusterUnavailableException if the server does not answer; the lock is not held
    @Override
    void lockInterruptibly() throws InterruptedException;

    /// Takes the lock if it is free.
    ///
    /// @return whether it was taken
    /// @throws ClusterUnavailableException if the server does not answer; the lock is not held
    @Override
    boolean tryLock();

    /// Takes the lock, waiting for it until the time is up.
    ///
    /// @param time the longest wait; zero or less means "do not wait"
    /// @param unit of the time
    /// @return whether it was taken
    /// @throws InterruptedException if interrupted before or while waiting; the lock is not held
    /// @throws ClusterUnavailableException if the server does not answer; the lock is not held
    @Override
    boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

    /// Gives the lock back; the last one of nested calls gives it to others.
    ///
    /// @throws IllegalMonitorStateException if the calling thread does not hold it
    /// @throws LeaseLostException if the lease had run out: somebody else may have held the lock meanwhile. This
    ///     thread holds it no more
    /// @throws ClusterUnavailableException if the server does not answer. This thread holds it no more, and others
    ///     get it when the lease has run out, if not before
    @Override
    void unlock();

    /// There are no conditions.
    ///
    /// @return nothing
    /// @throws UnsupportedOperationException always; a [ClusterEvent] or a queue says to others that something has
    ///     changed
    @Override
    Condition newCondition();

    /// Gives the fencing token of this holding: greater than that of every holding before, in whatever process.
    ///
    /// @return the token, 1 or more
    /// @throws IllegalMonitorStateException if the calling thread does not hold the lock
    long token();

    /// Tells whether the calling thread holds the lock, as far as this process can know without asking: it has taken
    /// it, and its lease was renewed in time.
    ///
    /// @return whether it does
    boolean isHeldByCurrentThread();

    /// Tells whether anybody holds the lock now.
    ///
    /// @return whether somebody does
    /// @throws ClusterUnavailableException if the server does not answer
    boolean isLocked();
}

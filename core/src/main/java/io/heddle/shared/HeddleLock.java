package io.heddle.shared;

import io.heddle.internal.memory.HeldLocks;
import io.heddle.internal.memory.Limit;
import io.heddle.internal.memory.LockName;
import io.heddle.internal.memory.Participant;
import io.heddle.internal.memory.Wait;
import io.heddle.internal.memory.WaitCycle;
import io.heddle.internal.memory.Watched;
import io.heddle.spi.CallSite;
import io.heddle.spi.Parking;
import java.io.Serial;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/// A lock of one process that tells what goes wrong: a [java.util.concurrent.locks.ReentrantLock] whose
/// deadlocks are found, among threads and coroutines.
///
/// It is reentrant, held by a thread, and has conditions. Who comes while it is free may have it before those
/// who wait, unless it is *fair*. Use [SharedLock] between processes, and `ReentrantLock` where a few
/// nanoseconds count. Unlike everything else in this package it does not travel.
///
/// ## What it tells
///
/// - Threads that wait for each other are found: [Deadlocks] reports them, and one of those who wait in an
///   interruptible or timed method gets a [DeadlockException]. A cycle may go through [SharedLock]s too.
/// - Who waits for a thread that has *ended* without unlocking gets a [ForsakenLockException], from every
///   method, within a second.
/// - Two locks that are taken in one order here and in the other one there are reported when that is first
///   seen, even if nothing hangs yet: [Deadlocks#onInversion].
///
/// ## Memory consistency
///
/// What a thread did before [#unlock] *happens-before* what another does after its `lock`.
///
/// ## Cancellation
///
/// Every way to lock is *clean*: interrupted or timed out, it does not hold the lock. [Condition#await()] is
/// too: who was interrupted or timed out has not used up a signal.
///
/// ## Source
///
/// The queue is the one shown with [java.util.concurrent.locks.LockSupport]; whoever notes what it waits for
/// and what it holds is found as of Coffman, Elphick and Shoshani, *System Deadlocks* (1971). That orders of
/// locks are worth a report is known from Linux's *lockdep*.
public final class HeddleLock implements Lock {

    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(HeddleLock.class, "taken", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Who holds it, where the JVM's own search for deadlocks and a dump of threads find it. Written by the
    /// holder.
    private static final class Ownership extends AbstractOwnableSynchronizer {
        @Serial private static final long serialVersionUID = 1L;

        @Nullable Thread owner() {
            return getExclusiveOwnerThread();
        }

        @SuppressWarnings("NullAway") // the JDK's class says nothing of null, and means it
        void set(@Nullable Thread owner) {
            setExclusiveOwnerThread(owner);
        }
    }

    private final LockName name = LockName.ofThisProcess();
    private final String label;
    private final boolean fair;
    private final Ownership ownership = new Ownership();
    private final LockOrder order = new LockOrder(this);
    private final Watch watch = new Watch();

    /// Those who wait, in the order in which they came. It is changed before, and looked at after, [#taken].
    private final Queue<Turn> turns = new ConcurrentLinkedQueue<>();

    /// Whether somebody holds it.
    @SuppressWarnings("UnusedVariable") // written through TAKEN
    private volatile boolean taken;

    /// How often it is held; where it was taken, if that was noted. Of the holder; others may read the place.
    private int holds;

    private volatile @Nullable CallSite takenAt;

    /// A thread that waits.
    private static final class Turn {
        final Thread thread = Thread.currentThread();
    }

    private HeddleLock(String label, boolean fair) {
        this.label = Objects.requireNonNull(label, "name");
        this.fair = fair;
        LockLabels.note(name, this, label);
    }

    /// Makes a lock that is free.
    ///
    /// @return the lock
    public static HeddleLock create() {
        return new HeddleLock("", false);
    }

    /// Makes a lock that is free.
    ///
    /// @param name what reports call it; any text
    /// @return the lock
    public static HeddleLock create(String name) {
        return new HeddleLock(name, false);
    }

    /// Makes a lock that is free and is had in the order in which threads began to wait. That costs time: it
    /// is free until the next one has woken up. [#tryLock()] gets it out of order, as with `ReentrantLock`.
    ///
    /// @param name what reports call it; any text, empty for a number
    /// @return the lock
    public static HeddleLock fair(String name) {
        return new HeddleLock(name, true);
    }

    // ---- locking -------------------------------------------------------------------------------

    /// {@inheritDoc}
    ///
    /// @throws ForsakenLockException if the thread that holds it has ended
    @Override
    public void lock() {
        if (!enter()) {
            try {
                waitFor(Limit.uninterruptible());
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted although nobody cares", e);
            }
        }
    }

    /// {@inheritDoc}
    ///
    /// @throws ForsakenLockException if the thread that holds it has ended
    /// @throws DeadlockException if the wait would never end, and it is this thread that gives up
    @Override
    public void lockInterruptibly() throws InterruptedException {
        throwIfInterrupted();
        if (!enter()) {
            waitFor(Limit.never());
        }
    }

    @Override
    public boolean tryLock() {
        return isHeldByCurrentThread() ? holdOnceMore() : take();
    }

    /// {@inheritDoc}
    ///
    /// @throws ForsakenLockException if the thread that holds it has ended
    /// @throws DeadlockException if the wait would not end before its time, and it is this thread that gives up
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        throwIfInterrupted();
        return enter() || (time > 0 && waitFor(Limit.inNanos(unit.toNanos(time))));
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /// Takes it if it can be had at once.
    private boolean enter() {
        if (isHeldByCurrentThread()) {
            return holdOnceMore();
        }
        order.noteTaking();
        return (!fair || turns.isEmpty()) && take();
    }

    private boolean holdOnceMore() {
        if (holds == Integer.MAX_VALUE) {
            throw new Error("Maximum lock count exceeded");
        }
        holds++;
        return true;
    }

    private boolean take() {
        boolean got = TAKEN.compareAndSet(this, false, true); // SYNC local-lock-free
        if (got) {
            ownership.set(Thread.currentThread());
            holds = 1;
            takenAt = Deadlocks.placeIfNoted();
            HeldLocks.add(watch);
        }
        return got;
    }

    private boolean waitFor(Limit limit) throws InterruptedException {
        Turn turn = new Turn();
        boolean got = false;
        boolean interrupted = false;
        turns.add(turn);
        try (Wait wait = Wait.begin(watch, limit.isInterruptible())) {
            while (true) {
                got = turns.peek() == turn && take(); // SYNC local-lock-free
                if (got) {
                    takenAt = CallSite.here();
                    return true;
                }
                wait.run();
                throwIfForsaken();
                if (!limit.park(ownership)) {
                    return false;
                }
                if (Thread.interrupted()) {
                    interrupted = true;
                    limit.checkInterrupt();
                }
            }
        } finally {
            turns.remove(turn);
            if (!got) {
                wakeFirst(); // it may have been woken in vain
            }
            if (interrupted && !limit.isInterruptible()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void wakeFirst() {
        Turn first = turns.peek();
        if (first != null) {
            Parking.unpark(first.thread);
        }
    }

    @Override
    public void unlock() {
        requireHeld();
        if (holds > 1) {
            holds--;
            return;
        }
        HeldLocks.remove(watch);
        ownership.set(null);
        taken = false; // SYNC local-lock-free
        wakeFirst();
    }

    private void requireHeld() {
        if (!isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException(
                    "this thread does not hold the lock: thread=%s lock=%s"
                            .formatted(Thread.currentThread().getName(), this));
        }
    }

    // ---- conditions ----------------------------------------------------------------------------

    @Override
    public Condition newCondition() {
        return new HeddleCondition(this);
    }

    /// Gives it back wholly, for who waits on a condition.
    ///
    /// @return how often it was held
    int unlockWholly() {
        requireHeld();
        int before = holds;
        holds = 1;
        unlock();
        return before;
    }

    /// Takes it as often as it was held.
    void lockAgain(int before) {
        lock();
        holds = before;
    }

    // ---- the forsaken --------------------------------------------------------------------------

    private void throwIfForsaken() {
        Thread holder = ownership.owner();
        if (holder != null && !holder.isAlive() && ownership.owner() == holder) {
            throw new ForsakenLockException(text(), Wait.nameOf(holder), takenAt);
        }
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells what reports call it.
    ///
    /// @return the name, or a number
    public String name() {
        return text();
    }

    /// Tells whether threads get it in the order in which they began to wait.
    ///
    /// @return whether they do
    public boolean isFair() {
        return fair;
    }

    /// Tells whether somebody holds it.
    ///
    /// @return whether somebody does
    public boolean isLocked() {
        return taken;
    }

    /// Tells whether this thread holds it.
    ///
    /// @return whether it does
    public boolean isHeldByCurrentThread() {
        return ownership.owner() == Thread.currentThread();
    }

    /// Tells how often this thread holds it.
    ///
    /// @return how many times it must unlock; 0 if it does not hold it
    public int getHoldCount() {
        return isHeldByCurrentThread() ? holds : 0;
    }

    /// Tells whether threads wait for it.
    ///
    /// @return whether some do
    public boolean hasQueuedThreads() {
        return !turns.isEmpty();
    }

    /// Tells whether a thread waits for it.
    ///
    /// @param thread the thread
    /// @return whether it does
    public boolean hasQueuedThread(Thread thread) {
        return turns.stream().anyMatch(turn -> turn.thread.equals(thread));
    }

    /// Tells how many threads wait for it, about.
    ///
    /// @return the number
    public int getQueueLength() {
        return turns.size();
    }

    /// Tells what it is called and who holds it.
    ///
    /// @return as of `ReentrantLock`
    @Override
    public String toString() {
        Thread holder = ownership.owner();
        String state =
                holder == null ? "[Unlocked]" : "[Locked by thread " + Wait.nameOf(holder) + "]";
        return getClass().getName() + "@" + text() + state;
    }

    private String text() {
        return label.isEmpty() ? name.toString() : label;
    }

    LockName id() {
        return name;
    }

    LockOrder order() {
        return order;
    }

    /// Gives the lock that somebody holds, if it is one of these.
    static @Nullable HeddleLock of(Watched held) {
        return held instanceof Watch watch ? watch.lock() : null;
    }

    /// The lock as the search for deadlocks sees it.
    private final class Watch implements Watched {

        HeddleLock lock() {
            return HeddleLock.this;
        }

        @Override
        public LockName name() {
            return name;
        }

        @Override
        public @Nullable Thread holder() {
            return ownership.owner();
        }

        @Override
        public @Nullable CallSite takenAt() {
            return takenAt;
        }

        @Override
        public @Nullable Participant participant() {
            return null;
        }

        @Override
        public List<Watched> neighbours() {
            return List.of(); // who waits has noted them: see HeldLocks
        }

        @Override
        public void report(WaitCycle cycle) {
            Deadlocks.report(Deadlock.of(cycle));
        }

        @Override
        public RuntimeException failure(WaitCycle cycle) {
            return new DeadlockException(Deadlock.of(cycle));
        }
    }
}

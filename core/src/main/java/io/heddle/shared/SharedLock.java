package io.heddle.shared;

import io.heddle.internal.memory.Limit;
import io.heddle.internal.memory.Memory;
import io.heddle.internal.memory.Participant;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.RecoverableLock;
import io.heddle.internal.memory.Site;
import io.heddle.internal.memory.Waiters;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A lock between processes, like a [ReentrantLock]: reentrant, held by a thread, with conditions.
///
/// Between threads of one process a `ReentrantLock` is simpler and faster.
///
/// ## Memory consistency
/// What a process did before [#unlock] *happens-before* what another does after its `lock`, in shared memory.
///
/// ## Cancellation
/// Every way to lock is *clean*: interrupted or timed out, it does not hold the lock.
///
/// ## If a process dies
/// A lock whose holder has died is taken over by the next one who wants it; who waits notices within 50
/// milliseconds after the system has ended the process. What the lock guards may then be half changed. That
/// it happened is counted ([#abandonedCount]), told to a listener ([#onAbandoned]), or thrown
/// ([#failIfAbandoned]). A holder that is stopped, or slow, is never robbed.
///
/// A *thread* that ends without unlocking keeps the lock, as with `ReentrantLock`.
public final class SharedLock implements Lock, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    // offset 0x04: whether to fail if abandoned; 0x08: how often it was abandoned; 0x20: waiters;
    // 0x80: the lock
    private static final int BYTES = 0x100;
    private static final int FAIL = 0x04;
    private static final int ABANDONED = 0x08;
    private static final int WAITERS = 0x20;
    private static final int WORD = 0x80;

    private final transient Place place;
    private final transient Memory memory;
    private final transient Participant participant;
    private final transient RecoverableLock shared;
    private final transient Waiters waiters;

    /// Which thread of this process holds or wants it. Who holds this one competes with other processes.
    private final transient ReentrantLock local = new ReentrantLock();

    /// Whose death gave us the lock, 0 if nobody's; until it was told. Guarded by the local lock.
    private transient int abandonedBy;

    private transient volatile @Nullable LongConsumer listener;

    SharedLock(Place place) {
        this.place = place;
        this.memory = place.memory();
        this.participant = place.participant();
        this.shared = new RecoverableLock(memory, place.at() + WORD);
        this.waiters = new Waiters(place, place.at() + WAITERS);
    }

    /// Makes a lock that is free.
    ///
    /// @return the lock
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedLock create() {
        Place place = Kind.LOCK.allocate(BYTES);
        return Site.current().intern(place, new SharedLock(place));
    }

    /// Makes a lock with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedLock create(String name) {
        return Kind.LOCK.create(name, BYTES, _ -> {});
    }

    /// Finds a lock by its name; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static SharedLock open(String name) {
        return Kind.LOCK.open(name);
    }

    /// Finds a lock by its name, or makes it if there is none; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static SharedLock openOrCreate(String name) {
        return Kind.LOCK.openOrCreate(name, BYTES, _ -> {});
    }

    // ---- locking -------------------------------------------------------------------------------

    /// {@inheritDoc}
    ///
    /// @throws AbandonedLockException if it was taken over and [#failIfAbandoned] is set; it is held then
    @Override
    public void lock() {
        local.lock();
        try {
            compete(Limit.uninterruptible());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted although nobody cares", e);
        }
    }

    /// {@inheritDoc}
    ///
    /// @throws AbandonedLockException if it was taken over and [#failIfAbandoned] is set; it is held then
    @Override
    public void lockInterruptibly() throws InterruptedException {
        local.lockInterruptibly();
        compete(Limit.never());
    }

    /// {@inheritDoc}
    ///
    /// @throws AbandonedLockException if it was taken over and [#failIfAbandoned] is set; it is held then
    @Override
    public boolean tryLock() {
        if (!local.tryLock()) {
            return false;
        }
        if (local.getHoldCount() == 1 && !attempt()) {
            local.unlock();
            return false;
        }
        tellIfAbandoned();
        return true;
    }

    /// {@inheritDoc}
    ///
    /// @throws AbandonedLockException if it was taken over and [#failIfAbandoned] is set; it is held then
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        Limit limit = Limit.inNanos(unit.toNanos(time));
        return local.tryLock(limit.leftNanos(), TimeUnit.NANOSECONDS) && compete(limit);
    }

    /// Gets the lock among the processes, having it within this one; or gives that back.
    private boolean compete(Limit limit) throws InterruptedException {
        boolean got = local.getHoldCount() > 1 || attempt();
        if (!got) {
            try {
                got = waiters.await(this::attempt, limit);
            } finally {
                if (!got) {
                    local.unlock();
                }
            }
        }
        if (got) {
            tellIfAbandoned();
        }
        return got;
    }

    private boolean attempt() {
        int holder = shared.holder();
        return switch (shared.tryAcquire(participant.me(), participant)) { // SYNC lock-free
            case BUSY -> false;
            case TAKEN -> true;
            case TAKEN_OVER -> {
                abandonedBy = holder == 0 ? participant.me() : holder; // never 0 then
                yield true;
            }
        };
    }

    @Override
    public void unlock() {
        requireHeld();
        if (local.getHoldCount() == 1) {
            shared.release(); // SYNC lock-free
            waiters.wakeOne();
        }
        local.unlock();
    }

    void requireHeld() {
        if (!local.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException(
                    "this thread does not hold the lock: thread="
                            + Thread.currentThread().getName());
        }
    }

    // ---- conditions ----------------------------------------------------------------------------

    /// Makes a condition of this lock. It travels as the lock does.
    ///
    /// @return the condition
    @Override
    public SharedCondition newCondition() {
        return SharedCondition.of(this);
    }

    /// Gives the condition of this lock that has a name: the same one in every process that has this lock, made
    /// by whoever asks first. It is kept until this process ends.
    ///
    /// @param name the name, of 1 to 100 letters, digits, `.`, `_` and `-`; other locks have others of this name
    /// @return the condition
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left
    public SharedCondition condition(String name) {
        return SharedCondition.of(this, place, name);
    }

    /// Gives it back wholly.
    ///
    /// @return how often it was held
    int unlockWholly() {
        int holds = local.getHoldCount();
        for (int i = 0; i < holds; i++) {
            unlock();
        }
        return holds;
    }

    /// Takes it as often as it was held.
    void lockAgain(int holds) {
        try {
            lock();
        } finally {
            for (int i = 1; i < holds; i++) {
                local.lock();
            }
        }
    }

    // ---- the abandoned -------------------------------------------------------------------------

    private void tellIfAbandoned() {
        int dead = abandonedBy;
        if (dead != 0) {
            abandonedBy = 0;
            memory.getAndAddLong(place.at() + ABANDONED, 1);
            tell(participant.pid(dead));
        }
    }

    private void tell(long pid) {
        LongConsumer told = listener;
        try {
            if (told != null) {
                told.accept(pid);
            }
        } finally {
            shared.makeConsistent(participant.me());
        }
        if (memory.getInt(place.at() + FAIL) != 0) {
            throw new AbandonedLockException(pid);
        }
    }

    /// Tells how often it was taken over from a process that had died.
    ///
    /// @return the number, of all processes
    public long abandonedCount() {
        return memory.getLong(place.at() + ABANDONED);
    }

    /// Says who is told in this process when it takes the lock over from a process that has died. The
    /// listener runs in the thread that locks, which holds the lock, before `lock` returns; it can put in
    /// order what the lock guards. What it throws comes out of `lock`, with the lock held. It replaces the one
    /// before.
    ///
    /// @param listener gets the pid of the dead process, negative if it is not known any more
    public void onAbandoned(LongConsumer listener) {
        this.listener = listener;
    }

    /// Says that who takes it over from a dead process gets an [AbandonedLockException], in all processes and
    /// from now on.
    ///
    /// @return this lock
    public SharedLock failIfAbandoned() {
        memory.setInt(place.at() + FAIL, 1);
        return this;
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells whether somebody holds it, in any process.
    ///
    /// @return whether somebody does
    public boolean isLocked() {
        return shared.holder() != 0;
    }

    /// Tells whether this thread holds it.
    ///
    /// @return whether it does
    public boolean isHeldByCurrentThread() {
        return getHoldCount() > 0;
    }

    /// Tells how often this thread holds it.
    ///
    /// @return how many times it must unlock; 0 if it does not hold it
    public int getHoldCount() {
        return local.getHoldCount();
    }

    /// Tells whether threads of this process wait for it behind others of this process.
    ///
    /// @return whether some do
    public boolean hasQueuedThreads() {
        return local.hasQueuedThreads();
    }

    /// Tells how many threads of this process wait for it behind others of this process, about.
    ///
    /// @return the number
    public int getQueueLength() {
        return local.getQueueLength();
    }

    @Override
    public String toString() {
        int holder = shared.holder();
        String state =
                holder == 0 ? "[Unlocked]" : "[Locked by process " + participant.pid(holder) + "]";
        return super.toString() + state;
    }

    Participant participant() {
        return participant;
    }

    @Serial
    private Object writeReplace() {
        return Kind.LOCK.reference(place);
    }
}

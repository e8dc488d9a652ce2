package io.heddle.shared;

import io.heddle.internal.memory.Limit;
import io.heddle.internal.memory.Line;
import io.heddle.internal.memory.Memory;
import io.heddle.internal.memory.Participant;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.RecoverableLock;
import io.heddle.internal.memory.Site;
import io.heddle.internal.memory.Wait;
import io.heddle.internal.memory.Waiters;
import io.heddle.internal.memory.WaitingRoom;
import io.heddle.spi.CallSite;
import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A lock between processes, like a [java.util.concurrent.locks.ReentrantLock]: reentrant, held by a thread, with conditions.
///
/// Between threads of one process a `ReentrantLock` is simpler and faster. Who comes while it is free may have it
/// before those who wait, unless it is *fair*: see [#create(boolean)].
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
/// ([#failIfAbandoned], [#breakIfAbandoned]). A holder that is stopped, or slow, is never robbed.
///
/// A *thread* that ends without unlocking keeps the lock, as with `ReentrantLock`.
///
/// ## If threads wait for each other
/// [Deadlocks] tells of it, and one of those who wait in an interruptible or timed method gets a
/// [DeadlockException].
public final class SharedLock implements Lock, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    // offset 0x04: its Abandonment; 0x10: whether it is fair; 0x20: waiters; 0x80: the lock;
    // 0x100: the line of a fair one
    private static final int BYTES = 0x100;
    private static final int FAIR = 0x10;
    private static final int WAITERS = 0x20;
    private static final int WORD = 0x80;
    private static final int LINE = BYTES;

    private final transient Place place;
    private final transient Participant participant;
    private final transient RecoverableLock shared;
    private final transient @Nullable Line line;
    private final transient Waiters waiters;
    private final transient WaitingRoom room;
    private final transient LockWatch watch;
    private final transient Abandonment abandonment;

    /// Which thread of this process holds it. Written by that thread alone, while it holds the lock among the
    /// processes. Others may read what was true a moment ago; nobody mistakes itself for the holder.
    private transient @Nullable Thread owner;

    /// How often it is held; where it was taken, if that was noted. Of the holder.
    private transient int holds;

    private transient @Nullable CallSite takenAt;

    SharedLock(Place place) {
        this.place = place;
        Memory memory = place.memory();
        this.participant = place.participant();
        this.shared = new RecoverableLock(memory, place.at() + WORD);
        boolean fair = memory.getInt(place.at() + FAIR) != 0;
        this.line = fair ? new Line(memory, place.at() + LINE) : null;
        this.waiters = new Waiters(place, place.at() + WAITERS, line);
        this.room = new WaitingRoom(waiters);
        this.watch = new LockWatch(this, place);
        this.abandonment = new Abandonment(place, shared);
    }

    /// Makes a lock that is free.
    ///
    /// @return the lock
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedLock create() {
        return create(false);
    }

    /// Makes a lock that is free.
    ///
    /// @param fair whether threads get it in the order in which they began to wait, in whatever process they are.
    ///     That costs time: the lock is free until the next in the line has woken up; if its process is stopped,
    ///     everybody waits. [#tryLock()] gets it out of order, as with `ReentrantLock`
    /// @return the lock
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedLock create(boolean fair) {
        Place place = Kind.LOCK.allocate(bytes(fair));
        prepare(place, fair);
        return Site.current().intern(place, new SharedLock(place));
    }

    private static long bytes(boolean fair) {
        return fair ? LINE + Line.BYTES : BYTES;
    }

    private static void prepare(Place place, boolean fair) {
        place.memory().setInt(place.at() + FAIR, fair ? 1 : 0);
    }

    /// Makes a lock with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedLock create(String name) {
        return create(name, false);
    }

    /// Makes a lock with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @param fair whether threads get it in the order in which they began to wait: see [#create(boolean)]
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedLock create(String name, boolean fair) {
        return Kind.LOCK.create(name, bytes(fair), place -> prepare(place, fair));
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
        return openOrCreate(name, false);
    }

    /// Finds a lock by its name, or makes it if there is none; see [SharedNames].
    ///
    /// @param name the name
    /// @param fair whether threads get it in the order in which they began to wait, of no account if it is
    ///     there: see [#create(boolean)]
    /// @return the one object of this process for it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static SharedLock openOrCreate(String name, boolean fair) {
        return Kind.LOCK.openOrCreate(name, bytes(fair), place -> prepare(place, fair));
    }

    // ---- locking -------------------------------------------------------------------------------

    /// {@inheritDoc}
    ///
    /// @throws AbandonedLockException if it was taken over and [#failIfAbandoned] or [#breakIfAbandoned] is set;
    ///     it is held then
    /// @throws BrokenLockException if it is broken for good
    @Override
    public void lock() {
        if (!enter(line == null)) {
            try {
                waitFor(Limit.uninterruptible());
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted although nobody cares", e);
            }
        }
        abandonment.tellIfNoted();
    }

    /// {@inheritDoc}
    ///
    /// @throws AbandonedLockException if it was taken over and [#failIfAbandoned] or [#breakIfAbandoned] is set;
    ///     it is held then
    /// @throws BrokenLockException if it is broken for good
    /// @throws DeadlockException if the wait would never end, and it is this thread that gives up
    @Override
    public void lockInterruptibly() throws InterruptedException {
        throwIfInterrupted();
        if (!enter(line == null)) {
            waitFor(Limit.never());
        }
        abandonment.tellIfNoted();
    }

    /// {@inheritDoc}
    ///
    /// @throws AbandonedLockException if it was taken over and [#failIfAbandoned] or [#breakIfAbandoned] is set;
    ///     it is held then
    /// @throws BrokenLockException if it is broken for good
    @Override
    public boolean tryLock() {
        boolean got = enter(true);
        tellIfAbandoned(got);
        return got;
    }

    /// {@inheritDoc}
    ///
    /// @throws AbandonedLockException if it was taken over and [#failIfAbandoned] or [#breakIfAbandoned] is set;
    ///     it is held then
    /// @throws BrokenLockException if it is broken for good
    /// @throws DeadlockException if the wait would not end before its time, and it is this thread that gives up
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        long nanos = unit.toNanos(time);
        throwIfInterrupted();
        boolean got = enter(line == null) || (nanos > 0 && waitFor(Limit.inNanos(nanos)));
        tellIfAbandoned(got);
        return got;
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /// Takes it if it can be had at once.
    ///
    /// @param anyway also if others wait
    private boolean enter(boolean anyway) {
        if (owner == Thread.currentThread()) {
            holdOnceMore();
            return true;
        }
        return (anyway || line == null || line.isEmpty(participant)) && attempt();
    }

    private void holdOnceMore() {
        if (holds == Integer.MAX_VALUE) {
            throw new Error("Maximum lock count exceeded");
        }
        holds++;
    }

    private boolean waitFor(Limit limit) throws InterruptedException {
        try (Wait wait = Wait.begin(watch, limit.isInterruptible())) {
            boolean got = room.await(this::attempt, limit, wait);
            if (got) {
                takenAt = CallSite.here();
            }
            return got;
        }
    }

    private boolean attempt() {
        boolean taken = shared.tryAcquireFree(participant.me()) || attemptTaken(); // SYNC lock-free
        if (taken) {
            holds = 1;
            takenAt = Deadlocks.placeIfNoted();
            owner = Thread.currentThread();
        }
        return taken;
    }

    private boolean attemptTaken() {
        return switch (shared.tryAcquire(participant.me(), participant)) {
            case BUSY -> false;
            case TAKEN -> true;
            case TAKEN_OVER -> {
                abandonment.note();
                yield true;
            }
            case BROKEN -> throw new BrokenLockException(toString());
        };
    }

    @Override
    public void unlock() {
        requireHeld();
        if (holds > 1) {
            holds--;
            return;
        }
        owner = null;
        if (abandonment.breaks()) {
            shared.breakForGood();
            waiters.wakeAll();
        } else {
            shared.release(); // SYNC lock-free
            waiters.wakeOne();
        }
    }

    void requireHeld() {
        if (!isHeldByCurrentThread()) {
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
        int before = holds;
        holds = 1;
        unlock();
        return before;
    }

    /// Takes it as often as it was held.
    void lockAgain(int before) {
        try {
            lock();
        } finally {
            if (isHeldByCurrentThread()) {
                holds = before;
            }
        }
    }

    // ---- the abandoned -------------------------------------------------------------------------

    private void tellIfAbandoned(boolean got) {
        if (got) {
            abandonment.tellIfNoted();
        }
    }

    /// Tells how often it was taken over from a process that had died.
    ///
    /// @return the number, of all processes
    public long abandonedCount() {
        return abandonment.count();
    }

    /// Says who is told in this process when it takes the lock over from a process that has died. The
    /// listener runs in the thread that locks, which holds the lock, before `lock` returns; it can put in
    /// order what the lock guards. What it throws comes out of `lock`, with the lock held. It replaces the one
    /// before.
    ///
    /// @param listener gets the pid of the dead process, negative if it is not known any more
    public void onAbandoned(LongConsumer listener) {
        abandonment.setListener(Objects.requireNonNull(listener, "listener"));
    }

    /// Says that who takes it over from a dead process gets an [AbandonedLockException], in all processes and
    /// from now on.
    ///
    /// @return this lock
    public SharedLock failIfAbandoned() {
        abandonment.setPolicy(Abandonment.FAILS);
        return this;
    }

    /// Says that who takes it over from a dead process gets an [AbandonedLockException], in all processes and
    /// from now on, and must call [#declareConsistent] before it gives the lock back, which includes waiting on a
    /// condition. Otherwise the lock breaks: whoever wants it then, or waits for it, gets a [BrokenLockException].
    /// The listener of [#onAbandoned] may call it too; then nobody gets an exception.
    ///
    /// @return this lock
    public SharedLock breakIfAbandoned() {
        abandonment.setPolicy(Abandonment.BREAKS);
        return this;
    }

    /// Says that what the lock guards is in order again, after it was taken over. Without effect if it was not,
    /// or unless [#breakIfAbandoned] is set.
    ///
    /// @throws IllegalMonitorStateException if this thread does not hold it
    public void declareConsistent() {
        requireHeld();
        abandonment.declareConsistent();
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells whether threads get it in the order in which they began to wait.
    ///
    /// @return whether they do
    public boolean isFair() {
        return line != null;
    }

    /// Tells whether somebody holds it, in any process.
    ///
    /// @return whether somebody does
    public boolean isLocked() {
        return shared.holder() != 0;
    }

    /// Tells whether it is broken for good: see [#breakIfAbandoned].
    ///
    /// @return whether it is
    public boolean isBroken() {
        return shared.isBroken();
    }

    /// Tells whether this thread holds it.
    ///
    /// @return whether it does
    public boolean isHeldByCurrentThread() {
        return owner == Thread.currentThread();
    }

    /// Tells how often this thread holds it.
    ///
    /// @return how many times it must unlock; 0 if it does not hold it
    public int getHoldCount() {
        return isHeldByCurrentThread() ? holds : 0;
    }

    /// Tells whether threads wait for it, in any process. One that has just died may count.
    ///
    /// @return whether some do
    public boolean hasQueuedThreads() {
        return room.size() > 0 || waiters.areThere();
    }

    /// Tells whether a thread of this process waits for it.
    ///
    /// @param thread the thread
    /// @return whether it does
    public boolean hasQueuedThread(Thread thread) {
        return room.contains(thread);
    }

    /// Tells how many threads of this process wait for it, about.
    ///
    /// @return the number
    public int getQueueLength() {
        return room.size();
    }

    /// Tells what it is called and who holds it.
    ///
    /// @return as of `ReentrantLock`, with the name that a [Deadlock] says, and the pid of the holder; the name
    ///     of its thread if that is one of this process
    @Override
    public String toString() {
        return getClass().getName() + "@" + place.name() + state();
    }

    private String state() {
        int holder = shared.holder();
        if (holder == 0) {
            return shared.isBroken() ? "[Broken]" : "[Unlocked]";
        }
        Thread here = owner;
        String thread =
                here == null || holder != participant.me() ? "" : ", thread " + here.getName();
        return "[Locked by process " + participant.pid(holder) + thread + "]";
    }

    @Nullable Thread holderHere() {
        return owner;
    }

    @Nullable CallSite takenAt() {
        return takenAt;
    }

    LockWatch watch() {
        return watch;
    }

    Participant participant() {
        return participant;
    }

    @Serial
    private Object writeReplace() {
        return Kind.LOCK.reference(place);
    }
}

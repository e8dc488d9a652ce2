package io.heddle.shared;

import io.heddle.internal.memory.Insistence;
import io.heddle.internal.memory.Limit;
import io.heddle.internal.memory.Line;
import io.heddle.internal.memory.Memory;
import io.heddle.internal.memory.Participant;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Site;
import io.heddle.internal.memory.TrackedPermits;
import io.heddle.internal.memory.Waiters;
import io.heddle.internal.memory.WaitingRoom;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Permits that several processes take and give back, like a [java.util.concurrent.Semaphore].
///
/// There are two kinds, which differ when a process dies. A *plain* one counts: anybody may release, also who
/// has never acquired, and what a dead process had taken is gone. A [#tracked] one knows who holds how many:
/// those of a dead process come back.
///
/// ## Memory consistency
/// What a process did before [#release] *happens-before* what another does after the `acquire` that got the
/// permit.
///
/// ## Cancellation
/// Every `acquire` is *clean*: interrupted or timed out, it has taken nothing.
///
/// ## If a process dies
/// Each acquire and release has happened wholly or not at all. Of a tracked semaphore its permits are free
/// again when the next one needs them; who waits notices within 50 milliseconds after the system has ended
/// the process.
public final class SharedSemaphore implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    // offset 0x04: whether it is tracked; 0x08: whether it is fair; 0x0C: whether somebody has
    // waited
    // for another number than one; 0x20: waiters; 0x80: permits of a plain one;
    // 0x100: of a tracked one; behind: the line of a fair one
    private static final int TRACKED = 0x04;
    private static final int FAIR = 0x08;
    private static final int VARIED = 0x0C;
    private static final int WAITERS = 0x20;
    private static final int PERMITS = 0x80;
    private static final int TABLE = 0x100;
    private static final long BYTES = TABLE + TrackedPermits.bytes(Participant.places());

    private static final String OWES = "a tracked semaphore cannot owe permits: permits=%d";

    private final transient Place place;
    private final transient Memory memory;
    private final transient Participant participant;
    private final transient long permits;
    private final transient TrackedPermits table;
    private final transient @Nullable Line line;
    private final transient Waiters waiters;
    private final transient WaitingRoom room;

    SharedSemaphore(Place place) {
        this.place = place;
        this.memory = place.memory();
        this.participant = place.participant();
        this.permits = place.at() + PERMITS;
        this.table = new TrackedPermits(memory, place.at() + TABLE, Participant.places());
        boolean fair = memory.getInt(place.at() + FAIR) != 0;
        this.line = fair ? new Line(memory, place.at() + BYTES) : null;
        this.waiters = new Waiters(place, place.at() + WAITERS, line);
        this.room = new WaitingRoom(waiters);
    }

    /// Makes a plain semaphore.
    ///
    /// @param permits how many permits there are; may be negative, then releases must come first
    /// @return the semaphore
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedSemaphore create(int permits) {
        return create(permits, false);
    }

    /// Makes a plain semaphore.
    ///
    /// @param permits how many permits there are; may be negative, then releases must come first
    /// @param fair whether threads get permits in the order in which they began to wait, in whatever process they
    ///     are. The first one waits until there are as many as it wants, and if its process is stopped, everybody
    ///     waits. [#tryAcquire()] takes permits out of order, as with `Semaphore`
    /// @return the semaphore
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedSemaphore create(int permits, boolean fair) {
        Place place = Kind.SEMAPHORE.allocate(bytes(fair));
        prepare(place, permits, fair);
        return Site.current().intern(place, new SharedSemaphore(place));
    }

    private static long bytes(boolean fair) {
        return fair ? BYTES + Line.BYTES : BYTES;
    }

    private static void prepare(Place place, int permits, boolean fair) {
        place.memory().setInt(place.at() + FAIR, fair ? 1 : 0);
        place.memory().setInt(place.at() + PERMITS, permits);
    }

    /// Makes a plain semaphore with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @param permits how many permits there are at first; may be negative
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedSemaphore create(String name, int permits) {
        return create(name, permits, false);
    }

    /// Makes a plain semaphore with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @param permits how many permits there are at first; may be negative
    /// @param fair whether threads get permits in the order in which they began to wait: see
    ///     [#create(int, boolean)]
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedSemaphore create(String name, int permits, boolean fair) {
        return Kind.SEMAPHORE.create(name, bytes(fair), place -> prepare(place, permits, fair));
    }

    /// Finds a semaphore by its name, of whatever kind it is; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static SharedSemaphore open(String name) {
        return Kind.SEMAPHORE.open(name);
    }

    /// Finds a plain semaphore by its name, or makes it if there is none; see [SharedNames].
    ///
    /// @param name the name
    /// @param permits how many permits there are at first, of no account if it is there; may be negative
    /// @return the one object of this process for it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static SharedSemaphore openOrCreate(String name, int permits) {
        return openOrCreate(name, permits, false);
    }

    /// Finds a semaphore by its name, or makes a plain one if there is none; see [SharedNames].
    ///
    /// @param name the name
    /// @param permits how many permits there are at first, of no account if it is there; may be negative
    /// @param fair whether threads get permits in the order in which they began to wait, of no account if it is
    ///     there: see [#create(int, boolean)]
    /// @return the one object of this process for it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static SharedSemaphore openOrCreate(String name, int permits, boolean fair) {
        return Kind.SEMAPHORE.openOrCreate(
                name, bytes(fair), place -> prepare(place, permits, fair));
    }

    /// Makes a tracked semaphore with a name, for other processes of this user; see [SharedNames]. No process
    /// sees it while it is still a plain one.
    ///
    /// @param name the name
    /// @param permits how many permits there are
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if the number of permits is negative, or no object can have such a
    ///     name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedSemaphore createTracked(String name, int permits) {
        return createTracked(name, permits, false);
    }

    /// Makes a tracked semaphore with a name, as [#createTracked(String, int)] does.
    ///
    /// @param name the name
    /// @param permits how many permits there are
    /// @param fair whether threads get permits in the order in which they began to wait: see
    ///     [#create(int, boolean)]
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if the number of permits is negative, or no object can have such a
    ///     name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedSemaphore createTracked(String name, int permits, boolean fair) {
        if (permits < 0) {
            throw new IllegalArgumentException(OWES.formatted(permits));
        }
        return Kind.SEMAPHORE.create(
                name,
                bytes(fair),
                place -> {
                    prepare(place, permits, fair);
                    new SharedSemaphore(place).track(permits);
                });
    }

    /// Makes it a tracked one, in all processes. To be called before it is used or sent; permits that were
    /// taken before are not known.
    ///
    /// @return this semaphore
    /// @throws IllegalStateException if the number of permits is negative
    public SharedSemaphore tracked() {
        if (!isTracked()) {
            int free = memory.getInt(permits);
            if (free < 0) {
                throw new IllegalStateException(OWES.formatted(free));
            }
            track(free);
        }
        return this;
    }

    private void track(int free) {
        table.create(free);
        memory.setInt(place.at() + TRACKED, 1);
    }

    /// Tells whether permits of a dead process come back.
    ///
    /// @return whether they do
    public boolean isTracked() {
        return memory.getInt(place.at() + TRACKED) != 0;
    }

    // ---- taking --------------------------------------------------------------------------------

    /// Takes a permit, waiting for it.
    ///
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /// Takes permits, all or none, waiting for them.
    ///
    /// @param count how many
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    /// @throws IllegalArgumentException if the count is negative
    public void acquire(int count) throws InterruptedException {
        acquire(count, Limit.never());
    }

    /// Takes a permit, waiting for it. An interrupt is kept for later.
    public void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /// Takes permits, all or none, waiting for them. An interrupt is kept for later.
    ///
    /// @param count how many
    /// @throws IllegalArgumentException if the count is negative
    public void acquireUninterruptibly(int count) {
        try {
            acquire(count, Limit.uninterruptible());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted although nobody cares", e);
        }
    }

    /// Takes a permit if there is one now, as [#tryAcquire(int)] does.
    ///
    /// @return whether it was taken
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /// Takes permits, all or none, if they are there now. If a process is stopped while it takes or gives back those of
    /// a tracked one, nobody knows how many there are, and this waits for it, for a tenth of a second at most.
    ///
    /// @param count how many
    /// @return whether they were taken; false also if that could not be found out
    /// @throws IllegalArgumentException if the count is negative
    public boolean tryAcquire(int count) {
        requireNotNegative(count);
        return take(count);
    }

    /// Takes a permit, waiting for it until the time is up.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether it was taken
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    public boolean tryAcquire(Duration limit) throws InterruptedException {
        return tryAcquire(1, limit);
    }

    /// Takes permits, all or none, waiting for them until the time is up.
    ///
    /// @param count how many
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether they were taken
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    /// @throws IllegalArgumentException if the count is negative
    public boolean tryAcquire(int count, Duration limit) throws InterruptedException {
        return acquire(count, Limit.in(limit));
    }

    /// Takes a permit as [#tryAcquire(Duration)] does.
    ///
    /// @param time the longest wait; zero or less means "do not wait"
    /// @param unit of the time
    /// @return whether it was taken
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
        return tryAcquire(1, time, unit);
    }

    /// Takes permits as [#tryAcquire(int, Duration)] does.
    ///
    /// @param count how many
    /// @param time the longest wait; zero or less means "do not wait"
    /// @param unit of the time
    /// @return whether they were taken
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    /// @throws IllegalArgumentException if the count is negative
    public boolean tryAcquire(int count, long time, TimeUnit unit) throws InterruptedException {
        return acquire(count, Limit.inNanos(unit.toNanos(time)));
    }

    private boolean acquire(int count, Limit limit) throws InterruptedException {
        requireNotNegative(count);
        if (limit.isInterruptible() && Thread.interrupted()) {
            throw new InterruptedException();
        }
        boolean mayTake = line == null || line.isEmpty(participant);
        return (mayTake && take(count)) || waitFor(count, limit);
    }

    private boolean waitFor(int count, Limit limit) throws InterruptedException {
        if (count != 1 && memory.getInt(place.at() + VARIED) == 0) {
            memory.setInt(place.at() + VARIED, 1);
        }
        if (line == null) {
            return room.await(() -> takeAndPassOn(count, limit), limit);
        }
        boolean taken = room.await(() -> take(count, limit), limit);
        if (taken && availablePermits() > 0) {
            wake(); // the one who is the first now
        }
        return taken;
    }

    private static void requireNotNegative(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "a number of permits cannot be negative: count=" + count);
        }
    }

    /// Whoever was woken and leaves permits over wakes the next process.
    private boolean takeAndPassOn(int count, Limit limit) {
        boolean taken = take(count, limit);
        if (taken && availablePermits() > 0) {
            wake();
        }
        return taken;
    }

    private boolean take(int count) {
        return isTracked() ? table.acquire(count, participant.me(), participant) : takePlain(count);
    }

    private boolean take(int count, Limit limit) {
        return isTracked()
                ? table.acquire(count, participant.me(), participant, limit)
                : takePlain(count);
    }

    private boolean takePlain(int count) {
        while (true) {
            int free = memory.getInt(permits); // SYNC semaphore-permit
            if (free < count) {
                return false;
            }
            if (memory.compareAndSetInt(permits, free, free - count)) {
                return true;
            }
        }
    }

    /// Takes all permits that are there now. If a process is stopped while it takes or gives back those of a tracked
    /// one, this waits for it.
    ///
    /// @return how many were taken; of a plain one negative if the number of permits was, which is 0 afterwards
    public int drainPermits() {
        while (true) {
            int free = availablePermits();
            if (free == 0 || (isTracked() ? drainTracked(free) : drainPlain(free))) {
                return free;
            }
        }
    }

    private boolean drainPlain(int free) {
        return memory.compareAndSetInt(permits, free, 0);
    }

    private boolean drainTracked(int free) {
        return table.acquire(free, participant.me(), participant, Limit.uninterruptible());
    }

    // ---- giving back ---------------------------------------------------------------------------

    /// Gives a permit back, or adds one.
    ///
    /// @throws Error if there would be more permits than an int can count; nothing has changed
    public void release() {
        release(1);
    }

    /// Gives permits back, or adds them.
    ///
    /// @param count how many
    /// @throws IllegalArgumentException if the count is negative
    /// @throws Error if there would be more permits than an int can count; nothing has changed
    public void release(int count) {
        requireNotNegative(count);
        if (isTracked()) {
            Insistence.until(() -> table.tryRelease(count, participant.me(), participant));
        } else {
            givePlain(count);
        }
        wake();
    }

    /// One may want more than there is, and another one less: then all are woken, unless they have their turns one
    /// after the other. Whoever is woken first has said before what it wants.
    private void wake() {
        waiters.wakeOne();
        if (line == null && memory.getInt(place.at() + VARIED) != 0) {
            waiters.wakeAll();
        }
    }

    private void givePlain(int count) {
        while (true) {
            int free = memory.getInt(permits);
            if (free + count < free) {
                throw TrackedPermits.tooMany(free, count);
            }
            if (memory.compareAndSetInt(permits, free, free + count)) { // SYNC semaphore-permit
                return;
            }
        }
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells how many permits are free now.
    ///
    /// @return the number
    public int availablePermits() {
        if (!isTracked()) {
            return memory.getInt(permits);
        }
        // more only if some were added while a process held others, and it died
        return (int) Math.min(table.free(), Integer.MAX_VALUE);
    }

    /// Tells whether threads get permits in the order in which they began to wait.
    ///
    /// @return whether they do
    public boolean isFair() {
        return line != null;
    }

    /// Tells how many threads of this process wait for permits, about.
    ///
    /// @return the number
    public int getQueueLength() {
        return room.size();
    }

    /// Tells whether threads of this process wait for permits.
    ///
    /// @return whether some do
    public boolean hasQueuedThreads() {
        return room.size() > 0;
    }

    @Override
    public String toString() {
        return super.toString() + "[Permits = " + availablePermits() + "]";
    }

    @Serial
    private Object writeReplace() {
        return Kind.SEMAPHORE.reference(place);
    }
}

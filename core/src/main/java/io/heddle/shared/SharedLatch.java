package io.heddle.shared;

import io.heddle.internal.memory.Limit;
import io.heddle.internal.memory.Memory;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Site;
import io.heddle.internal.memory.Waiters;
import io.heddle.internal.memory.WaitingRoom;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Lets processes wait until others have done a number of things, like a
/// [java.util.concurrent.CountDownLatch].
///
/// For something that is taken back again, take a [SharedEvent].
///
/// ## Memory consistency
/// What a process did before [#countDown] *happens-before* what another does after [#await].
///
/// ## Cancellation
/// [#await] is *clean*.
///
/// ## If a process dies
/// What it has counted down is counted. What it was going to count down never is: those who wait go on
/// waiting, so give them a limit.
public final class SharedLatch implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    // offset 0x20: waiters; 0x80: what is left to be counted down
    private static final int BYTES = 0x100;
    private static final int WAITERS = 0x20;
    private static final int COUNT = 0x80;

    private final transient Place place;
    private final transient Memory memory;
    private final transient long count;
    private final transient Waiters waiters;
    private final transient WaitingRoom room;

    SharedLatch(Place place) {
        this.place = place;
        this.memory = place.memory();
        this.count = place.at() + COUNT;
        this.waiters = new Waiters(place, place.at() + WAITERS);
        this.room = new WaitingRoom(waiters);
    }

    /// Makes a latch.
    ///
    /// @param count how often it is to be counted down; 0 means that nobody waits
    /// @return the latch
    /// @throws IllegalArgumentException if the count is negative
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedLatch create(int count) {
        requireCount(count);
        Place place = Kind.LATCH.allocate(BYTES);
        place.memory().setInt(place.at() + COUNT, count);
        return Site.current().intern(place, new SharedLatch(place));
    }

    /// Makes a latch with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @param count how often it is to be counted down; 0 means that nobody waits
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if the count is negative, or no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedLatch create(String name, int count) {
        requireCount(count);
        return Kind.LATCH.create(
                name, BYTES, place -> place.memory().setInt(place.at() + COUNT, count));
    }

    /// Finds a latch by its name; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static SharedLatch open(String name) {
        return Kind.LATCH.open(name);
    }

    /// Finds a latch by its name, or makes it if there is none; see [SharedNames].
    ///
    /// @param name the name
    /// @param count how often it is to be counted down, of no account if it is there; 0 means that nobody waits
    /// @return the one object of this process for it
    /// @throws IllegalArgumentException if the count is negative, or no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static SharedLatch openOrCreate(String name, int count) {
        requireCount(count);
        return Kind.LATCH.openOrCreate(
                name, BYTES, place -> place.memory().setInt(place.at() + COUNT, count));
    }

    private static void requireCount(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "a latch cannot count down from less than 0: count=" + count);
        }
    }

    /// Counts down, and lets everybody go on who waits if that was the last time. Does nothing at 0.
    public void countDown() {
        while (true) {
            int before = memory.getInt(count);
            if (before == 0) {
                return;
            }
            if (memory.compareAndSetInt(count, before, before - 1)) { // SYNC latch-open
                if (before == 1) {
                    waiters.wakeAll();
                }
                return;
            }
        }
    }

    /// Tells how often it is still to be counted down.
    ///
    /// @return the count
    public long getCount() {
        return memory.getInt(count);
    }

    /// Waits until it was counted down to 0.
    ///
    /// @throws InterruptedException if interrupted before or while waiting
    public void await() throws InterruptedException {
        await(Limit.never());
    }

    /// Waits until it was counted down to 0.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether it was; false if the time was up
    /// @throws InterruptedException if interrupted before or while waiting
    public boolean await(Duration limit) throws InterruptedException {
        return await(Limit.in(limit));
    }

    /// Waits as [#await(Duration)] does.
    ///
    /// @param time the longest wait; zero or less means "do not wait"
    /// @param unit of the time
    /// @return whether it was; false if the time was up
    /// @throws InterruptedException if interrupted before or while waiting
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(Limit.inNanos(unit.toNanos(time)));
    }

    private boolean await(Limit limit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return isOpen() || room.await(this::isOpen, limit);
    }

    private boolean isOpen() {
        return memory.getInt(count) == 0; // SYNC latch-open
    }

    @Override
    public String toString() {
        return super.toString() + "[Count = " + getCount() + "]";
    }

    @Serial
    private Object writeReplace() {
        return Kind.LATCH.reference(place);
    }
}

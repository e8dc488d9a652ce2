package io.heddle.shared;

import io.heddle.internal.memory.Limit;
import io.heddle.internal.memory.Memory;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Rooms;
import io.heddle.internal.memory.Site;
import io.heddle.internal.memory.Waiters;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A signal that several processes wait for: set until it is cleared.
///
/// For something that happens once and that several parties bring about together, take a [SharedLatch].
///
/// ## Memory consistency
/// What a process did before [#set] *happens-before* what another does after the [#await] that it ended.
///
/// ## Cancellation
/// [#await] is *clean*.
///
/// ## If a process dies
/// The event stays as it is. If one dies within [#set], those who wait see the event within 50 milliseconds,
/// or it was not set.
public final class SharedEvent implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    // offset 0x20: waiters; 0x80: how often it was set, and in the lowest bit whether it is
    private static final int BYTES = 0x100;
    private static final int WAITERS = 0x20;
    private static final int WORD = 0x80;
    private static final int SET = 1;

    private final transient Place place;
    private final transient Memory memory;
    private final transient long word;
    private final transient Waiters waiters;

    /// Where threads of this process wait, by what the word was when they came.
    private final transient Rooms rooms;

    SharedEvent(Place place) {
        this.place = place;
        this.memory = place.memory();
        this.word = place.at() + WORD;
        this.waiters = new Waiters(place, place.at() + WAITERS);
        this.rooms = new Rooms(waiters);
    }

    /// Makes an event that is not set.
    ///
    /// @return the event
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedEvent create() {
        Place place = Kind.EVENT.allocate(BYTES);
        return Site.current().intern(place, new SharedEvent(place));
    }

    /// Makes an event with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedEvent create(String name) {
        return Kind.EVENT.create(name, BYTES, _ -> {});
    }

    /// Finds an event by its name; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static SharedEvent open(String name) {
        return Kind.EVENT.open(name);
    }

    /// Finds an event by its name, or makes it if there is none; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static SharedEvent openOrCreate(String name) {
        return Kind.EVENT.openOrCreate(name, BYTES, _ -> {});
    }

    /// Sets it and lets everybody go on who waits. Does nothing if it is set.
    public void set() {
        while (true) {
            int before = memory.getInt(word);
            if ((before & SET) != 0) {
                return;
            }
            if (memory.compareAndSetInt(word, before, before + 2 | SET)) { // SYNC event-set
                waiters.wakeAll();
                return;
            }
        }
    }

    /// Takes it back. Whoever waited when it was set goes on all the same.
    public void clear() {
        int before = memory.getInt(word);
        while (!memory.compareAndSetInt(word, before, before & ~SET)) {
            before = memory.getInt(word);
        }
    }

    /// Tells whether it is set.
    ///
    /// @return whether it is
    public boolean isSet() {
        return (memory.getInt(word) & SET) != 0;
    }

    /// Waits until it is set.
    ///
    /// @throws InterruptedException if interrupted before or while waiting
    public void await() throws InterruptedException {
        await(Limit.never());
    }

    /// Waits until it is set.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether it was set; false if the time was up
    /// @throws InterruptedException if interrupted before or while waiting
    public boolean await(Duration limit) throws InterruptedException {
        return await(Limit.in(limit));
    }

    /// Waits as [#await(Duration)] does.
    ///
    /// @param time the longest wait; zero or less means "do not wait"
    /// @param unit of the time
    /// @return whether it was set; false if the time was up
    /// @throws InterruptedException if interrupted before or while waiting
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(Limit.inNanos(unit.toNanos(time)));
    }

    private boolean await(Limit limit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        int first = memory.getInt(word);
        return (first & SET) != 0 || rooms.await(first, () -> wasSetSince(first), limit);
    }

    private boolean wasSetSince(int first) {
        int now = memory.getInt(word); // SYNC event-set
        return (now & SET) != 0 || (now ^ first) >>> 1 != 0;
    }

    @Override
    public String toString() {
        return super.toString() + (isSet() ? "[Set]" : "[Not set]");
    }

    @Serial
    private Object writeReplace() {
        return Kind.EVENT.reference(place);
    }
}

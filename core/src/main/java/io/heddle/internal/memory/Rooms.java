package io.heddle.internal.memory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// Where threads of this process wait for things that come one after the other at one shared object, such as
/// the rounds of a barrier: a [WaitingRoom] for each. In one room, somebody whose thing has come would wait
/// behind a leader who waits for a later one.
public final class Rooms {

    private final Waiters waiters;
    private final Map<Long, Room> rooms = new ConcurrentHashMap<>();

    private static final class Room {
        final WaitingRoom room;

        /// Guarded by the map.
        int users;

        Room(Waiters waiters) {
            this.room = new WaitingRoom(waiters);
        }
    }

    /// Opens them.
    ///
    /// @param waiters those who wait in all processes
    public Rooms(Waiters waiters) {
        this.waiters = waiters;
    }

    /// Waits until an attempt succeeds.
    ///
    /// @param which the thing that is waited for
    /// @param attempt tries; it takes nothing from others, and also looks whether whoever stands in the way is
    ///     dead
    /// @param limit how long
    /// @return whether an attempt succeeded; false if the time was up
    /// @throws InterruptedException if interrupted while waiting, and the limit cares for that
    public boolean await(long which, BooleanSupplier attempt, Limit limit)
            throws InterruptedException {
        Room room = enter(which);
        try {
            return room.room.await(attempt, limit);
        } finally {
            leave(which);
        }
    }

    private Room enter(Long which) {
        return rooms.compute(
                which,
                (_, known) -> {
                    Room room = known == null ? new Room(waiters) : known;
                    room.users++;
                    return room;
                });
    }

    private void leave(Long which) {
        rooms.computeIfPresent(which, (_, room) -> --room.users == 0 ? null : room);
        if (rooms.keySet().stream().anyMatch(other -> !other.equals(which))) {
            waiters.wakeOwn();
        }
    }
}

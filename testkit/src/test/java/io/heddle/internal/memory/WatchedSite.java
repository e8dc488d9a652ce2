package io.heddle.internal.memory;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.concurrent.Callable;

/// A participant in this process that does something chosen before one of its accesses to shared objects: it
/// lets another one act, or dies.
final class WatchedSite implements AutoCloseable {

    /// This participant has died.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed by a test", null, false, false);
        }
    }

    private final Site site = new Site(memory -> new WatchedMemory(memory, this::step));

    /// What was taken in, by what others have of it. Written before the participant acts.
    private final IdentityHashMap<Object, Object> here = new IdentityHashMap<>();

    // written before the participant acts, then by whoever acts as it
    private volatile long left = Long.MAX_VALUE;
    private volatile Runnable event = () -> {};
    private volatile boolean dead;

    /// Says what happens before the access with a number, counted from now on.
    void before(long access, Runnable event) {
        this.event = event;
        this.left = access;
    }

    /// Forgets what was to happen, if it has not happened yet.
    ///
    /// @return whether it has
    synchronized boolean disarm() {
        boolean reached = left < 0;
        left = Long.MAX_VALUE;
        return reached;
    }

    /// How many accesses there were, if nothing was to happen.
    synchronized long accesses() {
        return Long.MAX_VALUE - left;
    }

    /// Dies before the access with a number.
    void dieBefore(long access) {
        before(access, this::die);
    }

    private synchronized void step() {
        if (dead) {
            throw new Killed();
        }
        long now = left;
        left = now - 1;
        if (now == 0) {
            event.run();
        }
    }

    /// Takes an object in, as this participant.
    <T> T arrived(T object) {
        return ScopedValue.where(Site.ARRIVAL, site).call(() -> SecondSite.copy(object));
    }

    /// Acts as this participant.
    <T> T within(Callable<T> action) throws Exception {
        return ScopedValue.where(Site.ARRIVAL, site).call(action::call);
    }

    /// Takes objects in, before a part is played.
    void takeIn(Iterable<Object> objects) {
        objects.forEach(object -> here.put(object, arrived(object)));
    }

    @SuppressWarnings("unchecked")
    private <T> T seen(T object) {
        T known = (T) here.get(object);
        return known == null ? arrived(object) : known;
    }

    /// Plays a part as this participant.
    void play(Story.Part part) throws Exception {
        within(() -> {
            part.play(this::seen);
            return this;
        });
    }

    private void die() {
        kill();
        throw new Killed();
    }

    private void end() {
        try {
            site.die();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Dies now, if it has not yet, and for the others too.
    synchronized void kill() {
        if (!dead) {
            dead = true;
            end();
        }
    }

    @Override
    public void close() {
        kill();
    }
}

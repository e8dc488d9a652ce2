package io.heddle.shared;

import io.heddle.internal.memory.LockName;
import io.heddle.internal.memory.Participant;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.WaitCycle;
import io.heddle.internal.memory.Watched;
import io.heddle.spi.CallSite;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// A [SharedLock] as the search for deadlocks sees it.
record LockWatch(SharedLock lock, Place place) implements Watched {

    @Override
    public LockName name() {
        return place.name();
    }

    @Override
    public @Nullable Thread holder() {
        return lock.holderHere();
    }

    @Override
    public @Nullable CallSite takenAt() {
        return lock.takenAt();
    }

    @Override
    public Participant participant() {
        return place.participant();
    }

    @Override
    public Collection<? extends Watched> neighbours() {
        return place.neighbours(SharedLock.class).stream().map(SharedLock::watch).toList();
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

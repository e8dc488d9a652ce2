package io.heddle.stress;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Which blows hit workers in which phases. Written by the killer, read by anybody.
final class KillTable {

    private record Blow(Phase phase, Weapon weapon) {}

    private final Counts<Blow> blows = new Counts<>();

    /// Processes whose JVM was made to crash, and may have left a report.
    private final Set<Long> crashed = ConcurrentHashMap.newKeySet();

    private final AtomicLong misses = new AtomicLong();
    private final AtomicLong kills = new AtomicLong();

    void blow(Phase phase, Weapon weapon, long pid) {
        if (weapon == Weapon.SEGV) {
            crashed.add(pid);
        }
        blows.add(new Blow(phase, weapon));
    }

    /// Notes that nobody was there to be hit.
    void miss() {
        misses.incrementAndGet();
    }

    /// Notes that a process which was hit has ended.
    void kill() {
        kills.incrementAndGet();
    }

    long blows(Phase phase, Weapon weapon) {
        return blows.of(new Blow(phase, weapon));
    }

    long blows(Phase phase) {
        return Arrays.stream(Weapon.values()).mapToLong(weapon -> blows(phase, weapon)).sum();
    }

    Set<Long> crashed() {
        return Set.copyOf(crashed);
    }

    long misses() {
        return misses.get();
    }

    long kills() {
        return kills.get();
    }
}

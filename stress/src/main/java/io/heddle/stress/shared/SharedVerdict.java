package io.heddle.stress.shared;

import io.heddle.stress.Outcome;

/// What a storm over shared objects comes to.
///
/// @param kills how many processes the storm killed
/// @param operations how often an act was played to its end
/// @param hangs how many never ended
/// @param duplicates how many things were handed out twice
/// @param corrupt how many things do not fit together
/// @param leaked how many things are left over or never came back
/// @param lost how many things went down with a process that was killed
record SharedVerdict(
        long kills,
        long operations,
        long hangs,
        long duplicates,
        long corrupt,
        long leaked,
        long lost)
        implements Outcome {

    @Override
    public String line() {
        return "%d kills, %d operations, %d hangs, %d duplicates, %d corrupt, %d leaked; lost only inside killed processes: %d"
                .formatted(kills, operations, hangs, duplicates, corrupt, leaked, lost);
    }

    long faults() {
        return hangs + duplicates + corrupt + leaked;
    }

    @Override
    public boolean isClean() {
        return faults() == 0;
    }
}

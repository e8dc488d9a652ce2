package io.heddle.stress;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a storm is to be like.
///
/// @param length how long it lasts
/// @param seed what the dice decide
/// @param killsPerSecond how often somebody is hit, in the mean
/// @param patience how long anything may take to end after the load has; beyond it, it hangs
/// @param arenas the pools
/// @param kinds the errands
/// @param folder where marks are left, and where no other file may be left
record StormPlan(
        Duration length,
        long seed,
        double killsPerSecond,
        Duration patience,
        List<Arena.Plan> arenas,
        List<ErrandKind> kinds,
        Path folder) {

    StormPlan {
        arenas = List.copyOf(arenas);
        kinds = List.copyOf(kinds);
    }
}

package io.heddle.stress.shared;

import java.nio.file.Path;
import java.time.Duration;

/// What a storm over shared objects is to be like.
///
/// @param length how long it lasts
/// @param seed what the dice decide
/// @param killsPerSecond how many processes are killed, in the mean
/// @param patience how long anything may take; beyond it, it hangs
/// @param processes how many processes play
/// @param folder where the stage is, and where no other file may be left
public record SharedPlan(
        Duration length,
        long seed,
        double killsPerSecond,
        Duration patience,
        int processes,
        Path folder) {}

package io.heddle.stress.shared;

import java.util.SplittableRandom;

/// What is done to a process next, and to which one.
///
/// @param pauseNanos how long nothing is done before
/// @param weapon what is done
/// @param atHeart whether it is aimed at whoever holds what an act depends on
/// @param act whose heart, as a share of all acts
/// @param process which process otherwise, as a share of all
/// @param stopNanos how long it is stopped
record Blow(
        double pauseNanos,
        Weapon weapon,
        boolean atHeart,
        double act,
        double process,
        long stopNanos) {

    /// What is done.
    enum Weapon {
        /// It ends at once.
        KILL,
        /// It stops; a moment later it ends.
        STOP_KILL,
        /// It stops; a moment later it goes on. Nobody may take anything from it.
        PAUSE,
        /// All end at once.
        MASSACRE
    }

    private static final long SHORT_STOP_NANOS = 120_000_000;
    private static final long LONG_STOP_NANOS = 1_500_000_000;

    static Blow of(SplittableRandom dice, double meanPauseNanos) {
        double pause = -Math.log(1 - dice.nextDouble()) * meanPauseNanos;
        long longest = dice.nextInt(6) == 0 ? LONG_STOP_NANOS : SHORT_STOP_NANOS;
        return new Blow(
                pause,
                weapon(dice.nextInt(100)),
                dice.nextInt(3) > 0,
                dice.nextDouble(),
                dice.nextDouble(),
                dice.nextLong(longest));
    }

    private static Weapon weapon(int ticket) {
        if (ticket < 50) {
            return Weapon.KILL;
        }
        if (ticket < 62) {
            return Weapon.STOP_KILL;
        }
        return ticket < 98 ? Weapon.PAUSE : Weapon.MASSACRE;
    }

    /// How many blows it takes until one is deadly, in the mean.
    static final double BLOWS_OF_A_KILL = 1.0 / 0.64;
}

package io.heddle.stress;

import java.util.SplittableRandom;

/// What the dice decided about one attack. Each takes the same number of throws.
///
/// @param pauseNanos how long to wait before it
/// @param arena which pool, as a part of all
/// @param phase what its victim should be about
/// @param weapon what it is hit with
/// @param aimNanos how long to wait between the sight of a victim and the blow
/// @param stopNanos how long a stopped process stays so
/// @param all whether all workers of the pool are hit at once
record Strike(
        long pauseNanos,
        double arena,
        Phase phase,
        Weapon weapon,
        long aimNanos,
        long stopNanos,
        boolean all) {

    private static final double LONGEST_AIM_NANOS = 12e6;
    private static final double LONGEST_START_AIM_NANOS = 200e6;
    private static final long SHORTEST_STOP_NANOS = 20_000_000;
    private static final long LONGEST_STOP_NANOS = 1_500_000_000;
    private static final double PART_OF_ALL = 0.03;

    /// Throws the dice.
    ///
    /// @param meanPauseNanos the pause in the mean; single ones are shorter or much longer
    static Strike of(SplittableRandom dice, double meanPauseNanos) {
        double pause = -Math.log(1 - dice.nextDouble()) * meanPauseNanos;
        double arena = dice.nextDouble();
        Phase phase = Phase.ofTicket(dice.nextInt(100));
        Weapon weapon = Weapon.ofTicket(dice.nextInt(100));
        double aim = dice.nextDouble();
        long stop = dice.nextLong(SHORTEST_STOP_NANOS, LONGEST_STOP_NANOS);
        boolean all = dice.nextDouble() < PART_OF_ALL;
        double longestAim = phase == Phase.STARTING ? LONGEST_START_AIM_NANOS : LONGEST_AIM_NANOS;
        return new Strike(
                (long) pause, arena, phase, weapon, (long) (aim * aim * longestAim), stop, all);
    }
}

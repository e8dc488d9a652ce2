package io.heddle.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Looks at what else the machine does.
///
/// The load average of the last minute contains our own work, so it says something only before the
/// first round. Before each round everybody of ours is idle: what the processors do then, in a pause
/// of a fifth of a second, others do.
///
/// ## Source
/// `proc_stat(5)`: the first line of `/proc/stat`. Where there is none, nothing is said.
final class Quiet {

    private static final Path STAT = Path.of("/proc/stat");
    private static final long PAUSE_MILLIS = 200;
    private static final double MOST_LOAD_PER_CORE = 0.5;
    private static final int IDLE = 4;
    private static final int WAITING_FOR_DISK = 5;

    private double mostSeen;

    /// Waits a moment and tells which share of the processors others have; 0 if that cannot be known.
    double shareOfOthers() throws InterruptedException {
        double share = busyShare().orElse(0.0);
        mostSeen = Math.max(mostSeen, share);
        return share;
    }

    /// The largest share of the processors that others had before a round.
    double mostSeen() {
        return mostSeen;
    }

    /// Says before how many rounds others had too much.
    ///
    /// @param shares before each round
    static Optional<String> warningOf(List<Double> shares) {
        List<Double> loud = shares.stream().filter(share -> share > MOST_LOAD_PER_CORE).toList();
        return loud.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "others kept the processors busy before %d of %d rounds, up to %.0f %%",
                                loud.size(),
                                shares.size(),
                                100 * Collections.max(loud)));
    }

    static Optional<String> warningAtStart(double loadAverage, int cores) {
        return loadAverage > MOST_LOAD_PER_CORE * cores
                ? Optional.of(
                        String.format(
                                Locale.ROOT,
                                "the load average at the start was %.2f on %d cores, more than %.1f for each",
                                loadAverage,
                                cores,
                                MOST_LOAD_PER_CORE))
                : Optional.empty();
    }

    private static Optional<Double> busyShare() throws InterruptedException {
        try {
            long[] before = ticks();
            Thread.sleep(PAUSE_MILLIS);
            long[] after = ticks();
            long all = after[1] - before[1];
            return all <= 0 ? Optional.empty() : Optional.of((double) (after[0] - before[0]) / all);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Ticks in which processors were busy, and all ticks.
    private static long[] ticks() throws IOException {
        String line = Files.readString(STAT).lines().findFirst().orElse("");
        String[] fields = line.trim().split(" +", -1);
        long busy = 0;
        long all = 0;
        for (int i = 1; i < fields.length && i <= 8; i++) { // what follows is counted in these
            long ticks = Long.parseLong(fields[i]);
            all += ticks;
            busy += i == IDLE || i == WAITING_FOR_DISK ? 0 : ticks;
        }
        return new long[] {busy, all};
    }
}

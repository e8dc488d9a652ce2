package io.heddle.console.advise;

import io.heddle.Kind;
import io.heddle.monitor.Advice;
import io.heddle.monitor.Effort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What was measured of a sample, and what follows. This is what `--json` writes.
///
/// @param sample what was measured
/// @param kind how to run more of it: none, threads, processes or coroutines
/// @param workers how many at once; 0 for as many as there are
/// @param advice the same in words
/// @param why what led there
/// @param alone what it did alone
/// @param together what several did at once, or `null` if that would have made no difference
/// @param notes what else was seen
record Finding(
        String sample,
        String kind,
        long workers,
        String advice,
        String why,
        Measured alone,
        @Nullable Measured together,
        List<String> notes) {

    private static final double MUCH_ALLOCATION = 500e6;
    private static final double MOSTLY_COMPUTING = 0.8;

    /// What was measured. Times are seconds, of all runs together.
    ///
    /// @param runs how often it ran
    /// @param elapsedSeconds on the clock
    /// @param computingSeconds on a processor
    /// @param inLineSeconds in the line for one
    /// @param waitingSeconds neither
    /// @param share how much of its time it computes, the line aside
    /// @param allocatedBytes memory that was allocated, given back or not; -1 if that is not known
    record Measured(
            int runs,
            double elapsedSeconds,
            double computingSeconds,
            double inLineSeconds,
            double waitingSeconds,
            double share,
            long allocatedBytes) {

        static Measured of(Effort effort) {
            return new Measured(
                    effort.runs(),
                    effort.elapsed().toNanos() / 1e9,
                    effort.computing().toNanos() / 1e9,
                    effort.inLine().toNanos() / 1e9,
                    effort.waiting().toNanos() / 1e9,
                    effort.share(),
                    effort.allocatedBytes());
        }
    }

    /// Makes the finding for a task.
    static Finding of(String sample, Advice advice, List<String> seen) {
        List<String> notes = new ArrayList<>(seen);
        Effort alone = advice.alone();
        double perSecond = alone.allocatedBytes() / (alone.elapsed().toNanos() / 1e9 + 1e-9);
        if (perSecond > MUCH_ALLOCATION && advice.kind() != Kind.INLINE) {
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "it allocates %.1f GB a second: threads share one heap and its collections, processes have"
                                    + " one each",
                            perSecond / 1e9));
        }
        return new Finding(
                sample,
                word(advice.kind()),
                advice.workers(),
                adviceFor(advice),
                why(advice),
                Measured.of(alone),
                advice.isComparedWithOthers() ? Measured.of(advice.together()) : null,
                notes);
    }

    private static String word(Kind kind) {
        return switch (kind) {
            case INLINE -> "none";
            case THREAD -> "threads";
            case PROCESS -> "processes";
            case COROUTINE -> "coroutines";
        };
    }

    private static String adviceFor(Advice advice) {
        return switch (advice.kind()) {
            case INLINE -> "no pool: call it where you are; for very many, map in chunks";
            case COROUTINE -> "coroutines, as many as there are tasks: TaskPool.coroutines()";
            case THREAD -> "%1$d threads: TaskPool.threads(%1$d)".formatted(advice.workers());
            case PROCESS -> "%1$d processes: TaskPool.processes(%1$d)".formatted(advice.workers());
        };
    }

    private static String why(Advice advice) {
        String share =
                String.format(Locale.ROOT, "%.0f %% of its time", 100 * advice.alone().share());
        return switch (advice.kind()) {
            case INLINE -> "it is over before another thread could begin it";
            case COROUTINE ->
                    "it computes " + share + " and waits for the rest, which is cheapest so";
            case PROCESS ->
                    String.format(
                            Locale.ROOT,
                            "alone it computes %s, among others %.0f %%: they wait for something that they share",
                            share,
                            100 * advice.together().share());
            case THREAD ->
                    advice.alone().share() < MOSTLY_COMPUTING
                            ? "it computes " + share + ": while some wait, others have the cores"
                            : "it computes %s%s: one for each core"
                                    .formatted(
                                            share,
                                            advice.isComparedWithOthers()
                                                    ? ", among others too"
                                                    : "");
        };
    }
}

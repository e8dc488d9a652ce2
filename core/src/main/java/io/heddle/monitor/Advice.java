package io.heddle.monitor;

import io.heddle.Kind;
import io.heddle.Strand;
import io.heddle.Task;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;

/// Which kind of pool suits more tasks like a sample, and how many workers.
///
/// Whoever mostly waits is cheapest as a coroutine. Whoever computes needs as many threads as there are cores,
/// and more of them the more it waits in between. Whoever computes alone and waits as soon as there are several
/// of it uses something that they share; processes have one each. What takes next to no time is run where it is. What is
/// to survive the crash of a task needs processes too, and no measurement tells that.
///
/// @param kind how to run them
/// @param workers how many at once; 0 for as many as there are tasks
/// @param alone what one thread did that ran the sample
/// @param together what several did at once; equal to `alone` if that makes no difference to the advice
public record Advice(Kind kind, long workers, Effort alone, Effort together)
        implements Serializable {

    /// Below this, a task is not worth the way to another thread and back.
    private static final Duration NO_TIME = Duration.ofNanos(20_000);

    /// What takes longer is measured at its first run, and once only.
    private static final Duration LONG = Duration.ofSeconds(1);

    private static final double MOSTLY_WAITING = 0.2;
    private static final double MOSTLY_COMPUTING = 0.8;

    private static final int TIMES = 3;
    private static final int FEWEST_TOGETHER = 4;

    /// Runs a sample a few times and advises. Unless it takes more than a second, it runs once before it is measured, as
    /// the first run of Java code is slow.
    ///
    /// @param sample a typical task, which may be run any number of times and by several threads
    /// @return the advice
    /// @throws InterruptedException if interrupted while it runs; it goes on, *detached*
    /// @throws ExecutionException if the sample fails; the cause says why
    public static Advice on(Task<?> sample) throws InterruptedException, ExecutionException {
        Effort first = measured(sample, 1, 1);
        boolean isLong = first.elapsed().compareTo(LONG) > 0;
        Effort alone = isLong ? first : measured(sample, 1, runs(first));
        Duration own = alone.computing().plus(alone.waiting()); // without the line for a processor
        if (own.dividedBy(alone.runs()).compareTo(NO_TIME) < 0) {
            return new Advice(Kind.INLINE, 1, alone, alone);
        }
        int cores = Strand.cores();
        if (alone.share() <= MOSTLY_WAITING) {
            return new Advice(Kind.COROUTINE, 0, alone, alone);
        }
        if (alone.share() < MOSTLY_COMPUTING || !Effort.knowsLine()) {
            return new Advice(Kind.THREAD, threads(alone.share(), cores), alone, alone);
        }
        Effort together = measured(sample, Math.max(FEWEST_TOGETHER, cores), isLong ? 1 : TIMES);
        Kind kind = together.share() < MOSTLY_COMPUTING ? Kind.PROCESS : Kind.THREAD;
        return new Advice(kind, cores, alone, together);
    }

    /// How many threads keep all cores busy, if each of them waits a part of its time.
    static long threads(double share, int cores) {
        return share >= MOSTLY_COMPUTING ? cores : (long) Math.ceil(cores / share);
    }

    /// What is short is measured often enough to be seen by clocks of any kind.
    private static int runs(Effort first) {
        return Math.clamp(5_000_000 / (first.elapsed().toNanos() + 1), TIMES, 1_000);
    }

    private static Effort measured(Task<?> sample, int threads, int runs)
            throws InterruptedException, ExecutionException {
        CyclicBarrier all = new CyclicBarrier(threads);
        List<Strand<Effort>> measured = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            measured.add(
                    Strand.ofThread()
                            .name("sample")
                            .daemon(true)
                            .start(() -> {
                                var _ = all.await();
                                return Effort.of(sample, runs);
                            }));
        }
        Effort sum = measured.getFirst().get();
        for (Strand<Effort> one : measured.subList(1, threads)) {
            sum = sum.plus(one.get());
        }
        return sum;
    }

    /// Tells whether it mattered what several threads do at once.
    ///
    /// @return whether `together` was measured
    public boolean isComparedWithOthers() {
        return !together.equals(alone);
    }

    /// Says it in a sentence.
    @Override
    public String toString() {
        String share = "it computes %.0f %% of its time".formatted(100 * alone.share());
        return switch (kind) {
            case INLINE -> "no pool: it is over before another thread could begin";
            case COROUTINE -> "coroutines, as many as there are tasks: " + share;
            case THREAD, PROCESS ->
                    "%s, %d of them: %s%s"
                            .formatted(
                                    kind == Kind.PROCESS ? "processes" : "threads",
                                    workers,
                                    share,
                                    isComparedWithOthers()
                                            ? String.format(
                                                    Locale.ROOT,
                                                    ", among others %.0f %%",
                                                    100 * together.share())
                                            : "");
        };
    }
}

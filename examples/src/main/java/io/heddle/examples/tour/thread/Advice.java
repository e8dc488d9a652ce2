package io.heddle.examples.tour.thread;

import io.heddle.Kind;
import io.heddle.Strand;
import io.heddle.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;

/// Which kind of pool suits more tasks like a sample, and how many workers.
///
/// Whoever mostly waits is cheapest as a coroutine. Whoever computes needs as many threads as there are cores,
/// and more of them the more it waits in between. Whoever computes alone and waits as soon as there are several
/// of it uses something that they share; processes have one each. What is to survive the crash of a task needs
/// processes too, and no measurement tells that.
///
/// @param kind how to run them
/// @param workers how many at once; 0 for as many as there are tasks
/// @param alone how much of its time the sample computes
/// @param together the same if several run at once; -1 if that makes no difference to the advice
record Advice(Kind kind, long workers, double alone, double together) {

    private static final double MOSTLY_WAITING = 0.2;
    private static final double MOSTLY_COMPUTING = 0.8;

    private static final int TIMES = 3;
    private static final int FEWEST_TOGETHER = 4;

    /// Runs a sample a few times and advises.
    ///
    /// @param sample a typical task, which may be run any number of times and by several threads
    static Advice on(Task<?> sample) throws InterruptedException, ExecutionException {
        int cores = Strand.cores();
        double alone = share(sample, 1);
        if (alone <= MOSTLY_WAITING) {
            return new Advice(Kind.COROUTINE, 0, alone, -1);
        }
        if (alone < MOSTLY_COMPUTING || !Effort.knowsLine()) {
            return new Advice(Kind.THREAD, (long) Math.ceil(cores / alone), alone, -1);
        }
        double together = share(sample, Math.max(FEWEST_TOGETHER, cores));
        Kind kind = together < MOSTLY_COMPUTING ? Kind.PROCESS : Kind.THREAD;
        return new Advice(kind, cores, alone, together);
    }

    private static double share(Task<?> sample, int threads)
            throws InterruptedException, ExecutionException {
        CyclicBarrier all = new CyclicBarrier(threads);
        List<Strand<Effort>> measured = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            measured.add(
                    Strand.ofThread()
                            .name("sample")
                            .start(() -> {
                                var _ = all.await();
                                return Effort.of(sample, TIMES);
                            }));
        }
        Effort sum = measured.getFirst().get();
        for (Strand<Effort> one : measured.subList(1, threads)) {
            sum = sum.plus(one.get());
        }
        return sum.share();
    }

    @Override
    public String toString() {
        String who = kind.name().toLowerCase(Locale.ROOT);
        String plural = kind == Kind.PROCESS ? "processes" : who + "s";
        String many = workers == 0 ? "as many as there are tasks" : workers + " of them";
        String others = together < 0 ? "" : ", among others %.0f %%".formatted(100 * together);
        return "%s, %s: it computes %.0f %% of its time%s"
                .formatted(plural, many, 100 * alone, others);
    }
}

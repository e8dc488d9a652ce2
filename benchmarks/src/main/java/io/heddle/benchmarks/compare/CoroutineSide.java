package io.heddle.benchmarks.compare;

import io.heddle.coroutine.CoroutineScope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;

/// Very many coroutines, each of which does next to nothing.
final class CoroutineSide {

    /// How many threads are kept in one array: a million of them in one would be a humongous object, which
    /// burdens every collection until the next marking, those in the rounds of others too.
    private static final int PAGE = 8_192;

    private static final ScopedValue<FutureTask<?>> SELF = ScopedValue.newInstance();

    private CoroutineSide() {}

    static Contestant.Side scope(int count) {
        return () -> {
            LongAdder sum = new LongAdder();
            long begin = System.nanoTime();
            spawnAndJoin(count, sum);
            return checked(sum, count, begin);
        };
    }

    private static void spawnAndJoin(int count, LongAdder sum)
            throws InterruptedException, ExecutionException {
        try (CoroutineScope scope = CoroutineScope.open()) {
            for (int i = 0; i < count; i++) {
                var _ = scope.spawn(() -> sum.increment());
            }
            scope.joinAll();
        }
    }

    static Contestant.Side bare(int count) {
        return () -> {
            LongAdder sum = new LongAdder();
            List<Thread[]> pages = new ArrayList<>();
            long begin = System.nanoTime();
            for (int left = count; left > 0; left -= PAGE) {
                pages.add(started(Math.min(left, PAGE), sum));
            }
            for (Thread[] page : pages) {
                for (Thread thread : page) {
                    thread.join();
                }
            }
            return checked(sum, count, begin);
        };
    }

    private static Thread[] started(int count, LongAdder sum) {
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            threads[i] = Thread.startVirtualThread(sum::increment);
        }
        return threads;
    }

    /// Threads that leave a result somebody can ask for, and that know who they are: the least that a scope
    /// adds to a bare thread, by the JDK's own means. Nobody could cancel them, and no scope knows them.
    static Contestant.Side results(int count) {
        return () -> {
            LongAdder sum = new LongAdder();
            List<FutureTask<?>[]> pages = new ArrayList<>();
            long begin = System.nanoTime();
            for (int left = count; left > 0; left -= PAGE) {
                pages.add(asked(Math.min(left, PAGE), sum));
            }
            for (FutureTask<?>[] page : pages) {
                for (FutureTask<?> result : page) {
                    var _ = result.get();
                }
            }
            return checked(sum, count, begin);
        };
    }

    private static FutureTask<?>[] asked(int count, LongAdder sum) {
        FutureTask<?>[] results = new FutureTask<?>[count];
        for (int i = 0; i < count; i++) {
            FutureTask<?> result = new FutureTask<>(sum::increment, null);
            results[i] = result;
            var _ = Thread.startVirtualThread(() -> ScopedValue.where(SELF, result).run(result));
        }
        return results;
    }

    static Contestant.Side executor(int count) {
        return () -> {
            LongAdder sum = new LongAdder();
            long begin = System.nanoTime();
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < count; i++) {
                    executor.execute(sum::increment);
                }
            }
            return checked(sum, count, begin);
        };
    }

    private static Round checked(LongAdder sum, int count, long begin) {
        long nanos = System.nanoTime() - begin;
        if (sum.sum() != count) {
            throw new IllegalStateException("not all have run: " + sum + " of " + count);
        }
        return Round.of((double) nanos / count);
    }
}

package io.heddle.benchmarks.compare;

import io.heddle.coroutine.CoroutineScope;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;

/// Very many coroutines, each of which does next to nothing.
final class CoroutineSide {

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
            Thread[] threads = new Thread[count];
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                threads[i] = Thread.startVirtualThread(sum::increment);
            }
            for (Thread thread : threads) {
                thread.join();
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

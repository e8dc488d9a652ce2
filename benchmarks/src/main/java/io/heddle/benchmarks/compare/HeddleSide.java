package io.heddle.benchmarks.compare;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What Heddle does, by its public interface and with its defaults.
abstract class HeddleSide implements Contestant.Side {

    private static final int FIRST_TASKS = 100;

    static final int MAP_ITEMS = 1_000_000;
    static final int PAYLOAD_BYTES = 16 << 20;

    /// Starts a child process for one lambda and waits for its result, and perhaps its end.
    static Contestant.Side cold(int starts, boolean untilEnd) {
        return () -> {
            long nanos = 0;
            for (int i = 0; i < starts; i++) {
                long begin = System.nanoTime();
                ProcessStrand<Integer> strand = Strand.ofProcess().start(() -> 42);
                requireEqual(42, strand.get());
                if (untilEnd) {
                    strand.join();
                    nanos += System.nanoTime() - begin;
                } else {
                    nanos += System.nanoTime() - begin;
                    strand.join(); // so that its end does not disturb the next
                }
            }
            return Round.of(nanos / Round.NANOS_PER_MILLI / starts);
        };
    }

    static Contestant.Side roundTrip(int workers, int operations) {
        return new OfPool(workers) {
            @Override
            public Round round() throws Exception {
                long[] nanos = new long[operations];
                for (int i = 0; i < operations; i++) {
                    long begin = System.nanoTime();
                    pool.submit(() -> {}).get();
                    nanos[i] = System.nanoTime() - begin;
                }
                return new Round(
                        Arrays.stream(nanos).sum() / Round.NANOS_PER_MICRO / operations, nanos);
            }
        };
    }

    static Contestant.Side pipelined(int workers, int operations) {
        return new OfPool(workers) {
            @Override
            public Round round() throws Exception {
                return Round.of(operations * Round.NANOS_PER_SECOND / burst(pool, operations));
            }
        };
    }

    /// Bursts of so many tasks, as often as it takes to do at least some number of them.
    static Contestant.Side bursts(int workers, int tasks, int least) {
        int bursts = Math.max(1, least / tasks);
        return new OfPool(workers) {
            @Override
            public Round round() throws Exception {
                long nanos = 0;
                for (int i = 0; i < bursts; i++) {
                    nanos += burst(pool, tasks);
                }
                return Round.of(nanos / Round.NANOS_PER_MICRO / bursts / tasks);
            }
        };
    }

    /// Submits tasks, waits for all, and tells how many nanoseconds that took.
    private static long burst(TaskPool pool, int tasks) throws Exception {
        List<Future<?>> futures = new ArrayList<>(tasks);
        long begin = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            futures.add(pool.submit(() -> {}));
        }
        for (Future<?> future : futures) {
            future.get();
        }
        return System.nanoTime() - begin;
    }

    static Contestant.Side map(int workers, int items) {
        List<Integer> inputs = IntStream.range(0, items).boxed().toList();
        return new OfPool(workers) {
            @Override
            public Round round() throws Exception {
                long begin = System.nanoTime();
                List<Integer> results = pool.map(n -> n + 1, inputs);
                long nanos = System.nanoTime() - begin;
                requireEqual(items, results.size());
                requireEqual(items, results.getLast());
                return Round.of((double) nanos / items);
            }
        };
    }

    static Contestant.Side bytes(int workers, int size, int operations) {
        byte[] data = new byte[size];
        new Random(1).nextBytes(data);
        return new OfPool(workers) {
            @Override
            public Round round() throws Exception {
                byte[] back = data;
                long begin = System.nanoTime();
                for (int i = 0; i < operations; i++) {
                    back = there(pool, data).get();
                }
                long nanos = System.nanoTime() - begin;
                if (back == data || !Arrays.equals(back, data)) {
                    throw new IllegalStateException("wrong bytes came back");
                }
                return Round.of(nanos / Round.NANOS_PER_MILLI / operations);
            }
        };
    }

    /// In a method of its own: a lambda takes everything along that it names.
    private static TaskFuture<byte[]> there(TaskPool pool, byte[] data) {
        Task<byte[]> identity = () -> data;
        return pool.submit(identity);
    }

    private static void requireEqual(int expected, @Nullable Integer actual) {
        if (actual == null || actual != expected) {
            throw new IllegalStateException(
                    "a wrong result: expected=%d actual=%s".formatted(expected, actual));
        }
    }

    /// Has a pool that is open and warm.
    private abstract static class OfPool extends HeddleSide {

        final TaskPool pool;

        OfPool(int workers) {
            this.pool = TaskPool.processes(workers);
            try {
                burst(pool, FIRST_TASKS);
            } catch (Exception e) {
                pool.shutdownNow();
                throw new IllegalStateException("the pool does not work: " + e, e);
            }
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}

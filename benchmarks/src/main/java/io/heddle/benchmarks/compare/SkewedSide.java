package io.heddle.benchmarks.compare;

import io.heddle.Task;
import io.heddle.TaskPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;

/// Items of which one in fifty takes a hundred times as long, shared out in chunks.
abstract class SkewedSide implements Contestant.Side {

    static final int ITEMS = 1_000;
    static final int ONE_IN = 50;
    static final int TIMES = 100;

    private static final int SHORT_STEPS = 50_000;
    private static final int TRIES = 3;
    private static final int WARM_UPS = 5;
    private static final List<Integer> SIZES = List.of(1, 2, 4, 8, 16, 32, 64, 128, 250, 500);

    /// How many units of work each item has; the same for everybody. Long ones lie where they fall.
    static List<Integer> items() {
        List<Integer> items = new ArrayList<>(Collections.nCopies(ITEMS, 1));
        Collections.fill(items.subList(0, ITEMS / ONE_IN), TIMES);
        Collections.shuffle(items, new Random(1));
        return items;
    }

    /// Chunks of the size that Heddle chooses.
    static Contestant.Side adaptive(int workers) throws Exception {
        SkewedSide side =
                new SkewedSide(workers) {
                    @Override
                    List<Integer> run() throws Exception {
                        return pool.map(SkewedSide::work, items());
                    }
                };
        try {
            side.warmUp();
            return side;
        } catch (Exception e) {
            side.close();
            throw e;
        }
    }

    /// Chunks of the one fixed size that is the best of many on this machine, which is tried out when
    /// this gets ready.
    static Contestant.Side bestFixed(int workers) throws Exception {
        Fixed side = new Fixed(workers);
        try {
            Map<Integer, Double> medians = new LinkedHashMap<>();
            side.warmUp();
            for (int size : SIZES) {
                side.size = size;
                double[] values = new double[TRIES];
                for (int i = 0; i < TRIES; i++) {
                    values[i] = side.round().value();
                }
                medians.put(size, Statistics.median(values));
            }
            side.size = bestOf(medians);
            return side;
        } catch (Exception e) {
            side.close();
            throw e;
        }
    }

    static int bestOf(Map<Integer, Double> medians) {
        return medians.entrySet().stream()
                .min(Comparator.comparingDouble(Map.Entry::getValue))
                .orElseThrow()
                .getKey();
    }

    /// Cuts a list into pieces of a size; the last may be shorter.
    static <T> List<List<T>> chunks(List<T> all, int size) {
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            chunks.add(new ArrayList<>(all.subList(from, Math.min(from + size, all.size()))));
        }
        return chunks;
    }

    private static final class Fixed extends SkewedSide {

        private int size = 1;

        Fixed(int workers) {
            super(workers);
        }

        @Override
        List<Integer> run() throws Exception {
            List<Future<List<Integer>>> futures = new ArrayList<>();
            for (List<Integer> chunk : chunks(items(), size)) {
                futures.add(pool.submit(workOn(chunk)));
            }
            List<Integer> results = new ArrayList<>(ITEMS);
            for (Future<List<Integer>> future : futures) {
                results.addAll(future.get());
            }
            return results;
        }

        private static Task<List<Integer>> workOn(List<Integer> chunk) {
            return () -> new ArrayList<>(chunk.stream().map(SkewedSide::work).toList());
        }
    }

    /// Computes for as long as its units say; how long that is depends on the machine, for all alike.
    private static int work(int units) {
        int value = units;
        for (long i = 0; i < (long) units * SHORT_STEPS; i++) {
            value ^= value << 13; // a compiler cannot fold several of these steps into one
            value ^= value >>> 17;
            value ^= value << 5;
        }
        return value == 0 ? 1 : units; // the value is looked at, so that it is computed
    }

    final TaskPool pool;

    private SkewedSide(int workers) {
        this.pool = TaskPool.processes(workers);
    }

    /// Does all items and gives the results in order.
    abstract List<Integer> run() throws Exception;

    /// As many rounds as it takes until the workers' code is compiled.
    void warmUp() throws Exception {
        for (int i = 0; i < WARM_UPS; i++) {
            round();
        }
    }

    @Override
    public Round round() throws Exception {
        long begin = System.nanoTime();
        List<Integer> results = run();
        long nanos = System.nanoTime() - begin;
        if (!results.equals(items())) {
            throw new IllegalStateException("wrong results");
        }
        return Round.of(nanos / Round.NANOS_PER_MILLI);
    }

    @Override
    public void close() {
        pool.close();
    }
}

package io.heddle.benchmarks.compare;

import io.heddle.Task;
import io.heddle.TaskPool;
import io.heddle.cluster.Cluster;
import io.heddle.testkit.LoopbackServer;
import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RExecutorService;
import org.redisson.api.RedissonClient;

/// Tasks through a server to a worker on the same machine, as our cluster does it and as the bare engine does. Both
/// use one server at the same time, which writes down what it answers.
abstract class ClusterSide implements Contestant.Side {

    /// How many items are mapped at once: one second for them is what we want at most.
    static final int MAP_ITEMS = 5_000;

    private static final int FIRST_TASKS = 100;

    /// The server of all sides that are open, and how many those are. Guarded by the class.
    private static @Nullable LoopbackServer server;

    private static int sides;

    final int port;
    private final Process hand;

    private ClusterSide(String kind) throws Exception {
        ClusterHand.silenceClient();
        this.port = enter();
        try {
            this.hand = hand(kind, port);
        } catch (Exception e) {
            leave();
            throw e;
        }
    }

    private static synchronized int enter() {
        LoopbackServer open = server;
        if (open == null) {
            open = new LoopbackServer(ClusterHand.options(1).token(), LoopbackServer.DURABLE);
            server = open;
        }
        sides++;
        return open.port();
    }

    private static synchronized void leave() {
        sides--;
        if (sides == 0 && server != null) {
            server.close();
            server = null;
        }
    }

    static Process hand(String kind, int port) throws Exception {
        Process process =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ClusterHand.class.getName(),
                                kind,
                                Integer.toString(port))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        if (!ClusterHand.READY.equals(line)) {
            process.destroyForcibly();
            throw new IllegalStateException("a worker did not get ready: said=" + line);
        }
        return process;
    }

    @Override
    public void close() throws Exception {
        hand.getOutputStream().close();
        if (!hand.waitFor(10, TimeUnit.SECONDS)) {
            hand.destroyForcibly().waitFor();
        }
        leave();
    }

    static Task<Integer> add(int n) {
        return () -> n + 1;
    }

    // ---- bursts of single tasks --------------------------------------------------------------

    static Contestant.Side heddle(int tasks) throws Exception {
        return new Ours() {
            @Override
            public Round round() throws Exception {
                return burst(tasks);
            }
        };
    }

    static Contestant.Side bare(int tasks) throws Exception {
        return new Bare() {
            @Override
            public Round round() throws Exception {
                return burst(tasks);
            }
        };
    }

    // ---- one after the other -----------------------------------------------------------------

    static Contestant.Side heddleRoundTrip(int tasks) throws Exception {
        return new Ours() {
            @Override
            public Round round() throws Exception {
                return oneByOne(tasks);
            }
        };
    }

    static Contestant.Side bareRoundTrip(int tasks) throws Exception {
        return new Bare() {
            @Override
            public Round round() throws Exception {
                return oneByOne(tasks);
            }
        };
    }

    static Contestant.Side map(int times) throws Exception {
        List<Integer> items = IntStream.range(0, MAP_ITEMS).boxed().toList();
        return new Ours() {
            @Override
            public Round round() throws Exception {
                long[] nanos = new long[times];
                long all = 0;
                for (int i = 0; i < times; i++) {
                    long begin = System.nanoTime();
                    List<Integer> results = pool.map(n -> n + 1, items);
                    nanos[i] = System.nanoTime() - begin;
                    all += nanos[i];
                    requireEqual(MAP_ITEMS, results.size());
                    requireEqual(MAP_ITEMS, results.getLast());
                }
                return new Round(times * MAP_ITEMS * Round.NANOS_PER_SECOND / all, nanos);
            }
        };
    }

    private static void requireEqual(int expected, Object actual) {
        if (!Integer.valueOf(expected).equals(actual)) {
            throw new IllegalStateException(
                    "a wrong result: expected=%d actual=%s".formatted(expected, actual));
        }
    }

    /// Submits tasks, waits for all, and gives milliseconds for each.
    final Round burst(int tasks) throws Exception {
        List<Future<?>> futures = new ArrayList<>(tasks);
        long begin = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            futures.add(submit(i));
        }
        for (int i = 0; i < tasks; i++) {
            requireEqual(i + 1, result(futures.get(i).get()));
        }
        return Round.of((System.nanoTime() - begin) / Round.NANOS_PER_MILLI / tasks);
    }

    final Round oneByOne(int tasks) throws Exception {
        long[] nanos = new long[tasks];
        long all = 0;
        for (int i = 0; i < tasks; i++) {
            long begin = System.nanoTime();
            requireEqual(i + 1, result(submit(i).get()));
            nanos[i] = System.nanoTime() - begin;
            all += nanos[i];
        }
        return new Round(all / Round.NANOS_PER_MILLI / tasks, nanos);
    }

    abstract Future<?> submit(int n) throws Exception;

    abstract Object result(Object answer) throws Exception;

    private abstract static class Ours extends ClusterSide {

        final Cluster cluster;
        final TaskPool pool;

        Ours() throws Exception {
            super("heddle");
            cluster = Cluster.join(ClusterHand.options(port));
            pool = cluster.pool();
            burst(FIRST_TASKS);
        }

        @Override
        Future<?> submit(int n) {
            return pool.submit(add(n));
        }

        @Override
        Object result(Object answer) {
            return answer;
        }

        @Override
        public void close() throws Exception {
            pool.close();
            cluster.close();
            super.close();
        }
    }

    private abstract static class Bare extends ClusterSide {

        private final RedissonClient client;
        private final RExecutorService executor;
        private long submitted;

        Bare() throws Exception {
            super(ClusterHand.BARE);
            client = ClusterHand.bareClient(port);
            executor = client.getExecutorService(ClusterHand.bareExecutor());
            burst(FIRST_TASKS);
        }

        /// Without waiting for the server, as ours does too.
        @Override
        Future<?> submit(int n) throws Exception {
            String id = Long.toString(submitted++);
            return executor.submitAsync(new BareEnvelope(id, add(n))).toCompletableFuture();
        }

        @Override
        Object result(Object answer) throws Exception {
            return BareEnvelope.decode((byte[]) answer);
        }

        @Override
        public void close() throws Exception {
            client.shutdown();
            super.close();
        }
    }
}

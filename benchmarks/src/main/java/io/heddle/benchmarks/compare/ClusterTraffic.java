package io.heddle.benchmarks.compare;

import io.heddle.TaskPool;
import io.heddle.cluster.Cluster;
import io.heddle.testkit.LoopbackServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Counts what a task of a cluster costs the server: commands, bytes and processor time, as the server itself counts
/// them. `docs/design/scale.md` is made from what this prints.
///
/// ## Source
/// The command `INFO` of Redis and Valkey: `commandstats`, `total_net_input_bytes`, `used_cpu_user`.
final class ClusterTraffic {

    private static final int TASKS = 2_000;
    private static final int SINGLE = 200;
    private static final int ITEMS = 100_000;
    private static final int IDLE_SECONDS = 10;

    /// What the server has counted so far.
    private record Count(Map<String, Double> calls, double in, double out, double cpuSeconds) {

        static Count of(LoopbackServer server) throws IOException {
            Map<String, Double> calls = new TreeMap<>();
            double in = 0;
            double out = 0;
            double cpu = 0;
            for (String line :
                    (server.say("INFO commandstats")
                                    + server.say("INFO stats")
                                    + server.say("INFO cpu"))
                            .lines()
                            .toList()) {
                String[] pair = line.split(":", 2);
                if (line.startsWith("cmdstat_")) {
                    calls.put(
                            pair[0].substring("cmdstat_".length()),
                            Double.valueOf(pair[1].replaceAll("calls=(\\d+),.*", "$1")));
                } else if (line.startsWith("total_net_input_bytes")) {
                    in = Double.parseDouble(pair[1]);
                } else if (line.startsWith("total_net_output_bytes")) {
                    out = Double.parseDouble(pair[1]);
                } else if (line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:")) {
                    cpu += Double.parseDouble(pair[1]);
                }
            }
            return new Count(calls, in, out, cpu);
        }
    }

    private final LoopbackServer server;
    private final List<Process> hands = new ArrayList<>();

    private ClusterTraffic(LoopbackServer server) {
        this.server = server;
    }

    static void main(String[] arguments) throws Exception {
        ClusterHand.silenceClient();
        System.out.println(Machine.here().line());
        try (LoopbackServer server =
                new LoopbackServer(ClusterHand.options(1).token(), LoopbackServer.DURABLE)) {
            new ClusterTraffic(server).tell();
        }
    }

    private void tell() throws Exception {
        try (Cluster cluster = Cluster.join(ClusterHand.options(server.port()));
                TaskPool pool = cluster.pool()) {
            addHand();
            burst(pool, TASKS); // warm
            report(TASKS + " tasks at once", TASKS, () -> burst(pool, TASKS));
            report(
                    SINGLE + " tasks one by one",
                    SINGLE,
                    () -> {
                        for (int i = 0; i < SINGLE; i++) {
                            pool.submit(ClusterSide.add(i)).get();
                        }
                    });
            List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
            report(ITEMS + " items of a map", ITEMS, () -> pool.map(n -> n + 1, items));
            report("a second with nothing to do, one worker", IDLE_SECONDS, this::idle);
            addHand();
            addHand();
            report("a second with nothing to do, three workers", IDLE_SECONDS, this::idle);
            report(TASKS + " tasks at once, three workers", TASKS, () -> burst(pool, TASKS));
        } finally {
            for (Process hand : hands) {
                hand.getOutputStream().close();
                if (!hand.waitFor(10, TimeUnit.SECONDS)) {
                    hand.destroyForcibly().waitFor();
                }
            }
        }
    }

    private void addHand() throws Exception {
        Process hand = ClusterSide.hand("heddle", server.port());
        hands.add(hand);
    }

    private void idle() throws InterruptedException {
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
    }

    private static void burst(TaskPool pool, int tasks) throws Exception {
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            futures.add(pool.submit(ClusterSide.add(i)));
        }
        for (Future<?> future : futures) {
            future.get();
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void report(String title, int units, Work work) throws Exception {
        Count before = Count.of(server);
        long begin = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - begin) / Round.NANOS_PER_SECOND;
        Count after = Count.of(server);
        System.out.printf(
                Locale.ROOT,
                "%s: each: %.3f ms, %.0f bytes to the server, %.0f from it, %.1f µs of its processor%n",
                title,
                1_000 * seconds / units,
                (after.in() - before.in()) / units,
                (after.out() - before.out()) / units,
                1e6 * (after.cpuSeconds() - before.cpuSeconds()) / units);
        after.calls()
                .forEach((name, calls) -> {
                    double each = (calls - before.calls().getOrDefault(name, 0.0)) / units;
                    if (each >= 0.005) {
                        System.out.printf(Locale.ROOT, "    %-12s %.2f%n", name, each);
                    }
                });
    }
}

package io.heddle.examples;

import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.Strand;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import io.heddle.WorkerDiedException;
import io.heddle.command.Command;
import io.heddle.command.CommandResult;
import io.heddle.command.OutputTo;
import io.heddle.manager.Manager;
import io.heddle.shared.Deadlock;
import io.heddle.shared.Deadlocks;
import io.heddle.shared.HeddleLock;
import io.heddle.shared.SharedArray;
import io.heddle.shared.SharedLong;
import io.heddle.supervision.ChildSpec;
import io.heddle.supervision.HealthCheck;
import io.heddle.supervision.RestartPolicy;
import io.heddle.supervision.Supervisor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// What the how-tos show.
public final class HowToByExample {

    private static final int LIMIT_SECONDS = 20;

    private HowToByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        System.out.println(
                "parsed: " + parsed(List.of("a b", "crash", "c"), Duration.ofSeconds(20)));
        System.out.println("hung: " + parsed(List.of("hang"), Duration.ofMillis(300)));
        System.out.println(
                "limited: " + limited(200_000, List.of("echo", "small enough")).stdout());
        System.out.println("Ctrl-C: " + stopped());
        System.out.println("counted: " + counted());
        System.out.println("deadlock: " + deadlock());
        System.out.println("sum: " + sumOfAll(1_000_000));
        System.out.println("in stock: " + stocked());
        System.out.println("lines: " + lines());
        System.out.println("kept running: " + keptRunning());
        System.out.println("printed by tasks: " + printed());
    }

    static List<String> parsed(List<String> documents, Duration limit) throws InterruptedException {
        // tag::parser[]
        try (TaskPool parsers =
                TaskPool.ofProcesses()
                        .workers(2)
                        .spares(1) // takes the place of one that dies
                        .maxHeapBytes(64L << 20)
                        .taskTimeout(limit)
                        .build()) {
            List<TaskFuture<Integer>> pages =
                    documents.stream()
                            .map(text -> parsers.submit(TaskOptions.named(text), () -> parse(text)))
                            .toList();
            List<String> results = new ArrayList<>();
            for (TaskFuture<Integer> page : pages) {
                results.add(page.name() + ": " + verdict(page));
            }
            return results;
        }
        // end::parser[]
    }

    // tag::verdict[]
    static String verdict(TaskFuture<Integer> page) throws InterruptedException {
        try {
            return page.get() + " words";
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case WorkerDiedException death -> "the parser crashed: " + death.kind();
                case TaskTimeoutException late -> "the parser hangs";
                case null, default -> "no document: " + e.getCause();
            };
        }
    }

    // end::verdict[]

    /// A parser as one meets it in the wild.
    private static int parse(String text) {
        if (text.equals("crash")) {
            Runtime.getRuntime().halt(134); // as after abort() in native code
        }
        while (text.equals("hang")) {
            Thread.onSpinWait();
        }
        return text.split(" ").length;
    }

    // tag::script[]
    static CommandResult limited(int kibibytes, List<String> program) throws InterruptedException {
        String limits = "ulimit -v " + kibibytes + "; exec \"$@\"";
        List<String> line = new ArrayList<>(List.of("sh", "-c", limits, "sh"));
        line.addAll(program); // as they are: no shell looks at them
        return Command.of(line).timeout(Duration.ofSeconds(2)).maxOutputBytes(1 << 20).run();
    }

    // end::script[]

    static String stopped() throws InterruptedException, ExecutionException {
        // tag::stop[]
        try (TaskPool pool = TaskPool.processes(1);
                var _ = Signals.on(Signal.INT, () -> pool.shutdownNow())) {
            TaskFuture<String> work = pool.submit(() -> longWork());
            return work.get();
        } catch (CancellationException e) {
            return "stopped, and everything is tidied up"; // no worker is left here
        }
        // end::stop[]
    }

    /// Works until somebody presses Ctrl-C, which happens at once.
    private static String longWork() throws InterruptedException {
        ProcessHandle.current().parent().ifPresent(program -> Signals.send(program, Signal.INT));
        Thread.sleep(Duration.ofDays(1));
        return "done";
    }

    static long counted() throws InterruptedException, ExecutionException {
        // tag::counter[]
        SharedLong words = SharedLong.create(0);
        try (TaskPool pool = TaskPool.processes(2)) {
            List<String> lines = List.of("warp and weft", "a shuttle", "one heddle each");
            pool.map(line -> words.addAndGet(line.split(" ").length), lines);
        }
        return words.get(); // 8
        // end::counter[]
    }

    static Set<String> deadlock() throws InterruptedException {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        // tag::listen[]
        Consumer<Deadlock> listener =
                deadlock -> deadlock.members().forEach(member -> told.add(sentence(member)));
        Deadlocks.onDetected(listener);
        // end::listen[]
        CyclicBarrier bothHaveOne = new CyclicBarrier(2);
        try {
            // tag::deadlock[]
            HeddleLock orders = HeddleLock.create("orders");
            HeddleLock stock = HeddleLock.create("stock");
            Strand<?> seller =
                    Strand.ofThread()
                            .name("seller")
                            .start(() -> takeBoth(orders, stock, bothHaveOne));
            Strand<?> buyer =
                    Strand.ofThread()
                            .name("buyer")
                            .start(() -> takeBoth(stock, orders, bothHaveOne));
            // end::deadlock[]
            seller.join();
            buyer.join();
            Set<String> members = new TreeSet<>();
            for (int i = 0; i < 2; i++) {
                members.add(String.valueOf(told.poll(LIMIT_SECONDS, TimeUnit.SECONDS)));
            }
            return members;
        } finally {
            Deadlocks.forget(listener);
        }
    }

    // tag::sentence[]
    static String sentence(Deadlock.Member member) {
        return member.thread() + " waits for " + member.wanted() + " and holds " + member.held();
    }

    // end::sentence[]

    // tag::both[]
    static void takeBoth(HeddleLock first, HeddleLock second, CyclicBarrier bothHaveOne)
            throws Exception {
        first.lockInterruptibly();
        try {
            var _ = bothHaveOne.await(); // bad luck, made certain
            second.lockInterruptibly(); // one of the two gets a DeadlockException
            second.unlock();
        } finally {
            first.unlock();
        }
    }

    // end::both[]

    static double sumOfAll(int length) throws InterruptedException, ExecutionException {
        // tag::array[]
        int parts = 2;
        try (SharedArray.OfDouble samples = SharedArray.ofDoubles(length);
                TaskPool pool = TaskPool.processes(parts)) {
            for (int i = 0; i < length; i++) {
                samples.setPlain(i, i % 10);
            }
            List<TaskFuture<Double>> sums =
                    IntStream.range(0, parts)
                            .mapToObj(part -> pool.submit(() -> sum(samples, part, parts)))
                            .toList();
            double sum = 0;
            for (TaskFuture<Double> one : sums) {
                sum += one.get();
            }
            return sum; // the numbers themselves have not travelled
        }
        // end::array[]
    }

    // tag::part[]
    static double sum(SharedArray.OfDouble samples, int part, int parts) {
        int begin = (int) ((long) samples.length() * part / parts);
        int end = (int) ((long) samples.length() * (part + 1) / parts);
        double sum = 0;
        for (int i = begin; i < end; i++) {
            sum += samples.getPlain(i);
        }
        return sum;
    }

    // end::part[]

    // tag::pipeline[]
    static void countNames(Path names, Path counts) throws InterruptedException {
        Command.of("sort")
                .input(names) // from a file to a file: nothing of it comes into this process
                .pipeTo(Command.of("uniq", "-c"))
                .stdout(OutputTo.file(counts))
                .timeout(Duration.ofSeconds(20))
                .pipefail()
                .check()
                .run();
    }

    // end::pipeline[]

    static List<String> lines() throws InterruptedException {
        // tag::lines[]
        List<String> seen = new ArrayList<>();
        Command.of("seq", "3").stdout(OutputTo.lines(seen::add)).check().run();
        return seen; // 1, 2, 3: each as soon as it was there
        // end::lines[]
    }

    static List<String> keptRunning() throws InterruptedException {
        // tag::keep[]
        try (Supervisor services =
                Supervisor.oneForOne()
                        .name("services")
                        .intensity(5, Duration.ofMinutes(1)) // a sixth restart, and it gives up
                        .child(
                                ChildSpec.process("indexer", () -> index())
                                        .healthCheck(
                                                HealthCheck.every(
                                                        Duration.ofSeconds(10), () -> isWell())))
                        .child(
                                ChildSpec.command(
                                        "tunnel",
                                        Command.of("sleep", "1000").stdout(OutputTo.discard())))
                        .child(
                                ChildSpec.thread("clean up once", () -> cleanUp())
                                        .restart(RestartPolicy.ON_FAILURE))
                        .start()) {
            return services.snapshot().children().stream().map(c -> c.name()).toList();
        } // all are stopped, the last one first
        // end::keep[]
    }

    private static void index() throws InterruptedException {
        Thread.sleep(Duration.ofDays(1));
    }

    private static boolean isWell() {
        return true;
    }

    private static void cleanUp() {
        Thread.onSpinWait();
    }

    static List<String> printed() throws InterruptedException, ExecutionException {
        // tag::output[]
        List<String> seen = new CopyOnWriteArrayList<>();
        try (TaskPool pool =
                TaskPool.ofProcesses()
                        .workers(1)
                        .output(TaskOutput.lines(l -> seen.add(l.taskName() + ": " + l.text())))
                        .build()) {
            pool.submit(TaskOptions.named("a.pdf"), () -> System.out.println("3 pages")).get();
            pool.submit(TaskOptions.named("b.pdf"), () -> System.out.println("1 page")).get();
        }
        return seen; // a.pdf: 3 pages, b.pdf: 1 page
        // end::output[]
    }

    // tag::inventory[]
    /// What several processes change together.
    public interface Inventory {
        /// Takes things out.
        ///
        /// @param what the things
        /// @param count how many
        /// @return how many are left
        /// @throws SoldOutException if there are not so many
        int take(String what, int count) throws SoldOutException;
    }

    // end::inventory[]

    /// Says that something is sold out.
    public static final class SoldOutException extends Exception {
        private static final long serialVersionUID = 1L;

        SoldOutException(String what, int left) {
            super("sold out: what=%s left=%d".formatted(what, left));
        }
    }

    /// An ordinary object; several threads call it at once.
    private static final class InMemoryInventory implements Inventory {
        private final Map<String, Integer> counts = new HashMap<>(Map.of("shuttle", 5));

        @Override
        public synchronized int take(String what, int count) throws SoldOutException {
            int left = counts.getOrDefault(what, 0);
            if (count > left) {
                throw new SoldOutException(what, left);
            }
            counts.put(what, left - count);
            return left - count;
        }
    }

    /// Has workers of a pool change a map, a list and an object of an interface.
    ///
    /// @return the log, sorted
    /// @throws Exception if the pool or the manager fails
    public static List<String> stocked() throws Exception {
        // tag::manager[]
        try (Manager manager = Manager.start();
                TaskPool pool = TaskPool.processes(2)) {
            ConcurrentMap<String, Integer> sold = manager.map();
            List<String> log = manager.list();
            Inventory stock = manager.share(Inventory.class, () -> new InMemoryInventory());
            pool.map(
                    buyer -> {
                        try {
                            int left = stock.take("shuttle", 2); // runs in the manager
                            return log.add("left: " + left);
                        } catch (SoldOutException e) { // thrown there, caught here
                            return log.add(e.getMessage());
                        } finally {
                            sold.merge("asked", 1, Integer::sum); // nobody comes in between
                        }
                    },
                    List.of("ann", "bob", "cem"));
            log.add("asked: " + sold.get("asked"));
            return log.stream().sorted().toList();
        } // the process ends, and its objects with it
        // end::manager[]
    }
}

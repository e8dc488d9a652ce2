package io.heddle.examples;

import io.heddle.PoolSnapshot;
import io.heddle.TaskContext;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/// Many tasks, and what becomes of the rest when one of them goes wrong.
public final class PoolsByExample {

    private static final List<String> LINES =
            List.of("warp and weft", "a heddle lifts every second thread", "shuttle");

    private PoolsByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        System.out.println("a worker was killed, the other task gave " + survive());
        for (TaskPool pool : List.of(TaskPool.threads(4), TaskPool.coroutines())) {
            System.out.println("words: " + countWords(pool, LINES));
        }
        System.out.println("words: " + countWords(TaskPool.processes(2), LINES));
        System.out.println("endless loop: " + limited());
        System.out.println("first squares: " + firstSquares());
        System.out.println("built: " + built());
        System.out.println("context: " + carried());
    }

    static int survive() throws InterruptedException, ExecutionException {
        // tag::processes[]
        try (TaskPool pool = TaskPool.processes(2)) {
            TaskFuture<Integer> doomed = pool.submit(() -> crash());
            TaskFuture<Integer> sound = pool.submit(() -> 6 * 7);

            try {
                doomed.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof WorkerDiedException death) {
                    System.out.println("pid " + death.pid() + " left with " + death.exitCode());
                }
            }
            return sound.get(); // 42: the crash was somebody else's
        }
        // end::processes[]
    }

    /// Ends the whole JVM, as a native library or an operator might.
    static int crash() {
        Runtime.getRuntime().halt(3);
        return 0;
    }

    // tag::kinds[]
    static int countWords(TaskPool anyKind, List<String> lines)
            throws InterruptedException, ExecutionException {
        try (anyKind) {
            List<Integer> words = anyKind.map(line -> line.split(" ").length, lines);
            return words.stream().mapToInt(n -> n).sum();
        }
    }

    // end::kinds[]

    static void everyKind(List<String> lines) throws InterruptedException, ExecutionException {
        // tag::switch[]
        countWords(TaskPool.inline(), lines); // in this thread: for tests and for debugging
        countWords(TaskPool.threads(4), lines); // four platform threads
        countWords(TaskPool.coroutines(), lines); // a virtual thread for each chunk of lines
        countWords(TaskPool.coroutines(100), lines); // the same, a hundred at a time
        countWords(TaskPool.processes(4), lines); // four child JVMs
        // end::switch[]
    }

    static String limited() throws InterruptedException {
        // tag::limit[]
        TaskOptions options = TaskOptions.named("spin").timeout(Duration.ofMillis(500));
        try (TaskPool pool = TaskPool.processes(1)) {
            TaskFuture<Integer> spinning = pool.submit(options, () -> spin());
            return "ended with " + spinning.get(); // never: it fails after half a second
        } catch (ExecutionException e) {
            // a TaskTimeoutException; the process that spins is ended behind it
            return "stopped: " + e.getCause();
        }
        // end::limit[]
    }

    /// Never returns and never looks whether it was interrupted.
    static int spin() {
        int turns = 0;
        while (turns >= 0) {
            turns = (turns + 1) & Integer.MAX_VALUE;
        }
        return turns;
    }

    static List<Integer> firstSquares() {
        // tag::stream[]
        try (TaskPool pool = TaskPool.threads(2);
                Stream<Integer> naturals = Stream.iterate(0, n -> n + 1);
                Stream<Integer> squares = pool.stream(n -> n * n, naturals.iterator())) {
            return squares.limit(5).toList(); // 0, 1, 4, 9, 16: the input has no end
        }
        // end::stream[]
    }

    static String built() throws InterruptedException, ExecutionException {
        // tag::builder[]
        TaskPool pool =
                TaskPool.ofProcesses()
                        .name("pdf")
                        .workers(2)
                        .maxHeapBytes(64L << 20)
                        .jvmArgs("-Dlocale.providers=CLDR")
                        .environment(Map.of("TZ", "UTC"))
                        .taskTimeout(Duration.ofSeconds(30))
                        .output(TaskOutput.discard())
                        .build();
        // end::builder[]
        try (pool) {
            String zone = pool.submit(() -> System.getenv("TZ")).get();
            PoolSnapshot now = pool.snapshot();
            return now.name() + " ran " + now.done() + " task(s) in " + zone;
        }
    }

    // tag::scoped[]
    static final ScopedValue<String> TENANT = ScopedValue.newInstance();

    static {
        TaskContext.carry("tenant", () -> TENANT); // travels from now on, whenever it is bound
    }

    // end::scoped[]

    static String carried() throws InterruptedException, ExecutionException {
        // tag::context[]
        TaskContext context = TaskContext.current().with("request", "r-17");
        try (TaskPool pool = TaskPool.processes(2)) {
            TaskFuture<String> future =
                    ScopedValue.where(TENANT, "acme")
                            .call(() -> context.call(() -> pool.submit(() -> whose())));
            return future.get(); // "r-17 of acme", from another process
        }
        // end::context[]
    }

    // tag::whose[]
    static String whose() {
        String request = TaskContext.current().get("request", String.class).orElse("none");
        return request + " of " + TENANT.get();
    }
    // end::whose[]
}

package io.heddle.examples.tour.coroutine;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.monitor.ProcessInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/// By the hundred thousand.
@Shows(
        id = "coroutine.many",
        title = "A hundred thousand coroutines at once, and as many threads as are safe",
        python =
                "A hundred thousand greenlets or asyncio tasks are possible, as many threads are not. The same"
                        + " here; a coroutine is a virtual thread, with all that a thread can do.")
public final class VeryMany implements Program {

    private static final int COROUTINES = 100_000;

    /// A system may refuse more, or kill whoever asks for them.
    private static final int THREADS = 1_000;

    /// What so many at once cost.
    private record Cost(long ran, Duration time, long bytes) {
        double micros() {
            return time.toNanos() / 1e3 / ran;
        }
    }

    @Override
    public void run(Stage stage) throws Exception {
        Cost threads = many(THREADS, Strand.ofThread());
        tell(stage, "threads", threads);
        Cost coroutines = many(COROUTINES, Strand.ofCoroutine());
        tell(stage, "coroutines", coroutines);

        stage.equal((long) THREADS, threads.ran(), "threads that were there at once");
        stage.equal((long) COROUTINES, coroutines.ran(), "coroutines that were there at once");
        stage.check(coroutines.micros() < threads.micros(), "each takes less time than a thread");
    }

    private static Cost many(int count, Strand.Builder kind) throws Exception {
        LongAdder ran = new LongAdder();
        CountDownLatch all = new CountDownLatch(count);
        CountDownLatch go = new CountDownLatch(1);
        long before = memory();
        long begin = System.nanoTime();
        List<Strand<?>> strands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            strands.add(kind.start(() -> takePart(ran, all, go)));
        }
        all.await();
        long inUse = memory() - before;
        go.countDown();
        for (Strand<?> strand : strands) {
            strand.join();
        }
        return new Cost(ran.sum(), Duration.ofNanos(System.nanoTime() - begin), inUse);
    }

    private static void takePart(LongAdder ran, CountDownLatch all, CountDownLatch go)
            throws InterruptedException {
        all.countDown();
        go.await(); // nobody goes before the last one is there
        ran.increment();
    }

    private static long memory() {
        long own = ProcessHandle.current().pid();
        return ProcessInfo.of(own).orElseThrow().residentBytes().orElse(0);
    }

    private static void tell(Stage stage, String what, Cost cost) {
        stage.say(
                "%d %s: %d ms, %.1f us each", cost.ran, what, cost.time.toMillis(), cost.micros());
        stage.say(
                "  %d KiB of memory more, %d bytes each", cost.bytes >> 10, cost.bytes / cost.ran);
    }
}

package io.heddle.examples.tour.thread;

import io.heddle.Kind;
import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.monitor.Advice;
import io.heddle.monitor.Effort;
import java.lang.management.ManagementFactory;

/// Measures before it advises.
@Shows(
        id = "parallel.advice",
        title =
                "A sample is measured, and that says whether to take threads, processes or coroutines",
        python =
                "A rule of thumb: processes for what computes, threads for what waits, coroutines for very"
                        + " much of that. In Java threads compute as well; processes are for what must not share.")
public final class WhichKind implements Program {

    private final Object shared = new Object();

    @Override
    public void run(Stage stage) throws Exception {
        int cores = Strand.cores();

        Advice spinning = advice(stage, "spins", () -> spin(20));
        stage.equal(Kind.THREAD, spinning.kind(), "for work that computes");
        stage.equal((long) cores, spinning.workers(), "as many as there are cores");

        Advice sleeping = advice(stage, "sleeps", () -> sleep(20));
        stage.equal(Kind.COROUTINE, sleeping.kind(), "for work that waits");
        stage.equal(0L, sleeping.workers(), "a limit to their number");

        Advice mixed = advice(stage, "does both", () -> spin(10) && sleep(10));
        stage.equal(Kind.THREAD, mixed.kind(), "for work that does both");
        stage.check(mixed.workers() > cores, "more than there are cores");

        if (Effort.knowsLine()) {
            Advice sharing = advice(stage, "shares", () -> spinAlone(20));
            stage.equal(Kind.PROCESS, sharing.kind(), "for work whose threads hinder each other");
        }
    }

    private static Advice advice(Stage stage, String what, Task<?> sample) throws Exception {
        Advice advice = Advice.on(sample);
        stage.say("a task that %s: %s", what, advice);
        return advice;
    }

    private static boolean spin(int millis) {
        var threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + millis * 1_000_000L;
        while (threads.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
        return true;
    }

    private static boolean sleep(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return true;
    }

    private boolean spinAlone(int millis) {
        synchronized (shared) {
            return spin(millis);
        }
    }
}

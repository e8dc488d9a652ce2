package io.heddle.examples.tour.thread;

import io.heddle.Task;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What a thread does with its time when it runs a task: it computes, or it waits for something.
///
/// That a thread waits for a processor, because others have them all, is neither. Linux counts that; elsewhere
/// it looks like waiting, and a measurement needs a machine with nothing else to do.
///
/// @param computing how long it had a processor
/// @param waiting how long it wanted none
record Effort(Duration computing, Duration waiting) {

    /// Three numbers: nanoseconds on a processor, nanoseconds in the line for one, how often.
    private static final Path LINE = Path.of("/proc/thread-self/schedstat");

    /// Runs a task in the calling thread, some times.
    ///
    /// @param sample the task
    /// @param times how often it runs
    /// @return what all runs took
    static Effort of(Task<?> sample, int times) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long inLine = nanosInLine();
        long computing = threads.getCurrentThreadCpuTime();
        long elapsed = System.nanoTime();
        for (int i = 0; i < times; i++) {
            var _ = sample.call();
        }
        elapsed = System.nanoTime() - elapsed;
        computing = threads.getCurrentThreadCpuTime() - computing;
        inLine = nanosInLine() - inLine;
        return new Effort(
                Duration.ofNanos(computing),
                Duration.ofNanos(Math.max(0, elapsed - computing - inLine)));
    }

    /// Tells whether time in the line for a processor is known here.
    static boolean knowsLine() {
        return Files.isReadable(LINE);
    }

    private static long nanosInLine() throws IOException {
        return knowsLine() ? Long.parseLong(Files.readString(LINE).split(" ", 3)[1]) : 0;
    }

    Effort plus(Effort other) {
        return new Effort(computing.plus(other.computing), waiting.plus(other.waiting));
    }

    /// Tells how much of its time it computes.
    ///
    /// @return from 0, it only waits, to 1, it only computes
    double share() {
        double both = computing.plus(waiting).toNanos();
        return both == 0 ? 1 : computing.toNanos() / both;
    }
}

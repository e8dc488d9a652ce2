package io.heddle.monitor;

import com.sun.management.ThreadMXBean;
import io.heddle.Task;
import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What a thread does with its time when it runs a task: it computes, or it waits for something.
///
/// That a thread waits for a processor, because others have them all, is neither. Linux counts that; elsewhere it
/// looks like waiting, and a measurement needs a machine with nothing else to do. What a task does in other threads, or in
/// processes that it starts, is not counted: it waits for them.
///
/// ## Source
/// `Documentation/scheduler/sched-stats.rst` of Linux, for `/proc/PID/schedstat`.
///
/// @param runs how often the task ran
/// @param elapsed how long all runs took
/// @param computing how long the thread had a processor
/// @param inLine how long it was ready for one and had none; zero where that is not known
/// @param allocatedBytes how much memory it has allocated, given back or not
public record Effort(
        int runs, Duration elapsed, Duration computing, Duration inLine, long allocatedBytes)
        implements Serializable {

    /// Three numbers: nanoseconds on a processor, nanoseconds in the line for one, how often.
    private static final Path LINE = Path.of("/proc/thread-self/schedstat");

    /// Runs a task in the calling thread, some times.
    ///
    /// @param sample the task
    /// @param runs how often it runs; at least 1
    /// @return what all runs took
    /// @throws IllegalArgumentException if `runs` is less than 1
    /// @throws IllegalStateException if the JVM does not measure threads, or the thread is virtual
    /// @throws Exception whatever the task throws; it does not run again then
    public static Effort of(Task<?> sample, int runs) throws Exception {
        if (runs < 1) {
            throw new IllegalArgumentException("a sample runs at least once: runs=" + runs);
        }
        ThreadMXBean threads = threads();
        long inLine = nanosInLine();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long computing = threads.getCurrentThreadCpuTime();
        long elapsed = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            var _ = sample.call();
        }
        elapsed = System.nanoTime() - elapsed;
        computing = threads.getCurrentThreadCpuTime() - computing;
        allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
        inLine = nanosInLine() - inLine; // last: to read it takes time and memory
        return new Effort(
                runs,
                Duration.ofNanos(elapsed),
                Duration.ofNanos(computing),
                Duration.ofNanos(inLine),
                allocated);
    }

    private static ThreadMXBean threads() {
        if (Thread.currentThread().isVirtual()
                || !(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
                || !threads.isCurrentThreadCpuTimeSupported()) {
            throw new IllegalStateException(
                    "the effort of this thread cannot be measured: thread=%s virtual=%b; use a platform thread"
                            .formatted(
                                    Thread.currentThread().getName(),
                                    Thread.currentThread().isVirtual()));
        }
        return threads;
    }

    /// Tells whether time in the line for a processor is known here.
    ///
    /// @return true on Linux
    public static boolean knowsLine() {
        return Files.isReadable(LINE);
    }

    private static long nanosInLine() throws IOException {
        return knowsLine() ? Long.parseLong(Files.readString(LINE).split(" ", 3)[1]) : 0;
    }

    /// Adds two.
    ///
    /// @param other of the same task, in another thread
    /// @return the sum of both
    public Effort plus(Effort other) {
        return new Effort(
                runs + other.runs,
                elapsed.plus(other.elapsed),
                computing.plus(other.computing),
                inLine.plus(other.inLine),
                allocatedBytes + other.allocatedBytes);
    }

    /// Tells how long it wanted no processor: it waited for time to pass, for input, or for others.
    ///
    /// @return zero or more
    public Duration waiting() {
        long nanos = elapsed.toNanos() - computing.toNanos() - inLine.toNanos();
        return Duration.ofNanos(Math.max(0, nanos));
    }

    /// Tells how much of its time it computes; time in the line for a processor does not count.
    ///
    /// @return from 0, it only waits, to 1, it only computes
    public double share() {
        double both = computing.plus(waiting()).toNanos();
        return both == 0 ? 1 : computing.toNanos() / both;
    }
}

package io.heddle.console.tour;

import io.heddle.Strand;
import io.heddle.monitor.ProcessInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What a program leaves behind in its process: strands, threads, child processes.
///
/// Threads of the JDK and of Heddle itself may stay: they belong to all programs of that process. A thread
/// of the JDK that does work for somebody is a thread of the main group like any other.
final class Remains {

    private static final long LOOK_MILLIS = 5;

    /// What runs virtual threads, and what wakes them.
    private static final Set<String> SERVICES = Set.of("CarrierThread", "DelayScheduler");

    private final Set<Thread> threadsBefore = threads();
    private final Set<Long> processesBefore = descendants();

    /// Waits until nothing is left of what was not there when this was made.
    ///
    /// @param patience the longest wait
    /// @return what stays; empty if nothing does
    List<String> awaitNone(Duration patience) throws InterruptedException {
        long begin = System.nanoTime();
        List<String> left = left();
        while (!left.isEmpty() && System.nanoTime() - begin < patience.toNanos()) {
            Thread.sleep(LOOK_MILLIS);
            left = left();
        }
        return left;
    }

    private List<String> left() {
        List<String> left = new ArrayList<>();
        for (Strand<?> strand : Strand.active()) {
            left.add(strand.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + strand.name());
        }
        for (Thread thread : threads()) {
            if (!threadsBefore.contains(thread) && thread.isAlive()) {
                left.add("thread " + thread.getName());
            }
        }
        for (long pid : descendants()) {
            if (!processesBefore.contains(pid)) {
                left.add("process " + pid + " " + nameOf(pid));
            }
        }
        return left;
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread != Thread.currentThread() && !isService(thread))
                .collect(Collectors.toSet());
    }

    private static boolean isService(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        String name = thread.getName();
        return group == null
                || group.getParent() == null
                || group.getName().equals("InnocuousThreadGroup")
                || SERVICES.contains(thread.getClass().getSimpleName())
                || name.startsWith("heddle")
                || name.startsWith("ForkJoinPool.commonPool");
    }

    private static Set<Long> descendants() {
        return ProcessHandle.current()
                .descendants()
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    private static String nameOf(long pid) {
        return ProcessInfo.of(pid).map(ProcessInfo::name).orElse("?");
    }
}

package io.heddle.shared;

import io.heddle.internal.memory.Wait;
import io.heddle.spi.CallSite;
import io.heddle.spi.ServiceThreads;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// Deadlocks that the JVM finds among its platform threads: through monitors, and through locks that are
/// [java.util.concurrent.locks.AbstractOwnableSynchronizer]s. Those through [HeddleLock]s alone are left out,
/// since [HeddleLock]s find them by themselves.
final class JvmDeadlocks {

    private static final long TICK_NANOS = 1_000_000_000;

    private static final String OURS = HeddleLock.class.getName() + "$";

    /// Whether there is a thread. Guarded by the class.
    private static boolean running;

    /// The threads of each deadlock that was there at the last look.
    private Set<Set<Long>> reported = new HashSet<>();

    private JvmDeadlocks() {}

    /// Looks each second, until nobody wants it any more.
    ///
    /// @param wanted whether somebody does
    static synchronized void search(BooleanSupplier wanted) {
        if (running) {
            return;
        }
        Thread thread =
                ServiceThreads.named("heddle-jvm-deadlocks")
                        .unstarted(() -> new JvmDeadlocks().serve(wanted));
        try {
            thread.start();
            running = true;
        } catch (OutOfMemoryError e) {
            // no thread is left: the next listener tries again
        }
    }

    private static synchronized boolean isOver(BooleanSupplier wanted) {
        running = wanted.getAsBoolean();
        return !running;
    }

    private void serve(BooleanSupplier wanted) {
        ThreadMXBean threads;
        try {
            threads = ManagementFactory.getThreadMXBean();
        } catch (LinkageError e) {
            return; // a JVM without the module java.management
        }
        while (!isOver(wanted)) {
            try {
                look(threads);
            } catch (OutOfMemoryError e) {
                // it looks again
            }
            LockSupport.parkNanos(JvmDeadlocks.class, TICK_NANOS);
        }
    }

    private void look(ThreadMXBean threads) {
        long[] found = threads.findDeadlockedThreads();
        Set<Set<Long>> seen = new HashSet<>();
        if (found != null) {
            for (List<ThreadInfo> cycle : cycles(threads.getThreadInfo(found, true, true))) {
                Set<Long> ids = new HashSet<>();
                cycle.forEach(thread -> ids.add(thread.getThreadId()));
                seen.add(ids);
                if (!reported.contains(ids) && !isOurs(cycle)) {
                    Deadlocks.report(new Deadlock(members(cycle)));
                }
            }
        }
        reported = seen;
    }

    /// Who waits, and who holds what it waits for, and so on round; each way round once.
    private static List<List<ThreadInfo>> cycles(ThreadInfo[] threads) {
        Map<Long, ThreadInfo> byId = new LinkedHashMap<>();
        Stream.of(threads)
                .filter(thread -> thread != null && thread.getLockInfo() != null)
                .forEach(thread -> byId.put(thread.getThreadId(), thread));
        List<List<ThreadInfo>> cycles = new ArrayList<>();
        Set<Long> visited = new HashSet<>();
        for (ThreadInfo start : byId.values()) {
            Map<Long, ThreadInfo> path = new LinkedHashMap<>();
            ThreadInfo thread = start;
            while (thread != null && visited.add(thread.getThreadId())) {
                path.put(thread.getThreadId(), thread);
                thread = byId.get(thread.getLockOwnerId());
            }
            if (thread != null && path.containsKey(thread.getThreadId())) {
                List<Long> ids = new ArrayList<>(path.keySet());
                cycles.add(
                        ids.subList(ids.indexOf(thread.getThreadId()), ids.size()).stream()
                                .map(path::get)
                                .toList());
            }
        }
        return cycles;
    }

    private static boolean isOurs(List<ThreadInfo> cycle) {
        return cycle.stream()
                .allMatch(thread -> thread.getLockInfo().getClassName().startsWith(OURS));
    }

    // ---- saying it -----------------------------------------------------------------------------

    private static List<Deadlock.Member> members(List<ThreadInfo> cycle) {
        List<Deadlock.Member> members = new ArrayList<>();
        for (int i = 0; i < cycle.size(); i++) {
            ThreadInfo before = cycle.get((i + cycle.size() - 1) % cycle.size());
            members.add(member(cycle.get(i), before.getLockInfo()));
        }
        return members;
    }

    private static Deadlock.Member member(ThreadInfo thread, LockInfo held) {
        List<String> stack = CallSite.of(thread.getStackTrace());
        Map<Integer, String> places = new HashMap<>();
        for (MonitorInfo monitor : thread.getLockedMonitors()) {
            StackTraceElement frame = monitor.getLockedStackFrame();
            if (frame != null) { // native code may have entered it
                places.putIfAbsent(monitor.getIdentityHashCode(), CallSite.nameOf(frame));
            }
        }
        return new Deadlock.Member(
                ProcessHandle.current().pid(),
                Wait.process(),
                thread.getThreadName(),
                thread.getLockInfo().toString(),
                stack.getFirst(),
                held.toString(),
                places.getOrDefault(held.getIdentityHashCode(), "in " + String.join(" < ", stack)));
    }
}

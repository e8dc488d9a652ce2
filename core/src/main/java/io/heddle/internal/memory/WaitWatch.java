package io.heddle.internal.memory;

import io.heddle.spi.ServiceThreads;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Looks for deadlocks among the threads of this process and those of others that wait for locks.
///
/// Only who waits *and* holds can be part of one, and whoever waits gives nothing back. So after a while each
/// such thread is written down in [WaitRecords], with what it waits for and what it holds. A cycle that is
/// found twice, made of the same waits, was there all the time in between: that is a deadlock, no matter how
/// slow a process is, or whether it is stopped. The dead are left out; what they hold is taken over.
///
/// Its thread runs only while somebody waits, and a little longer. Who takes a lock without waiting has
/// nothing to do with all this.
final class WaitWatch {

    /// What this process is called: the main class and its arguments.
    static final String PROCESS = nameOfProcess();

    private static final long TICK_NANOS = 100_000_000;

    /// How long somebody has waited before it is worth a look.
    private static final long OLD_NANOS = 400_000_000;

    /// At which look at the same cycle it is reported; and at which its victim gives up, so that all
    /// processes have had time to see it.
    private static final int REPORTED_AT = 2;

    private static final int BROKEN_AT = 6;

    private static final int IDLE_TICKS = 10;
    private static final int LONGEST_NAME = 60;

    private static final Set<Wait> WAITS = ConcurrentHashMap.newKeySet();

    /// Whether there is a thread. Set under the class; cleared by the thread, which then looks once more.
    private static volatile boolean running;

    /// How often each cycle was seen in a row. Of the thread.
    private Map<Set<Long>, Integer> seen = new HashMap<>();

    private WaitWatch() {}

    private static String nameOfProcess() {
        String command = System.getProperty("sun.java.command", "?");
        String[] words = command.split(" ", 2);
        String main = words[0].substring(words[0].lastIndexOf('/') + 1);
        boolean isJar = main.endsWith(".jar");
        String type = isJar ? main : main.substring(main.lastIndexOf('.') + 1);
        String whole = words.length > 1 ? type + " " + words[1] : type;
        return whole.substring(0, Math.min(LONGEST_NAME, whole.length()));
    }

    // ---- who waits -----------------------------------------------------------------------------

    static void add(Wait wait) {
        WAITS.add(wait);
        startIfNeeded();
    }

    static void remove(Wait wait) {
        WAITS.remove(wait);
    }

    private static void startIfNeeded() {
        if (!running) {
            start();
        }
    }

    private static synchronized void start() {
        if (running) {
            return;
        }
        Thread thread =
                ServiceThreads.named("heddle-deadlocks").unstarted(() -> new WaitWatch().serve());
        try {
            thread.start();
            running = true;
        } catch (OutOfMemoryError e) {
            // no thread is left: whoever waits waits all the same, and the next one tries again
        }
    }

    // ---- the thread ----------------------------------------------------------------------------

    private void serve() {
        int idle = 0;
        while (!isOver(idle)) {
            LockSupport.parkNanos(WaitWatch.class, TICK_NANOS);
            idle = WAITS.isEmpty() ? idle + 1 : 0;
            try {
                look();
            } catch (RuntimeException | OutOfMemoryError e) {
                seen.clear(); // the memory of somebody who leaves, perhaps; it looks again
            }
        }
    }

    /// Who comes adds itself and then looks whether there is a thread; so one of the two sees the other.
    private static boolean isOver(int idle) {
        if (idle < IDLE_TICKS) {
            return false;
        }
        synchronized (WaitWatch.class) {
            running = false;
            running = !WAITS.isEmpty();
            return !running;
        }
    }

    // ---- looking -------------------------------------------------------------------------------

    private void look() {
        Map<Set<Long>, Integer> before = seen;
        seen = new HashMap<>();
        Map<Long, Wait> own = new HashMap<>();
        Map<Long, WaitCycle.Node> nodes = new HashMap<>();
        publishOwn(own, nodes);
        for (Participant participant : participantsOf(own.values())) {
            participant.waits().read(participant).forEach(n -> nodes.putIfAbsent(n.number(), n));
        }
        for (WaitCycle cycle : WaitCycle.among(List.copyOf(nodes.values()))) {
            judge(cycle, before.getOrDefault(cycle.numbers(), 0) + 1, own);
        }
    }

    private void judge(WaitCycle cycle, int times, Map<Long, Wait> own) {
        Set<Long> numbers = cycle.numbers();
        Wait ours = numbers.stream().map(own::get).filter(Objects::nonNull).findAny().orElse(null);
        if (ours == null) {
            return; // those whom it concerns see it too
        }
        seen.put(numbers, times);
        if (times == REPORTED_AT) {
            ours.lock().report(cycle);
        }
        WaitCycle.Node victim = cycle.victim();
        Wait ending = victim == null ? null : own.get(victim.number());
        if (times >= BROKEN_AT && ending != null) {
            ending.breakOff(cycle);
        }
    }

    private static void publishOwn(Map<Long, Wait> own, Map<Long, WaitCycle.Node> nodes) {
        long now = System.nanoTime();
        List<Wait> old = WAITS.stream().filter(w -> w.isOlderThan(OLD_NANOS, now)).toList();
        old.forEach(Wait::wakeIfForsaken);
        Map<Thread, List<Watched>> held = heldByThread(old);
        for (Wait wait : old) {
            List<Watched> locks = held.getOrDefault(wait.thread(), List.of());
            boolean hasIt = locks.contains(wait.lock()); // and has not come to say so
            WaitCycle.Node node = locks.isEmpty() || hasIt ? null : wait.publish(locks);
            if (node != null) {
                own.put(node.number(), wait);
                nodes.put(node.number(), node);
            }
        }
    }

    private static Map<Thread, List<Watched>> heldByThread(List<Wait> waits) {
        Map<Object, Watched> samples = new HashMap<>(); // one for all that have the same neighbours
        for (Wait wait : waits) {
            Participant participant = wait.lock().participant();
            samples.put(participant == null ? wait.lock() : participant, wait.lock());
        }
        Map<Thread, List<Watched>> held = new HashMap<>();
        for (Wait wait : waits) {
            if (!wait.heldHere().isEmpty()) {
                held.put(wait.thread(), new ArrayList<>(wait.heldHere()));
            }
        }
        samples.values().stream()
                .flatMap(sample -> sample.neighbours().stream())
                .distinct()
                .forEach(lock -> {
                    Thread holder = lock.holder();
                    if (holder != null) {
                        held.computeIfAbsent(holder, _ -> new ArrayList<>()).add(lock);
                    }
                });
        return held;
    }

    private static Set<Participant> participantsOf(Collection<Wait> waits) {
        Set<Participant> all = new HashSet<>();
        waits.forEach(wait -> all.addAll(wait.participants()));
        return all;
    }
}

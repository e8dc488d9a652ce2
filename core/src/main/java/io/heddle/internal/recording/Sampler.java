package io.heddle.internal.recording;

import io.heddle.spi.ServiceThreads;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Looks every few milliseconds what the threads of this process are doing, and writes down what has changed.
///
/// So every wait is seen that lasts long enough, in whatever code, and nothing that waits has to say so. What is
/// shorter than the time between two looks may not be seen. Where a look takes long, as there are very many threads, the
/// next one comes later: looking takes a twentieth of a processor, but is never put off for longer than 2 ms and 50 µs
/// for each thread. So a few dozen threads whose stacks are deep may cost a quarter of one.
///
/// It knows platform threads, but for those of the JDK and those that serve Heddle, by itself. Virtual ones it knows
/// while they run something of Heddle.
final class Sampler {

    private static final long PAUSE_NANOS = 2_000_000;

    /// What the pause may be longer for each thread that is looked at. A look takes long also when others have the
    /// processors, and that is no reason to look away.
    private static final long PAUSE_NANOS_EACH = 50_000;

    /// Those who seem to run are asked what they do at each so many looks only.
    private static final int LOOKS_AT_RUNNING = 4;

    /// After so long, a line tells that the process is alive, whatever else happens.
    private static final long SIGN_OF_LIFE_NANOS = 50_000_000;

    /// A stack takes much longer than a state. What is left keeps the reason "waiting".
    private static final int MOST_STACKS = 200;

    private static final String INPUT = "input";

    /// Threads of the JVM that are in the group of the user's.
    private static final Set<String> END_OF_JVM = Set.of("DestroyJavaVM", "Logging-Cleaner");

    private final Journal journal;

    /// Those that run something, and how many such things within each other.
    private final Map<Thread, Integer> watched = new ConcurrentHashMap<>();

    /// What was written last of each thread. Touched by the one thread that looks.
    private final Map<Thread, String> known = new HashMap<>();

    /// Those of which a line was written since that says that they run: what was written before counts no more.
    private final Set<Thread> changed = ConcurrentHashMap.newKeySet();

    private int stacksLeft;
    private int looks;

    private Sampler(Journal journal) {
        this.journal = journal;
    }

    static Sampler start(Journal journal) {
        Sampler sampler = new Sampler(journal);
        ServiceThreads.named("heddle-recorder").start(sampler::run);
        return sampler;
    }

    /// A thread has begun something, and that is written.
    void watch(Thread thread) {
        watched.merge(thread, 1, Integer::sum);
        changed.add(thread);
    }

    /// A thread has done what it began last, and that is written.
    void leave(Thread thread) {
        changed.add(thread);
        watched.computeIfPresent(thread, (_, depth) -> depth == 1 ? null : depth - 1);
    }

    private void run() {
        long lastSign = System.nanoTime();
        while (!journal.isOver()) {
            long begin = System.nanoTime();
            if (begin - lastSign > SIGN_OF_LIFE_NANOS) {
                journal.write(new Line("alive"));
                lastSign = begin;
            }
            look();
            long took = System.nanoTime() - begin;
            long longest = PAUSE_NANOS + known.size() * PAUSE_NANOS_EACH;
            LockSupport.parkNanos(this, Math.clamp(20 * took, PAUSE_NANOS, longest));
        }
    }

    private void look() {
        stacksLeft = MOST_STACKS;
        looks++;
        Set<Thread> now = new HashSet<>(watched.keySet());
        for (Thread thread : platformThreads()) {
            if (thread != null && !isService(thread)) {
                now.add(thread);
            }
        }
        for (Thread thread : now) {
            look(thread);
        }
        known.keySet()
                .removeIf(thread -> {
                    boolean gone = !now.contains(thread);
                    if (gone && !thread.isAlive() && !thread.isVirtual()) {
                        journal.write(Line.ofThread("gone", thread));
                    }
                    return gone;
                });
        changed.removeIf(thread -> !now.contains(thread)); // nothing is known of them
    }

    private void look(Thread thread) {
        String last = known.get(thread);
        String before = changed.remove(thread) ? null : last;
        String state = state(thread, before);
        if (state != null && !state.equals(before)) {
            known.put(thread, state);
            Line line = Line.ofThread("state", thread).add("state", state);
            journal.write(last == null ? line.add("thread", thread.getName()) : line);
        }
    }

    /// Gives the state of a thread, or `null` if that cannot be told.
    private @Nullable String state(Thread thread, @Nullable String before) {
        Thread.State state = thread.getState();
        if (state == Thread.State.NEW || state == Thread.State.TERMINATED) {
            return null;
        }
        if (state == Thread.State.RUNNABLE && !isLookedInto(thread)) {
            return INPUT.equals(before) ? INPUT : WaitReason.RUNNING;
        }
        boolean waits = state != Thread.State.RUNNABLE;
        if (waits && before != null && isReason(before)) {
            return before;
        }
        return reason(thread, state);
    }

    /// A platform thread that waits for input is RUNNABLE too; its stack tells.
    private boolean isLookedInto(Thread thread) {
        return !thread.isVirtual() && stacksLeft > 0 && looks % LOOKS_AT_RUNNING == 0;
    }

    /// Whoever waited, and waits, waits for the same as far as one look can tell.
    private static boolean isReason(String before) {
        return !before.equals(WaitReason.RUNNING) && !before.equals(WaitReason.OTHER);
    }

    private String reason(Thread thread, Thread.State state) {
        return stacksLeft-- > 0
                ? WaitReason.of(state, thread.getStackTrace())
                : state == Thread.State.RUNNABLE ? WaitReason.RUNNING : WaitReason.OTHER;
    }

    private static Thread[] platformThreads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group != null && group.getParent() != null) {
            group = group.getParent();
        }
        if (group == null) {
            return new Thread[0];
        }
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads, true);
        return java.util.Arrays.copyOf(threads, count);
    }

    private static boolean isService(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        String name = thread.getName();
        return group == null
                || group.getParent() == null
                || group.getName().equals("InnocuousThreadGroup")
                || name.startsWith("heddle")
                || name.endsWith("-delayScheduler") // of a ForkJoinPool of the JDK
                || END_OF_JVM.contains(name)
                || thread.getClass().getSimpleName().equals("CarrierThread");
    }
}

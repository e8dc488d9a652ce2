package io.heddle.internal.memory;

import io.heddle.spi.CallSite;
import io.heddle.spi.Parking;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A thread of this process that waits for a lock, as [WaitWatch] sees it.
public final class Wait implements Runnable, AutoCloseable {

    private static final int RANDOM_BITS = 16;

    private final Watched lock;
    private final Thread thread = Thread.currentThread();
    private final boolean breakable;
    private final long sinceNanos = System.nanoTime();

    /// What its thread holds of the locks of this process alone, all the time.
    private final List<Watched> heldHere = List.copyOf(HeldLocks.ofThisThread());

    /// Why the wait ends. Written once, by the watch; read by the thread.
    private volatile @Nullable WaitCycle broken;

    // guarded by this: whether the thread waits no more; what others are told
    private boolean over;
    private WaitCycle.@Nullable Node node;
    private final Map<Participant, List<Integer>> records = new LinkedHashMap<>();

    private Wait(Watched lock, boolean breakable) {
        this.lock = lock;
        this.breakable = breakable;
    }

    /// Begins to watch the current thread, which is going to wait.
    ///
    /// @param lock what it waits for
    /// @param breakable whether the wait may end with an exception
    /// @return the wait; to be closed before the thread gives anything back
    public static Wait begin(Watched lock, boolean breakable) {
        Wait wait = new Wait(lock, breakable);
        WaitWatch.add(wait);
        return wait;
    }

    /// Ends the wait if it is to end because of a deadlock. To be called by the thread whenever it was woken.
    ///
    /// @throws RuntimeException of the lock, if it is to end
    @Override
    public void run() {
        WaitCycle cycle = broken;
        if (cycle != null) {
            throw lock.failure(cycle);
        }
    }

    /// Says that the thread waits no more.
    @Override
    public void close() {
        WaitWatch.remove(this);
        synchronized (this) {
            over = true;
            records.forEach((participant, taken) -> participant.waits().clear(taken));
        }
    }

    // ---- of the watch --------------------------------------------------------------------------

    Watched lock() {
        return lock;
    }

    Thread thread() {
        return thread;
    }

    List<Watched> heldHere() {
        return heldHere;
    }

    /// Lets the thread look by itself if who holds the lock has ended.
    void wakeIfForsaken() {
        Thread holder = lock.holder();
        if (holder != null && !holder.isAlive()) {
            Parking.unpark(thread);
        }
    }

    boolean isOlderThan(long nanos, long now) {
        return now - sinceNanos > nanos;
    }

    synchronized Set<Participant> participants() {
        return Set.copyOf(records.keySet());
    }

    /// Ends the wait with an exception.
    void breakOff(WaitCycle cycle) {
        broken = cycle;
        Parking.unpark(thread);
    }

    /// Tells others of it, once.
    ///
    /// @param held the locks that the thread holds
    /// @return what they are told; `null` if it is over
    synchronized WaitCycle.@Nullable Node publish(List<Watched> held) {
        if (over) {
            return null;
        }
        WaitCycle.Node known = node;
        if (known == null) {
            known = describe(held);
            node = known;
            for (Participant participant : participants(held)) {
                records.put(
                        participant,
                        participant.waits().write(participant.me(), participant, known));
            }
        }
        return known;
    }

    private Set<Participant> participants(List<Watched> held) {
        Set<Participant> all = new LinkedHashSet<>();
        Stream.concat(Stream.of(lock), held.stream())
                .map(Watched::participant)
                .forEach(participant -> {
                    if (participant != null) {
                        all.add(participant);
                    }
                });
        return all;
    }

    private WaitCycle.Node describe(List<Watched> held) {
        List<String> stack = CallSite.of(thread);
        Map<LockName, String> places = new LinkedHashMap<>();
        for (Watched one : held) {
            CallSite known = one.takenAt();
            places.put(
                    one.name(),
                    known != null ? known.toString() : "in " + String.join(" < ", stack));
        }
        return new WaitCycle.Node(
                number(),
                ProcessHandle.current().pid(),
                WaitWatch.PROCESS,
                nameOf(thread),
                breakable,
                lock.name(),
                stack.getFirst(),
                places);
    }

    /// The later a wait began the greater it is, in all processes of a machine.
    private long number() {
        long micros = sinceNanos / 1_000;
        return micros << RANDOM_BITS | ThreadLocalRandom.current().nextInt(1, 1 << RANDOM_BITS);
    }

    /// Says what this process is called in reports.
    ///
    /// @return its main class and arguments, shortened
    public static String process() {
        return WaitWatch.PROCESS;
    }

    /// Says what a thread is called in reports.
    ///
    /// @param thread the thread
    /// @return its name, or its number if it has none
    public static String nameOf(Thread thread) {
        return thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName();
    }
}

package io.heddle.shared;

import io.heddle.internal.memory.HeldLocks;
import io.heddle.internal.memory.LockName;
import io.heddle.internal.memory.Wait;
import io.heddle.internal.memory.Watched;
import io.heddle.spi.CallSite;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// In which order locks are taken: after which lock which others were, by a thread that waited for them if it
/// had to. If there is a way round, threads may once wait for each other.
///
/// A way round is harmless if there is a lock that all held on it, since only one at a time can go there.
final class LockOrder {

    /// How many locks may follow one before those that are gone are looked for.
    private static final int MANY = 64;

    private final HeddleLock lock;

    /// What was taken while the lock was held. Written under the class.
    private final Map<LockName, Following> following = new ConcurrentHashMap<>();

    /// The one that was looked up last, mostly the next too.
    private @Nullable LockName last;

    /// Another lock that was taken while this one was held, as it was seen first.
    private record Following(
            WeakReference<HeddleLock> lock, Set<LockName> beside, LockInversion.Step step) {

        @Nullable LockOrder next() {
            HeddleLock there = lock.get();
            return there == null ? null : there.order();
        }
    }

    LockOrder(HeddleLock lock) {
        this.lock = lock;
    }

    /// Notes that the calling thread is going to take the lock.
    void noteTaking() {
        List<Watched> held = HeldLocks.ofThisThread();
        for (int i = 0; i < held.size(); i++) {
            HeddleLock before = HeddleLock.of(held.get(i));
            if (before != null && !before.order().knows(lock.id())) {
                before.order().add(lock, held);
            }
        }
    }

    private boolean knows(LockName next) {
        if (next == last) {
            return true;
        }
        boolean known = following.containsKey(next);
        if (known) {
            last = next;
        }
        return known;
    }

    private void add(HeddleLock next, List<Watched> held) {
        Set<LockName> beside =
                held.stream()
                        .map(Watched::name)
                        .filter(name -> !name.equals(lock.id()))
                        .collect(Collectors.toUnmodifiableSet());
        LockInversion.Step step =
                new LockInversion.Step(
                        Wait.nameOf(Thread.currentThread()),
                        lock.name(),
                        next.name(),
                        CallSite.here().toString());
        Following added = new Following(new WeakReference<>(next), beside, step);
        List<Following> back;
        synchronized (LockOrder.class) {
            forgetThoseGone();
            back =
                    following.putIfAbsent(next.id(), added) == null
                            ? next.order().wayTo(lock)
                            : List.of();
        }
        if (!back.isEmpty() && !isGuarded(added, back)) {
            List<LockInversion.Step> steps = new ArrayList<>(List.of(step));
            back.forEach(one -> steps.add(one.step));
            Deadlocks.report(new LockInversion(steps));
        }
    }

    private void forgetThoseGone() {
        if (following.size() >= MANY) {
            following.values().removeIf(one -> one.lock.refersTo(null));
        }
    }

    // ---- the way round -------------------------------------------------------------------------

    /// Some way to a lock, as far as one was seen.
    ///
    /// @param last its last step
    /// @param before the steps before that; `null` if there are none
    private record Way(Following last, @Nullable Way before) {
        List<Following> steps() {
            List<Following> steps = new ArrayList<>();
            for (Way way = this; way != null; way = way.before) {
                steps.add(way.last);
            }
            return steps.reversed();
        }
    }

    /// Finds a shortest way; with no recursion, since ways may be as long as the program has locks.
    private List<Following> wayTo(HeddleLock goal) {
        Set<LockOrder> seen = new HashSet<>(Set.of(this));
        Deque<Way> ahead = new ArrayDeque<>();
        following.values().forEach(one -> ahead.add(new Way(one, null)));
        for (Way way = ahead.poll(); way != null; way = ahead.poll()) {
            LockOrder reached = way.last.next();
            if (reached != null && reached.lock == goal) {
                return way.steps();
            }
            if (reached != null && seen.add(reached)) {
                for (Following one : reached.following.values()) {
                    ahead.add(new Way(one, way));
                }
            }
        }
        return List.of();
    }

    private static boolean isGuarded(Following first, List<Following> others) {
        Set<LockName> common = new HashSet<>(first.beside);
        others.forEach(one -> common.retainAll(one.beside));
        return !common.isEmpty();
    }
}

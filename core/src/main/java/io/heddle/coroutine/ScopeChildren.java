package io.heddle.coroutine;

import io.heddle.spi.ActiveStrands;
import io.heddle.spi.Dependent;
import io.heddle.spi.Parking;
import io.heddle.spi.Roster;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What belongs to a scope: its coroutines, and what else was started in it.
///
/// Any thread adds; only the owner waits.
final class ScopeChildren implements ActiveStrands.Source {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private static final int NAMES_IN_A_COMPLAINT = 10;

    /// Places far enough from each other that who spawns and who ends do not write to the same line of a cache.
    private static final int SPAWNED = 16;

    private static final int ENDED = 32;
    private static final int PLACES = 48;

    private final String scope;
    private final Thread owner;
    private final Roster<Coroutine<?>> coroutines = new Roster<>();
    private final Roster<Dependent> dependents = new Roster<>(Dependent::isOver);

    /// How many were spawned, and how many of them have ended.
    private final AtomicLongArray counts = new AtomicLongArray(PLACES);

    /// Set by whoever counts the first coroutine, read by the owner when all have ended.
    private volatile Roster.@Nullable Entry<ActiveStrands.Source> known;

    /// Whether the owner waits for the coroutines. Written by the owner.
    private volatile boolean joining;

    ScopeChildren(String scope, Thread owner) {
        this.scope = scope;
        this.owner = owner;
    }

    // ---- coming and going ----------------------------------------------------------------------

    /// Counts one that is being spawned.
    ///
    /// @return its number, from 1
    int count() {
        int number = (int) counts.incrementAndGet(SPAWNED);
        if (number == 1) {
            known = ActiveStrands.add(this);
        }
        return number;
    }

    Roster.Entry<Coroutine<?>> add(Coroutine<?> child) {
        return coroutines.add(child);
    }

    void add(Dependent dependent) {
        var _ = dependents.add(dependent);
    }

    /// Says that one that was counted has ended.
    void ended() {
        counts.incrementAndGet(ENDED);
        if (joining && live() == 0) { // SYNC scope-empty
            Parking.unpark(owner);
        }
    }

    /// Says that nobody comes any more, and that all have ended.
    void over() {
        Roster.Entry<ActiveStrands.Source> place = known;
        if (place != null) {
            place.leave();
        }
    }

    /// Begins to end all who are there.
    void stop() {
        coroutines.present().forEach(Coroutine::stop);
        for (Dependent dependent : dependents.present()) {
            try {
                dependent.stop();
            } catch (RuntimeException | Error e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "what belongs to a scope could not be ended: scope=%s what=%s"
                                .formatted(scope, dependent.name()),
                        e);
            }
        }
    }

    // ---- waiting -------------------------------------------------------------------------------

    /// Waits until all coroutines have ended, and some of the others.
    ///
    /// @param which of the others
    /// @param failed is told what goes wrong while one ends
    /// @throws InterruptedException if interrupted before or while waiting
    void await(Predicate<Dependent> which, Consumer<Throwable> failed) throws InterruptedException {
        List<Dependent> left;
        do {
            awaitCoroutines();
            left = dependents.present().stream().filter(which.and(d -> !d.isOver())).toList();
            for (Dependent dependent : left) {
                try {
                    dependent.awaitEnd();
                } catch (RuntimeException | Error e) {
                    failed.accept(e);
                }
            }
        } while (!left.isEmpty());
    }

    private void awaitCoroutines() throws InterruptedException {
        joining = true; // SYNC scope-empty
        try {
            while (true) {
                if (Thread.interrupted()) { // also if nobody is left: it may be why
                    throw new InterruptedException();
                }
                if (live() == 0) {
                    return;
                }
                Parking.park(this);
            }
        } finally {
            joining = false;
        }
    }

    // ---- looking -------------------------------------------------------------------------------

    @Override
    public List<Coroutine<?>> active() {
        return coroutines.present().stream().filter(Coroutine::isAlive).toList();
    }

    /// Of a scope that nobody has closed.
    @Override
    public boolean isOver() {
        return live() == 0 && !owner.isAlive();
    }

    /// Tells how many have not ended. Zero is the truth of one moment: what has ended is looked at first, and was
    /// spawned before.
    long live() {
        long over = counts.get(ENDED);
        return counts.get(SPAWNED) - over;
    }

    boolean isEmpty() {
        return live() == 0 && dependents.present().stream().allMatch(Dependent::isOver);
    }

    void complain() {
        List<String> left =
                Stream.concat(
                                coroutines.present().stream().map(Coroutine::name),
                                dependents.present().stream()
                                        .filter(d -> !d.isOver())
                                        .map(Dependent::name))
                        .limit(NAMES_IN_A_COMPLAINT)
                        .toList();
        LOG.log(
                System.Logger.Level.WARNING,
                "a scope cannot be closed, since some of its children ignore that they are cancelled: scope=%s children=%s"
                        .formatted(scope, left));
    }
}

package io.heddle.coroutine;

import io.heddle.spi.ActiveStrands;
import io.heddle.spi.Dependent;
import io.heddle.spi.Roster;
import java.util.List;
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

    private final String scope;
    private final Thread owner;
    private final Roster<Coroutine<?>> coroutines = new Roster<>();
    private final Roster<Dependent> dependents = new Roster<>(Dependent::isOver);

    /// Set by whoever spawns the first coroutine, read by the owner when all have ended.
    private volatile Roster.@Nullable Entry<ActiveStrands.Source> known;

    ScopeChildren(String scope, Thread owner) {
        this.scope = scope;
        this.owner = owner;
    }

    // ---- coming and going ----------------------------------------------------------------------

    /// Reserves a place for one that is being spawned.
    Roster.Entry<Coroutine<?>> reserve() {
        Roster.Entry<Coroutine<?>> place = coroutines.reserve();
        if (place.number() == 1) {
            known = ActiveStrands.add(this);
        }
        return place;
    }

    void add(Dependent dependent) {
        var _ = dependents.add(dependent);
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

    @SuppressWarnings(
            "ThreadPriorityCheck") // for the moment in which another thread makes a coroutine
    private void awaitCoroutines() throws InterruptedException {
        while (true) {
            if (Thread.interrupted()) { // also if nobody is left: it may be why
                throw new InterruptedException();
            }
            Coroutine<?> newest = coroutines.newest();
            if (newest != null) {
                newest.join(); // when it has ended most of the others have
            } else if (coroutines.isEmpty()) {
                return;
            } else {
                Thread.yield();
            }
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
        return !owner.isAlive() && coroutines.isEmpty();
    }

    /// Tells how many have not ended.
    int live() {
        return coroutines.present().size();
    }

    boolean isEmpty() {
        return coroutines.isEmpty() && dependents.present().stream().allMatch(Dependent::isOver);
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

package io.heddle.coroutine;

import io.heddle.spi.ActiveStrands;
import io.heddle.spi.Dependent;
import io.heddle.spi.Parking;
import io.heddle.spi.Roster;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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

    private static final Consumer<Coroutine<?>> STOP = Coroutine::stop;

    private final String scope;
    private final Thread owner;
    private final Roster<Coroutine<?>> coroutines = new Roster<>();
    private final Roster<Dependent> dependents = new Roster<>(Dependent::isOver);

    /// Made beforehand: there may be no memory when it is needed.
    private final Consumer<Dependent> stopDependent = this::stop;

    /// Set by whoever spawns the first coroutine, read by the owner when all have ended.
    private volatile Roster.@Nullable Entry<ActiveStrands.Source> known;

    /// How many coroutines there are, if the owner shares a turn. Then it is woken when nobody is left and not
    /// before: a turn that it had in between would move a clock, and stand in a trace. To count costs a quarter
    /// of a spawn, so elsewhere nobody does.
    private final @Nullable AtomicLong counted;

    /// Whether the owner waits for nobody to be left. Written by the owner.
    private volatile boolean joining;

    /// @param sharesTurn whether the owner shares a turn with others, those of this scope or those around it
    ScopeChildren(String scope, Thread owner, boolean sharesTurn) {
        this.scope = scope;
        this.owner = owner;
        this.counted = sharesTurn ? new AtomicLong() : null;
    }

    // ---- coming and going ----------------------------------------------------------------------

    void add(Coroutine<?> child) {
        Roster.Entry<Coroutine<?>> place = coroutines.reserve();
        if (place.number() == 1) {
            introduce(place);
        }
        if (counted != null) {
            counted.incrementAndGet();
        }
        child.take(place);
    }

    private void introduce(Roster.Entry<?> first) {
        try {
            known = ActiveStrands.add(this);
        } catch (OutOfMemoryError e) {
            first.leave();
            throw e;
        }
    }

    /// Says that one that was added has left.
    void left() {
        if (counted != null && counted.decrementAndGet() == 0 && joining) { // SYNC scope-empty
            Parking.unpark(owner);
        }
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
        coroutines.forEach(STOP);
        dependents.forEach(stopDependent);
    }

    private void stop(Dependent dependent) {
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

    // ---- waiting -------------------------------------------------------------------------------

    /// Waits until all coroutines have ended, and some of the others.
    ///
    /// @param which of the others
    /// @param failed is told what goes wrong while one ends
    /// @throws InterruptedException if interrupted before or while waiting
    void await(Predicate<Dependent> which, Consumer<Throwable> failed) throws InterruptedException {
        List<Dependent> left;
        long came;
        do {
            // what is waited for may meanwhile add to what was waited for before
            came = coroutines.came();
            awaitCoroutines();
            left = dependents.present().stream().filter(which.and(d -> !d.isOver())).toList();
            for (Dependent dependent : left) {
                try {
                    dependent.awaitEnd();
                } catch (RuntimeException | Error e) {
                    failed.accept(e);
                }
            }
        } while (!left.isEmpty() || came != coroutines.came());
    }

    private void awaitCoroutines() throws InterruptedException {
        if (counted == null) {
            awaitOneByOne();
        } else {
            awaitNone(counted);
        }
    }

    private void awaitNone(AtomicLong number) throws InterruptedException {
        joining = true; // SYNC scope-empty
        try {
            while (checkInterrupt() && number.get() != 0) {
                Parking.park(this);
            }
        } finally {
            joining = false;
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // while another thread fills its place
    private void awaitOneByOne() throws InterruptedException {
        while (checkInterrupt()) {
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

    /// Also called if nobody is left: the interrupt may be why.
    private static boolean checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return true;
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

package io.heddle.shared;

import io.heddle.internal.memory.Handle;
import io.heddle.internal.memory.Limit;
import io.heddle.internal.memory.NamedObjects;
import io.heddle.internal.memory.Owner;
import io.heddle.internal.memory.Participant;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Signals;
import io.heddle.internal.memory.Site;
import io.heddle.internal.memory.Waiters;
import io.heddle.spi.Parking;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What threads of several processes wait for while they hold a [SharedLock].
///
/// Signals reach threads of one process in the order in which they came; processes take turns. In which order
/// those go on whom [#signalAll] has woken is not said, also if the lock is fair.
///
/// ## Memory consistency
/// That of the lock.
///
/// ## Cancellation
/// [#await()] is *clean*: who was interrupted or timed out has not used up a signal.
///
/// ## If a process dies
/// One that waited is passed by. One that had been signalled and died before it went on has not used up the
/// signal either: another one goes on instead, within 50 milliseconds after the system has ended the process.
/// So a thread may go on without a signal, as with every [java.util.concurrent.locks.Condition].
public final class SharedCondition extends LimitedCondition implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    // offset 0x20: waiters; 0x80: signals
    private static final int WAITERS = 0x20;
    private static final int SIGNALS = 0x80;
    private static final long BYTES = SIGNALS + Signals.bytes(Participant.places());

    private final transient Place place;
    private final transient SharedLock lock;
    private final transient Participant participant;
    private final transient Signals signals;
    private final transient Waiters waiters;

    /// Those of this process who wait, the first one first. Guarded by itself.
    private final transient Deque<Node> nodes = new ArrayDeque<>();

    /// How many single signals to this process were passed on. Guarded by the nodes.
    private transient long dispatched;

    /// Who waits for a ring on behalf of all threads of this process.
    private final transient AtomicReference<@Nullable Node> leader = new AtomicReference<>();

    /// A thread that waits.
    private static final class Node {
        final Thread thread = Thread.currentThread();
        final long epoch;

        /// Set once, by whoever passes signals on.
        volatile @Nullable Cause cause;

        /// Whether it has stopped waiting, for whatever reason. Set once, by its own thread.
        volatile boolean leaving;

        Node(long epoch) {
            this.epoch = epoch;
        }
    }

    /// Why a thread goes on.
    private enum Cause {
        SIGNALLED_ALONE,
        SIGNALLED_WITH_ALL,
        /// A dead process may have swallowed the signal.
        TO_BE_SURE
    }

    /// What travels instead.
    ///
    /// @param handle where it lies
    /// @param lock the lock that it belongs to
    private record Reference(Handle handle, SharedLock lock) implements Serializable {
        private Object readResolve() {
            return Site.current()
                    .open(handle, SharedCondition.class, place -> new SharedCondition(place, lock));
        }
    }

    private SharedCondition(Place place, SharedLock lock) {
        this.place = place;
        this.lock = lock;
        this.participant = place.participant();
        this.signals = new Signals(place.memory(), place.at() + SIGNALS, Participant.places());
        this.waiters = new Waiters(place, place.at() + WAITERS);
        this.dispatched = signals.granted(participant.me());
    }

    static SharedCondition of(SharedLock lock) {
        Place place = Site.current().allocate(BYTES);
        return Site.current().intern(place, new SharedCondition(place, lock));
    }

    static SharedCondition of(SharedLock lock, Place ofLock, String name) {
        NamedObjects.Plan<SharedCondition> plan =
                new NamedObjects.Plan<>(
                        NamedObjects.label(ofLock, name),
                        BYTES,
                        _ -> {},
                        place -> new SharedCondition(place, lock));
        return (SharedCondition) ofLock.named().openOrCreate(plan);
    }

    // ---- waiting -------------------------------------------------------------------------------

    @Override
    boolean waitWithin(Limit limit) throws InterruptedException {
        lock.requireHeld();
        if (limit.isInterruptible() && Thread.interrupted()) {
            throw new InterruptedException();
        }
        Node node = enter();
        int holds = lock.unlockWholly();
        InterruptedException interrupt = null;
        try {
            waitFor(node, limit);
        } catch (InterruptedException e) {
            interrupt = e;
        } finally {
            comeBack(node, holds, interrupt != null);
        }
        return goOn(node, interrupt);
    }

    /// Also if the wait has failed.
    private void comeBack(Node node, int holds, boolean interrupted) {
        boolean back = false;
        try {
            lock.lockAgain(holds);
            back = true;
        } finally {
            if (!back && interrupted) {
                Thread.currentThread().interrupt(); // something else is thrown
            }
            if (lock.isHeldByCurrentThread()) {
                leave(node);
            } else {
                forget(node); // it is broken
            }
        }
    }

    private static boolean goOn(Node node, @Nullable InterruptedException interrupt)
            throws InterruptedException {
        boolean signalled = node.cause != null;
        if (interrupt != null) {
            if (!signalled) {
                throw interrupt;
            }
            Thread.currentThread().interrupt(); // it came too late, and is kept
        }
        return signalled;
    }

    private Node enter() {
        passOn(); // whatever was signalled before is not for us
        signals.enter(participant.me(), participant);
        Node node = new Node(signals.epoch());
        synchronized (nodes) {
            nodes.add(node);
        }
        return node;
    }

    private void forget(Node node) {
        synchronized (nodes) {
            nodes.remove(node);
        }
    }

    /// Under the lock again.
    private void leave(Node node) {
        passOn();
        forget(node);
        Cause cause = node.cause;
        if (cause == Cause.SIGNALLED_ALONE) {
            signals.consume(participant.me());
        } else if (cause != Cause.SIGNALLED_WITH_ALL) {
            signals.giveUp(participant.me());
        }
        if (cause == Cause.TO_BE_SURE) {
            signals.forgetSwallowed(participant);
        }
    }

    private void waitFor(Node node, Limit limit) throws InterruptedException {
        boolean interrupted = false;
        try {
            while (node.cause == null) {
                if (leader.compareAndSet(null, node)) {
                    if (!lead(node, limit)) {
                        return;
                    }
                } else if (!park(limit)) {
                    return;
                }
                if (Thread.interrupted()) {
                    interrupted = true;
                    if (limit.isInterruptible()) {
                        throw new InterruptedException();
                    }
                }
            }
        } finally {
            node.leaving = true;
            passLeadOn();
            if (interrupted && !limit.isInterruptible()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean park(Limit limit) {
        long left = limit.leftNanos();
        if (!limit.isTimed()) {
            Parking.park(this);
        } else if (left > 0) {
            Parking.parkNanos(this, left);
        }
        return left > 0;
    }

    private boolean lead(Node node, Limit limit) throws InterruptedException {
        try {
            return waiters.await(() -> isToGoOn(node), limit);
        } finally {
            leader.set(null);
        }
    }

    private boolean isToGoOn(Node node) {
        passOn();
        if (node.cause == null && signals.areSwallowed(participant)) {
            synchronized (nodes) {
                if (node.cause == null) {
                    node.cause = Cause.TO_BE_SURE;
                }
            }
        }
        return node.cause != null;
    }

    /// Whoever stops waiting sees to it that another one leads, if there is one.
    private void passLeadOn() {
        if (leader.get() != null) {
            return;
        }
        synchronized (nodes) {
            nodes.stream()
                    .filter(node -> node.cause == null && !node.leaving)
                    .findFirst()
                    .ifPresent(node -> Parking.unpark(node.thread));
        }
    }

    // ---- signalling ----------------------------------------------------------------------------

    @Override
    public void signal() {
        lock.requireHeld();
        int signalled = signals.signal(participant);
        if (signalled == Owner.place(participant.me())) {
            passOn();
        } else if (signalled >= 0) {
            waiters.wake(signalled);
        }
    }

    @Override
    public void signalAll() {
        lock.requireHeld();
        signals.signalAll();
        passOn();
        waiters.wakeAll();
    }

    /// Passes signals to this process on to those of its threads that they are for.
    private void passOn() {
        synchronized (nodes) {
            long granted = signals.granted(participant.me());
            long epoch = signals.epoch();
            Iterator<Node> waiting = nodes.iterator();
            while (waiting.hasNext()) {
                Node node = waiting.next();
                if (dispatched < granted) {
                    dispatched++;
                    release(node, Cause.SIGNALLED_ALONE);
                    waiting.remove();
                } else if (node.epoch != epoch) {
                    release(node, Cause.SIGNALLED_WITH_ALL);
                    waiting.remove();
                }
            }
            dispatched = Math.max(dispatched, granted);
        }
    }

    private static void release(Node node, Cause cause) {
        node.cause = cause;
        Parking.unpark(node.thread);
    }

    @Serial
    private Object writeReplace() {
        return new Reference(place.handle(), lock);
    }
}

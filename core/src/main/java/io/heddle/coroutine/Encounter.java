package io.heddle.coroutine;

import io.heddle.spi.Headroom;
import io.heddle.spi.Parking;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One thread that waits at one or several channels until somebody meets it at one of them.
///
/// | state     | means                                   | set by                                |
/// |-----------|-----------------------------------------|---------------------------------------|
/// | `WAITING` | it waits                                | itself                                |
/// | 0 and up  | it was met at the clause of that number | whoever met it, under that channel's lock, or the future of the clause |
/// | `CLOSED`  | one of the channels was closed          | whoever closed it, under its lock     |
/// | `GONE`    | it waits no more                        | itself                                |
///
/// All transitions begin at `WAITING` and are compare-and-sets, but for that of one that could not line up, whom nobody
/// knows yet; so there is one winner; whoever wins has done what
/// it came for, and the thread that was met returns that, however often it is interrupted.
final class Encounter extends LineNode {

    static final int WAITING = -1;
    static final int CLOSED = -2;
    static final int GONE = -3;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Encounter.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// How often it looks before it parks: to be woken takes longer than most waits.
    private static final int LOOKS = 8;

    private final Thread thread = Thread.currentThread();

    /// Changed by [#decide] only, except where somebody could not line up.
    volatile int state = WAITING;

    /// Whether the thread has to be woken. Written by it before it looks at the state for the last time.
    private volatile boolean parks;

    /// Begins to wait at several channels.
    Encounter() {
        this(null);
    }

    /// Begins to wait at one channel: in one object, since two threads pass it between their processors.
    ///
    /// @param item what is sent, `null` to receive
    Encounter(@Nullable Object item) {
        super(null, 0, item);
    }

    int state() {
        return state;
    }

    boolean isWaiting() {
        return state == WAITING;
    }

    /// Decides what comes of it.
    ///
    /// @return whether this call did
    boolean decide(int outcome) {
        return state == WAITING && STATE.compareAndSet(this, WAITING, outcome);
    }

    /// Lets the thread go on. To be called by whoever has decided, without a lock.
    void wake() {
        if (parks) { // SYNC encounter-parks
            Parking.unpark(thread);
        }
    }

    /// Waits until somebody has decided, or the time is up.
    ///
    /// @return the state; `GONE` if the time was up
    /// @throws InterruptedException if interrupted before anybody has decided
    int await(Until until, Object blocker) throws InterruptedException {
        return await(until, blocker, null);
    }

    /// The same, at a single channel.
    ///
    /// @param spinning how to wait at first
    int await(Until until, Object blocker, @Nullable Spinning spinning)
            throws InterruptedException {
        try {
            boolean sharesTurn = Parking.mine() != null;
            if (!sharesTurn && spinning != null) {
                spinning.await(this);
            }
            if (state == WAITING) {
                Headroom.require(); // who parks and fails in the middle would stay in the line
                if (!sharesTurn) {
                    lookAround();
                }
            }
        } catch (StackOverflowError e) {
            if (decide(GONE)) {
                throw e;
            }
        }
        if (state >= 0) {
            return state; // nobody need wake it
        }
        parks = true;
        boolean interrupted = false;
        while (state == WAITING) { // SYNC encounter-parks
            boolean timeIsUp = !until.park(blocker);
            if (Thread.interrupted()) {
                interrupted = true;
                if (decide(GONE)) {
                    throw new InterruptedException();
                }
            } else if (timeIsUp) {
                var _ = decide(GONE);
            }
        }
        if (interrupted) {
            thread.interrupt(); // somebody was first: that counts, and the next wait is interrupted
        }
        return state;
    }

    @SuppressWarnings("ThreadPriorityCheck") // whoever comes may need this very processor
    private void lookAround() {
        for (int i = 0; i < LOOKS && state == WAITING; i++) {
            Thread.yield();
        }
    }
}

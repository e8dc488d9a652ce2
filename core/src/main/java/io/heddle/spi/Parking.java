package io.heddle.spi;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Lets threads wait as [LockSupport] does, and lets those that share one turn with others hand it over
/// meanwhile.
///
/// Whatever in Heddle makes a user's thread wait, parks and unparks through here. For all threads but those of
/// a cooperative scope that is [LockSupport] itself, after one look at a counter.
public final class Parking {

    /// A thread that shares a turn. Its methods behave as those of [LockSupport] that are called the same.
    public interface Turn {

        /// Hands the turn over until unparked or interrupted. Called by the thread itself.
        ///
        /// @param blocker what a dump of threads shows
        void park(Object blocker);

        /// Hands the turn over until unparked, interrupted, or for a time on the clock of the turn.
        ///
        /// @param blocker what a dump of threads shows
        /// @param nanos the time; [Long#MAX_VALUE] for no limit
        void parkNanos(Object blocker, long nanos);

        /// Reads the clock of the turn.
        ///
        /// @return nanoseconds since some moment
        long nanos();

        /// Interrupts the thread, and puts it into the line for the turn if it is parked. Called by any thread.
        void interrupt();

        /// Puts the thread into the line for the turn. Called by any thread.
        void unpark();

        /// Hands the turn over while the thread does something that blocks it. Until it comes back it shares no
        /// turn: [Parking#mine()] gives none. Called by the thread itself.
        void leave();

        /// Waits for the turn after [#leave()].
        void comeBack();
    }

    private static final Map<Thread, Turn> TURNS = new ConcurrentHashMap<>();

    /// How many there are, or more for a moment. The map only estimates that while others come and go, and whoever
    /// took it for empty would wake a thread that waits for its turn.
    private static final AtomicInteger SHARING = new AtomicInteger();

    private Parking() {}

    /// Gives the turn of the calling thread.
    ///
    /// @return the turn, or `null` if it shares none, or has left it to block
    public static @Nullable Turn mine() {
        return of(Thread.currentThread());
    }

    private static @Nullable Turn of(Thread thread) {
        return SHARING.get() == 0 ? null : TURNS.get(thread);
    }

    /// Says with whom a thread shares a turn from now on.
    ///
    /// @param thread the thread
    /// @param turn its turn
    public static void share(Thread thread, Turn turn) {
        SHARING.incrementAndGet();
        if (TURNS.put(thread, turn) != null) {
            SHARING.decrementAndGet();
        }
    }

    /// Says that a thread shares a turn no more. Does nothing if it shares another one meanwhile.
    ///
    /// @param thread the thread
    /// @param turn its turn
    public static void unshare(Thread thread, Turn turn) {
        if (TURNS.remove(thread, turn)) {
            SHARING.decrementAndGet();
        }
    }

    /// As [LockSupport#park(Object)].
    ///
    /// @param blocker what a dump of threads shows
    public static void park(Object blocker) {
        Turn turn = mine();
        if (turn == null) {
            LockSupport.park(blocker);
        } else {
            turn.park(blocker);
        }
    }

    /// As [LockSupport#parkNanos(Object, long)].
    ///
    /// @param blocker what a dump of threads shows
    /// @param nanos the longest wait; zero or less means "do not wait"
    public static void parkNanos(Object blocker, long nanos) {
        Turn turn = mine();
        if (turn == null) {
            LockSupport.parkNanos(blocker, nanos);
        } else if (nanos > 0) {
            turn.parkNanos(blocker, nanos);
        }
    }

    /// As [LockSupport#unpark(Thread)].
    ///
    /// @param thread who is to go on
    public static void unpark(Thread thread) {
        Turn turn = of(thread);
        if (turn == null) {
            LockSupport.unpark(thread);
        } else {
            turn.unpark();
        }
    }

    /// Does something that blocks the calling thread, and lets others have the turn meanwhile. Whatever of Heddle
    /// waits in it does so as in a thread that shares no turn.
    ///
    /// @param <T> the type of the result
    /// @param <X> what it throws
    /// @param wait what blocks
    /// @return its result
    /// @throws X what it throws
    public static <T extends @Nullable Object, X extends Exception> T around(Blocking<T, X> wait)
            throws X {
        Turn turn = mine();
        if (turn == null) {
            return wait.run();
        }
        try {
            turn.leave();
            return wait.run();
        } finally {
            turn.comeBack();
        }
    }

    /// Something that blocks.
    ///
    /// @param <T> the type of the result
    /// @param <X> what it throws
    @FunctionalInterface
    public interface Blocking<T extends @Nullable Object, X extends Exception> {

        /// Does it.
        ///
        /// @return the result
        /// @throws X if it fails
        T run() throws X;
    }
}

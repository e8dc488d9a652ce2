package io.heddle.spi;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Keeps the program from ending while there is work that somebody was promised.
///
/// All threads of Heddle are daemons. As long as work is unfinished, one thread that is no daemon
/// exists; it looks every [#LINGER_NANOS] whether it is still needed, so a program whose pool was
/// never closed ends that much after its last task.
///
/// Starting work costs two volatile reads beside the count. The counter and the field [#keeper] are
/// written in opposite orders by [#begin()] and by the keeper (`SYNC keeper-leaves`), so that one
/// of them sees the other.
public final class KeepAlive {

    private static final long LINGER_NANOS = 100_000_000;

    private static final AtomicLong UNFINISHED = new AtomicLong();

    /// Written under the lock of this class; read by everybody who begins something.
    private static volatile @Nullable Thread keeper;

    private KeepAlive() {}

    /// Says that there is one more piece of unfinished work.
    ///
    /// @throws OutOfMemoryError if there is no thread to keep the program; then it is as if nothing had
    ///     been said
    public static void begin() {
        UNFINISHED.incrementAndGet(); // SYNC keeper-leaves
        if (keeper == null) {
            try {
                startKeeper();
            } catch (OutOfMemoryError e) {
                UNFINISHED.decrementAndGet();
                throw e;
            }
        }
    }

    /// Says that there is one less.
    public static void end() {
        UNFINISHED.decrementAndGet();
    }

    /// Lets the program end at once if nothing is unfinished, for example because a pool was
    /// closed.
    public static void settle() {
        Thread now = keeper;
        if (now != null && UNFINISHED.get() == 0) {
            LockSupport.unpark(now);
        }
    }

    /// Waits until nothing is unfinished, as the program itself would at its end.
    public static void awaitSettled() {
        while (UNFINISHED.get() > 0) {
            LockSupport.parkNanos(KeepAlive.class, LINGER_NANOS);
            if (Thread.interrupted()) {
                return; // asked to stop waiting
            }
        }
    }

    private static synchronized void startKeeper() {
        if (keeper == null) {
            Thread thread =
                    ServiceThreads.named("heddle-keeps-program-alive")
                            .daemon(false)
                            .unstarted(KeepAlive::keep);
            thread.start();
            keeper = thread; // not before: a start may fail, and the next one is to try again
        }
    }

    private static void keep() {
        do {
            LockSupport.parkNanos(KeepAlive.class, LINGER_NANOS);
        } while (!mayLeave());
    }

    private static synchronized boolean mayLeave() {
        if (UNFINISHED.get() > 0) {
            return false;
        }
        Thread self = keeper;
        keeper = null;
        if (UNFINISHED.get() > 0) { // SYNC keeper-leaves
            keeper = self;
            return false;
        }
        return true;
    }
}

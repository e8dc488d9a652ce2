package io.heddle.manager;

import io.heddle.internal.wire.Frame;
import io.heddle.spi.Parking;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A call whose answer is awaited by the thread that made this.
///
/// ## States
///
/// Waiting, then exactly one of: answered, with a frame; lost, since nothing will come any more; abandoned by its thread.
final class Pending {

    private enum Without {
        LOST,
        ABANDONED
    }

    private final Thread caller = Thread.currentThread();
    private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();

    boolean isWaiting() {
        return outcome.get() == null;
    }

    /// Gives the answer; `null` if there is none and will be none.
    @Nullable Frame answer() {
        return outcome.get() instanceof Frame frame ? frame : null;
    }

    /// Tells whether somebody still waited for the answer.
    boolean answered(Frame frame) {
        return decide(frame);
    }

    void lost() {
        var _ = decide(Without.LOST);
    }

    /// Gives up; tells whether that was in time. Otherwise there is an outcome.
    boolean abandon() {
        return outcome.compareAndSet(null, Without.ABANDONED);
    }

    private boolean decide(Object how) {
        if (!outcome.compareAndSet(null, how)) {
            return false;
        }
        Parking.unpark(caller);
        return true;
    }
}

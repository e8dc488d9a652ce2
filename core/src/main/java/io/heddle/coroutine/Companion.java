package io.heddle.coroutine;

import io.heddle.spi.Parking;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A virtual thread that works for the calling thread: if that one shares a turn, so does this.
final class Companion {

    private Companion() {}

    /// Starts it.
    ///
    /// @param name what traces and dumps call it
    /// @param known is told the thread before it runs
    /// @param body what it runs; it does not throw
    static void start(String name, Consumer<Thread> known, Runnable body) {
        AtomicReference<@Nullable Participant> turn = new AtomicReference<>();
        Thread thread =
                Thread.ofVirtual()
                        .name(name)
                        .unstarted(() -> {
                            Participant mine = turn.get();
                            if (mine == null) {
                                body.run();
                                return;
                            }
                            mine.begin();
                            try {
                                body.run();
                            } finally {
                                mine.end();
                            }
                        });
        known.accept(thread);
        Participant companion =
                Parking.mine() instanceof Participant caller
                        ? caller.companion(thread, name)
                        : null;
        turn.set(companion);
        boolean started = false;
        try {
            if (companion != null) {
                companion.join();
            }
            thread.start();
            started = true;
        } finally {
            if (!started && companion != null) {
                companion.end();
            }
        }
    }
}

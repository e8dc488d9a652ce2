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
        if (Parking.mine() instanceof Participant caller) {
            Participant companion = caller.companion(thread, name);
            turn.set(companion);
            companion.join();
        }
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            Participant companion = turn.get();
            if (!started && companion != null) {
                companion.end();
            }
        }
    }
}

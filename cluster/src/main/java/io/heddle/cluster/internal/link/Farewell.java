package io.heddle.cluster.internal.link;

import java.time.Duration;
import org.redisson.client.RedisException;

/// The last words to a server, for which nobody waits long if it is gone: what they would tell it, it finds out by
/// itself when leases end.
public final class Farewell {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private Farewell() {}

    /// Says them.
    ///
    /// @param words may block
    public static void say(Runnable words) {
        Thread speaking =
                Thread.startVirtualThread(() -> {
                    try {
                        words.run();
                    } catch (RedisException e) {
                        // it is gone
                    }
                });
        try {
            boolean _ = speaking.join(LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.heddle.cluster.internal.link;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;

/// Does something as soon as the server is there, and gives up what it refuses.
///
/// Some servers refuse without a word: they cut the connection of who sends more bytes than they take. So what is
/// large and is not answered, while a server that is asked for nothing answers, is taken for refused the third time.
public final class Insistence {

    private static final long PAUSE_NANOS = 100_000_000;
    private static final int MOST_DOUBTS = 3;

    /// No server can be told to take less at once.
    private static final int LARGE = 1 << 20;

    private static final Script NOTHING = new Script("return {}");

    private final Link link;
    private final BooleanSupplier over;

    /// Prepares.
    ///
    /// @param link the way to the server
    /// @param over says that nothing is worth insisting any more
    public Insistence(Link link, BooleanSupplier over) {
        this.link = link;
        this.over = over;
    }

    /// Does it.
    ///
    /// @param <T> what it gives
    /// @param action may be done more than once
    /// @param bytes how large it is
    /// @return what it gave; `null` if it was given up because all is over
    /// @throws RedisException if the server refuses
    public <T> @Nullable T on(Supplier<T> action, long bytes) {
        int doubts = 0;
        while (!over.getAsBoolean()) {
            try {
                return action.get();
            } catch (RedisException e) {
                if (over.getAsBoolean()) {
                    break;
                }
                if (!ServerTrouble.isPassing(e)
                        || (bytes >= LARGE && answers() && ++doubts == MOST_DOUBTS)) {
                    throw e;
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
        return null;
    }

    private boolean answers() {
        try {
            NOTHING.run(link, link.name("pool", "nothing"), java.util.List.of());
            return true;
        } catch (RedisException e) {
            return false;
        }
    }
}

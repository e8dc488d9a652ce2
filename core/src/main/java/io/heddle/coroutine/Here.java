package io.heddle.coroutine;

import io.heddle.Task;
import io.heddle.spi.Enclosure;
import io.heddle.spi.Parking;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Where the calling thread is: in which scope, and what follows from that.
final class Here {

    private Here() {}

    /// Gives the innermost scope.
    static @Nullable CoroutineScope scope() {
        return Enclosure.currentOwner() instanceof CoroutineScope scope ? scope : null;
    }

    /// Gives the clock by which one sleeps here.
    static TimeSource time() {
        CoroutineScope scope = scope();
        return scope == null ? TimeSource.system() : scope.life().time();
    }

    /// Chooses by chance; in a cooperative scope the same at every run.
    static int choose(int bound) {
        CoroutineScope scope = scope();
        Turns turns = scope == null ? null : scope.life().turns();
        return turns != null && Parking.mine() != null
                ? turns.choose(bound)
                : ThreadLocalRandom.current().nextInt(bound);
    }

    /// Runs something, and closes the scopes that it has opened and not closed.
    ///
    /// @throws IllegalStateException if there are any
    static <T extends @Nullable Object> T leavingNone(Task<T> task) throws Exception {
        Enclosure around = Enclosure.innermost();
        T result;
        try {
            result = task.call();
        } catch (Throwable thrown) {
            RuntimeException misuse = closeThoseSince(around);
            if (misuse != null) {
                thrown.addSuppressed(misuse);
            }
            throw thrown;
        }
        RuntimeException misuse = closeThoseSince(around);
        if (misuse != null) {
            throw misuse;
        }
        return result;
    }

    /// If even what was around has been left, there is nothing to close.
    private static @Nullable RuntimeException closeThoseSince(@Nullable Enclosure around) {
        Enclosure at = Enclosure.innermost();
        while (at != around && at != null) {
            at = at.outer();
        }
        return at == around ? closeThoseWithin(around) : null;
    }

    /// Closes scopes that the calling thread has opened and not closed.
    ///
    /// @return what is to be told whoever forgot that, or null
    static @Nullable RuntimeException closeThoseWithin(@Nullable Enclosure upTo) {
        RuntimeException misuse = null;
        Enclosure at = Enclosure.innermost();
        while (at != null && at != upTo) {
            if (at instanceof ScopeFrame forgotten) {
                misuse =
                        new IllegalStateException(
                                "a scope was not closed before what it was opened in: scope=%s; open it in a try"
                                        .formatted(forgotten.name()));
                try {
                    forgotten.scope().close();
                } catch (RuntimeException e) {
                    misuse.addSuppressed(e);
                }
            } else {
                at.exit();
            }
            at = Enclosure.innermost();
        }
        return misuse;
    }
}

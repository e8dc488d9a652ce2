package io.heddle.manager;

import io.heddle.spi.FailureText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What this process knows of how the managers came to their end that it had started itself.
final class Endings {

    private static final int MOST_REMEMBERED = 1_000;

    /// By the token of the manager; the newest ones. Guarded by itself.
    private static final Map<String, Supplier<Ending>> OWN =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Supplier<Ending>> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            };

    private Endings() {}

    /// How one came to its end.
    ///
    /// @param isOver whether it did
    /// @param cause of what it died; `null` if it was closed
    record Ending(boolean isOver, @Nullable Throwable cause) {}

    /// Notes a manager of this process.
    ///
    /// @param ending asked when somebody wants to know; may wait a moment
    static void note(Address address, Supplier<Ending> ending) {
        synchronized (OWN) {
            OWN.put(address.token(), ending);
        }
    }

    /// Finds words for a manager that nobody can reach.
    ///
    /// @param call what was called
    /// @param trouble why it cannot be reached; `null` if it has cut the connection
    static ManagerEndedException of(Address address, String call, @Nullable Throwable trouble) {
        Supplier<Ending> known;
        synchronized (OWN) {
            known = OWN.get(address.token());
        }
        Ending ending = known == null ? new Ending(false, trouble) : known.get();
        Throwable cause = ending.isOver() ? ending.cause() : trouble;
        boolean isThere = known != null && !ending.isOver() && trouble == null;
        return new ManagerEndedException(
                "%s: %s call=%s; %s"
                        .formatted(
                                isThere
                                        ? "the connection to a manager was cut"
                                        : what(ending, known != null),
                                address,
                                call,
                                cause == null
                                        ? isThere
                                                ? "its process is still there, so call again"
                                                : "start another one, and make its objects anew"
                                        : FailureText.of(cause)),
                address.manager(),
                address.pid(),
                cause);
    }

    private static String what(Ending ending, boolean ours) {
        if (!ending.isOver()) {
            return ours
                    ? "the process of a manager cannot be reached"
                    : "the process of a manager has ended, or cannot be reached";
        }
        return ending.cause() == null
                ? "the manager was closed"
                : "the process of a manager has died";
    }
}

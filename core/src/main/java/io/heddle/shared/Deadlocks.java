package io.heddle.shared;

import io.heddle.spi.CallSite;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who is told of deadlocks among threads that wait for a [SharedLock] or a [HeddleLock], in this process or
/// together with others. As long as somebody listens, also of those that the JVM finds among its platform
/// threads: through monitors, and the locks of `java.util.concurrent`.
///
/// A deadlock is found within about a second. It is a fact when it is reported, however slow or stopped a
/// process may be; processes that have died are not part of any, since their locks are taken over. If a
/// member waits in an interruptible or a timed method, the youngest of those gets a [DeadlockException] soon after
/// the report. Others wait until somebody gives way.
///
/// Each process that has a thread in it is told, unless it is stopped or held up until the deadlock is over. A
/// process that holds locks of several families of processes, one made here and one got from elsewhere for
/// example, sees those in which it takes part itself.
///
/// Semaphores, events and conditions have no holder, so a cycle through one of them is not found.
public final class Deadlocks {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private static final List<Consumer<? super Deadlock>> LISTENERS = new CopyOnWriteArrayList<>();

    private static final List<Consumer<? super LockInversion>> INVERSION_LISTENERS =
            new CopyOnWriteArrayList<>();

    private static volatile boolean notingPlaces;

    private Deadlocks() {}

    /// Says who is told of each deadlock that a thread of this process is part of, once. Without a listener it
    /// is logged as a warning.
    ///
    /// @param listener is called on a virtual thread of its own; what it throws goes to the handler of uncaught
    ///     exceptions
    public static void onDetected(Consumer<? super Deadlock> listener) {
        LISTENERS.add(Objects.requireNonNull(listener, "listener"));
        JvmDeadlocks.search(() -> !LISTENERS.isEmpty());
    }

    /// Takes a listener away.
    ///
    /// @param listener who is told no more
    /// @return whether it was there
    public static boolean forget(Consumer<? super Deadlock> listener) {
        return LISTENERS.remove(listener);
    }

    /// Says whether each thread of this process that takes a lock notes where. A thread that had to wait for its
    /// lock does so anyway; for the others it costs many times what the lock itself costs. Without it a report
    /// says where such a holder is when the deadlock is found, which is mostly within the same method.
    ///
    /// @param noted whether they do, from now on; at first they do not
    public static void notePlaces(boolean noted) {
        notingPlaces = noted;
    }

    static @Nullable CallSite placeIfNoted() {
        return notingPlaces ? CallSite.here() : null;
    }

    /// Says who is told when [HeddleLock]s are taken in different orders at different places. Each order is
    /// reported once, when it is first seen. Without a listener it is logged as a warning.
    ///
    /// @param listener is called on a virtual thread of its own; what it throws goes to the handler of uncaught
    ///     exceptions
    public static void onInversion(Consumer<? super LockInversion> listener) {
        INVERSION_LISTENERS.add(Objects.requireNonNull(listener, "listener"));
    }

    /// Takes a listener of [#onInversion] away.
    ///
    /// @param listener who is told no more
    /// @return whether it was there
    public static boolean forgetInversion(Consumer<? super LockInversion> listener) {
        return INVERSION_LISTENERS.remove(listener);
    }

    static void report(Deadlock deadlock) {
        tell(LISTENERS, deadlock);
    }

    static void report(LockInversion inversion) {
        tell(INVERSION_LISTENERS, inversion);
    }

    /// Does not wait for whoever is told.
    private static <T> void tell(List<Consumer<? super T>> listeners, T report) {
        if (listeners.isEmpty()) {
            var _ =
                    Thread.startVirtualThread(
                            () -> LOG.log(System.Logger.Level.WARNING, () -> report.toString()));
        }
        for (Consumer<? super T> listener : listeners) {
            var _ = Thread.startVirtualThread(() -> listener.accept(report));
        }
    }
}

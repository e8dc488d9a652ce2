package io.heddle.coroutine;

import io.heddle.Action;
import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.spi.Parking;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What code in a coroutine does with its own time. All of it works in any thread.
public final class Coroutines {

    private Coroutines() {}

    /// Lets others go on: in a cooperative scope all who are in the line for the turn; elsewhere whoever the system
    /// chooses.
    ///
    /// @throws InterruptedException if interrupted before or meanwhile
    @SuppressWarnings("ThreadPriorityCheck") // whoever calls this wants it
    public static void pause() throws InterruptedException {
        checkInterrupt();
        if (Parking.mine() instanceof Participant turn) {
            turn.pause();
        } else {
            Thread.yield();
        }
        checkInterrupt();
    }

    /// Waits for a time on the clock of the scope, outside of one on that of the system.
    ///
    /// @param time how long; zero or less is a pause
    /// @throws InterruptedException if interrupted before or meanwhile
    public static void sleep(Duration time) throws InterruptedException {
        Objects.requireNonNull(time, "time");
        checkInterrupt();
        if (!time.isPositive()) {
            pause();
            return;
        }
        Until until = Until.in(time);
        while (until.park(Coroutines.class)) {
            checkInterrupt();
        }
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /// Starts a coroutine: in the innermost scope, outside of one a [Strand] that belongs to nobody.
    ///
    /// @param <T> the type of the result
    /// @param task what it runs
    /// @return the coroutine
    public static <T extends @Nullable Object> Strand<T> spawn(Task<T> task) {
        CoroutineScope scope = Here.scope();
        return scope == null ? Strand.ofCoroutine().start(task) : scope.spawn(task);
    }

    /// Starts a coroutine without a result: in the innermost scope, outside of one a [Strand] that belongs to
    /// nobody.
    ///
    /// @param action what it runs
    /// @return the coroutine
    public static Strand<@Nullable Void> spawn(Action action) {
        CoroutineScope scope = Here.scope();
        return scope == null ? Strand.ofCoroutine().start(action) : scope.spawn(action);
    }

    /// Runs something that blocks, and lets the others of a cooperative scope have the turn meanwhile. When it is
    /// done, the coroutine is put at the end of the line. Elsewhere it is just run.
    ///
    /// Meanwhile the coroutine is like a thread outside: it has no turn, whatever of Heddle it waits for is waited for
    /// in real time, and a scope that it opens has its own turns. Interrupts, deadlines and time limits reach it.
    /// A scope that is opened there is to be closed there, or it is closed at the end. From the first use on, the
    /// order in the scope depends on how long things take.
    ///
    /// @param <T> the type of the result
    /// @param task what blocks; it must not touch what the coroutines share
    /// @return its result
    /// @throws IllegalStateException in a cooperative scope, if the task has left a scope open; it is closed
    /// @throws Exception what the task throws
    public static <T extends @Nullable Object> T blocking(Task<T> task) throws Exception {
        Objects.requireNonNull(task, "task");
        return Parking.mine() == null
                ? task.call()
                : Parking.<T, Exception>around(() -> Here.leavingNone(task));
    }

    /// Runs something that blocks; as [#blocking(Task)].
    ///
    /// @param action what blocks; it must not touch what the coroutines share
    /// @throws Exception what the action throws
    public static void blocking(Action action) throws Exception {
        Objects.requireNonNull(action, "action");
        Coroutines.<@Nullable Void>blocking(() -> {
            action.act();
            return null;
        });
    }
}

package io.heddle.coroutine;

import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Looks now and then whether somebody keeps the turn of a cooperative scope while he waits for a lock that
/// one of those holds who wait for the turn.
///
/// Only a fact is reported. Of a monitor the JVM says who holds it ([MonitorHolders]). Of a `ReentrantLock` or the
/// write lock of a `ReentrantReadWriteLock` nobody says it, but the holder can find out: each waiting coroutine
/// looks in its own thread whether the lock is its own. Read locks and waits for other things have no holder that
/// could be found.
final class TurnWatch {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// The locks whose holder can give back nothing without harm.
    private static final String REENTRANT = "java.util.concurrent.locks.Reentrant";

    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final long PATIENCE_MILLIS = 2_000;

    private final ScopeLife scope;
    private final Turns turns;
    private final AtomicBoolean looking = new AtomicBoolean();

    private volatile boolean over;
    private volatile Clock.Alarm next = () -> {};

    /// Written and read by the clock's thread.
    private long givenBefore = -1;

    private TurnWatch(ScopeLife scope, Turns turns) {
        this.scope = scope;
        this.turns = turns;
    }

    /// Begins to look.
    ///
    /// @return how to stop
    static TimeSource.Alarm begin(ScopeLife scope, Turns turns) {
        TurnWatch watch = new TurnWatch(scope, turns);
        watch.schedule();
        return watch::end;
    }

    private void schedule() {
        if (!over) {
            next = Clock.schedule(Deadline.in(PERIOD), this::look);
        }
    }

    private void end() {
        over = true;
        next.cancel();
    }

    /// Runs on the clock's thread: short.
    private void look() {
        Participant holder = turns.holderSince(givenBefore);
        givenBefore = turns.given();
        if (holder != null && waits(holder) && looking.compareAndSet(false, true)) {
            long given = givenBefore;
            var _ = Thread.startVirtualThread(() -> examine(holder, given));
        }
        schedule();
    }

    private static boolean waits(Participant holder) {
        Thread.State state = holder.thread().getState();
        return state == Thread.State.BLOCKED || state == Thread.State.WAITING;
    }

    private void examine(Participant holder, long given) {
        try {
            Optional<Participant> culprit = culprit(holder);
            if (culprit.isPresent() && turns.holderSince(given) == holder && waits(holder)) {
                report(holder, culprit.get());
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "a cooperative scope could not be examined", e);
        } finally {
            looking.set(false);
        }
    }

    private void report(Participant waiter, Participant holder) {
        TurnDeadlockException why =
                new TurnDeadlockException(
                        "a coroutine that has the turn waits for a lock of one that waits for the turn: scope=%s waiter=%s at=%s holder=%s; use a lock of Heddle, or let no coroutine pause while it holds one"
                                .formatted(
                                        scope.name(), waiter.name(), place(waiter), holder.name()),
                        waiter.name(),
                        holder.name());
        scope.fail(why);
        turns.takeAwayFrom(waiter);
        if (holder.thread() == scope.owner()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the owner of a scope holds a lock that one of its coroutines wants; if it joins or closes the scope meanwhile neither may ever end: "
                            + why.getMessage());
        }
    }

    private static String place(Participant waiter) {
        for (StackTraceElement frame : waiter.thread().getStackTrace()) {
            if (!frame.getClassName().startsWith("java.")) {
                return frame.toString();
            }
        }
        return "?";
    }

    private Optional<Participant> culprit(Participant waiter) {
        if (waiter.thread().getState() == Thread.State.BLOCKED) {
            return MonitorHolders.find(waiter, turns.paused());
        }
        BooleanSupplier mine = whetherMine(LockSupport.getBlocker(waiter.thread()));
        return mine == null
                ? Optional.empty()
                : turns.paused().stream().filter(paused -> answers(paused, mine)).findFirst();
    }

    /// Asks a thread a question, in that thread.
    private static boolean answers(Participant asked, BooleanSupplier question) {
        AtomicBoolean answer = new AtomicBoolean();
        CountDownLatch answered = new CountDownLatch(1);
        asked.send(() -> {
            answer.set(isTrue(question));
            answered.countDown();
        });
        return await(answered) && answer.get();
    }

    private static boolean await(CountDownLatch answered) {
        try {
            return answered.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /// Giving a lock back not even once changes nothing, and is refused to all but its holder.
    ///
    /// @return what a thread asks itself; `null` if this is none of those locks
    private static @Nullable BooleanSupplier whetherMine(@Nullable Object blocker) {
        if (blocker == null || !blocker.getClass().getName().startsWith(REENTRANT)) {
            return null;
        }
        return switch (blocker) {
            case AbstractQueuedSynchronizer lock -> () -> !lock.release(0);
            case AbstractQueuedLongSynchronizer lock -> () -> !lock.release(0);
            default -> null;
        };
    }

    private static boolean isTrue(BooleanSupplier question) {
        try {
            return question.getAsBoolean();
        } catch (IllegalMonitorStateException notMine) {
            return false;
        }
    }
}

package io.heddle.coroutine;

import io.heddle.HeddleException;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.Dependent;
import io.heddle.spi.Enclosure;
import io.heddle.spi.Parking;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What lies behind [CoroutineScope], the door: how a scope begins, waits, fails and ends.
///
/// | state    | means                                  | set by                                         |
/// |----------|----------------------------------------|------------------------------------------------|
/// | `OPEN`   | coroutines are spawned                 |                                                |
/// | `ENDING` | all that belongs to it is cancelled    | the first error, deadline, `cancel` or `close` |
/// | `CLOSED` | nothing is left                        | the owner                                      |
///
/// Errors lie in [ScopeErrors], whoever belongs to the scope in [ScopeChildren].
final class ScopeLife {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private enum State {
        OPEN,
        ENDING,
        CLOSED
    }

    private final String name;
    private final Thread owner = Thread.currentThread();
    private final TimeSource time;
    private final @Nullable Turns turns;

    /// The turn of the owner, if it came with this scope and not with one around.
    private final @Nullable Participant ownTurn;

    /// Where the trace of this scope begins in that of the turns; negative if it has none.
    private final int traceFrom;

    private final OwnerInterrupt ownerInterrupt;
    private final ScopeFrame frame;
    private final ScopeErrors errors;
    private final ScopeChildren children;

    /// Written under the monitor, read by everybody.
    private volatile State state = State.OPEN;

    /// Whether all who were there have been told to end. Written by whoever ends the scope.
    private volatile boolean stopped;

    private TimeSource.Alarm deadline = () -> {};
    private TimeSource.Alarm watch = () -> {};

    ScopeLife(CoroutineScope scope, CoroutineScopeBuilder spec, boolean cooperative) {
        this.name = scope.name();
        this.errors = new ScopeErrors(name);
        Participant around = Parking.mine() instanceof Participant sharing ? sharing : null;
        this.children = new ScopeChildren(name, owner, cooperative || around != null);
        if (!cooperative) {
            turns = null;
            time = spec.time();
            ownTurn = null;
        } else if (around == null) {
            turns = new Turns(spec.time());
            time = turns;
            ownTurn = new Participant(turns, owner, () -> name);
        } else { // one turn for all, or two would run at once
            turns = around.turns();
            spec.requireTime(turns.real());
            time = turns;
            ownTurn = null;
        }
        this.traceFrom = turns != null && spec.isRecorded() ? turns.record() : -1;
        this.ownerInterrupt = new OwnerInterrupt(owner, ownTurn != null ? ownTurn : around);
        this.frame = new ScopeFrame(scope, ownerInterrupt);
    }

    /// Begins, in the thread of the owner.
    void enter(@Nullable Duration limit) {
        Enclosure.adopt(frame);
        frame.enter();
        if (turns != null && ownTurn != null) {
            ownTurn.beginFirst();
            watch = TurnWatch.begin(this, turns);
        }
        if (limit != null) {
            long at = time.nanos() + TimeUnit.NANOSECONDS.convert(limit);
            Runnable expire = () -> Thread.startVirtualThread(() -> expire(limit));
            deadline = turns == null ? time.at(at, expire) : turns.atTheLatest(at, expire);
        }
    }

    private void expire(Duration limit) {
        if (state == State.OPEN) {
            fail(ScopeErrors.tooLate(name, limit));
        }
    }

    // ---- spawning ------------------------------------------------------------------------------

    /// Starts a coroutine, unless the scope is ending: then it never begins.
    void begin(Coroutine<?> child) {
        children.add(child);
        Participant turn = null;
        try {
            if (state == State.OPEN) { // SYNC scope-ends
                turn = turnFor(child);
                if (turn != null) {
                    turn.join();
                }
                child.begin();
                return;
            }
        } catch (Throwable notBegun) {
            if (turn != null) {
                turn.end();
            }
            child.neverBegins();
            throw notBegun;
        }
        child.neverBegins();
    }

    /// One has ended, or has never begun.
    void left() {
        children.left();
    }

    private @Nullable Participant turnFor(Coroutine<?> child) {
        if (turns == null) {
            return null;
        }
        Participant turn = new Participant(turns, child.thread(), child::name);
        child.shareTurn(turn);
        return turn;
    }

    /// Takes what was started in the scope by other means.
    void adopt(Dependent dependent) {
        children.add(dependent);
        if (state != State.OPEN) { // SYNC scope-ends
            dependent.stop();
        }
    }

    // ---- what happens to coroutines ------------------------------------------------------------

    void failed(Coroutine<?> child, Throwable failure) {
        errors.add(child, failure);
        end();
    }

    /// Of a coroutine that was cancelled before: what it throws because of that does not count.
    void failedOnTheWayOut(Coroutine<?> child, Throwable failure) {
        if (!ScopeErrors.isStop(failure)) {
            failed(child, failure);
        }
    }

    void fail(HeddleException why) {
        errors.add(null, why);
        end();
    }

    // ---- ending --------------------------------------------------------------------------------

    /// Cancels all that belongs to the scope. Called by anybody.
    void end() {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            state = State.ENDING; // SYNC scope-ends
        }
        ownerInterrupt.send(); // first: it must not find a scope within that has just become empty
        children.stop();
        stopped = true;
    }

    /// Waits for the children. Called by the owner.
    void join() throws InterruptedException, ExecutionException {
        frame.leaveBody();
        try {
            children.await(Dependent::isAwaited, this::failedWhileEnding);
        } finally {
            reenterBody();
        }
        errors.throwFirst();
    }

    private synchronized void reenterBody() {
        if (state == State.OPEN) {
            ownerInterrupt.allow();
        }
    }

    private void failedWhileEnding(Throwable failure) {
        errors.add(null, failure);
    }

    /// Ends all and waits for that. Called by the owner.
    void close() {
        frame.leaveBody();
        RuntimeException misuse = Here.closeThoseWithin(frame);
        end();
        if (!stopped) {
            children.stop(); // whoever ended it had no stack or memory left, or is still about it
        }
        boolean interrupted = awaitAll();
        deadline.cancel();
        watch.cancel();
        state = State.CLOSED;
        children.over();
        if (ownTurn != null) {
            ownTurn.end();
        }
        frame.exit();
        if (interrupted) {
            owner.interrupt();
        }
        errors.throwUnheard(misuse);
    }

    private boolean awaitAll() {
        if (children.isEmpty()) {
            return false;
        }
        boolean interrupted = false;
        Clock.Alarm impatience = Clock.schedule(Deadline.in(PATIENCE), children::complain);
        try {
            while (true) {
                try {
                    children.await(dependent -> true, this::failedWhileEnding);
                    return interrupted;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            impatience.cancel();
        }
    }

    // ---- looking -------------------------------------------------------------------------------

    String name() {
        return name;
    }

    Thread owner() {
        return owner;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /// Gives who shares the turn, if the scope is cooperative.
    @Nullable Turns turns() {
        return turns;
    }

    /// Gives who had the turn since the scope was opened.
    List<TurnRecord> trace() {
        if (turns == null) {
            throw new IllegalStateException("only a cooperative scope has turns: scope=" + name);
        }
        if (traceFrom < 0) {
            throw new IllegalStateException(
                    "this scope records no trace: build it with recorded(): scope=" + name);
        }
        return turns.trace(traceFrom);
    }

    /// Gives the clock of the calling thread: who is in the scope but shares no turn, such as a thread, lives in
    /// real time.
    TimeSource time() {
        return turns != null && Parking.mine() == null ? turns.real() : time;
    }

    @Override
    public String toString() {
        return "CoroutineScope[%s, %s, coroutines=%d]".formatted(name, state, children.live());
    }
}

package io.heddle.coroutine;

import io.heddle.HeddleException;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.Dependent;
import io.heddle.spi.Enclosure;
import io.heddle.spi.Parking;
import io.heddle.spi.Roster;
import java.time.Duration;
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
    private final @Nullable Participant ownerTurn;
    private final OwnerInterrupt ownerInterrupt;
    private final ScopeFrame frame;
    private final ScopeErrors errors;
    private final ScopeChildren children;

    /// Written under the monitor, read by everybody.
    private volatile State state = State.OPEN;

    private TimeSource.Alarm deadline = () -> {};
    private TimeSource.Alarm watch = () -> {};

    ScopeLife(CoroutineScope scope, CoroutineScopeBuilder spec, boolean cooperative) {
        this.name = scope.name();
        this.errors = new ScopeErrors(name);
        this.children = new ScopeChildren(name, owner);
        Parking.Turn around = Parking.mine();
        if (cooperative) {
            turns = new Turns(spec.time(), spec.isRecorded());
            time = turns;
            ownerTurn = new Participant(turns, owner, () -> name, around);
        } else {
            turns = null;
            time = spec.time();
            ownerTurn = null;
        }
        this.ownerInterrupt = new OwnerInterrupt(owner, ownerTurn != null ? ownerTurn : around);
        this.frame = new ScopeFrame(scope, ownerInterrupt);
    }

    /// Begins, in the thread of the owner.
    void enter(@Nullable Duration limit) {
        Enclosure.adopt(frame);
        frame.enter();
        if (turns != null && ownerTurn != null) {
            ownerTurn.beginFirst();
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

    /// Reserves a place for a coroutine that is being made.
    Roster.Entry<Coroutine<?>> reserve() {
        return children.reserve();
    }

    /// Starts a coroutine in its place, unless the scope is ending: then it never begins.
    void begin(Coroutine<?> child) {
        child.takePlace();
        if (state != State.OPEN) { // SYNC scope-ends
            child.neverBegins();
            return;
        }
        Participant turn = turnFor(child);
        try {
            child.begin();
        } catch (OutOfMemoryError noThread) {
            if (turn != null) {
                turn.end();
            }
            child.neverBegins();
            throw noThread;
        }
    }

    private @Nullable Participant turnFor(Coroutine<?> child) {
        if (turns == null) {
            return null;
        }
        Participant turn = new Participant(turns, child.thread(), child::name, null);
        child.shareTurn(turn);
        turn.join();
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
        boolean interrupted = awaitAll();
        deadline.cancel();
        watch.cancel();
        state = State.CLOSED;
        children.over();
        if (ownerTurn != null) {
            ownerTurn.end();
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

package io.heddle.coroutine;

import io.heddle.spi.Parking;
import io.heddle.spi.Roster;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One of those who share the turn of a cooperative scope: a coroutine, or the thread that has opened it.
///
/// | state     | is in                     | leaves it by                                  |
/// |-----------|---------------------------|-----------------------------------------------|
/// | `READY`   | the line                  | [Turns], which gives it the turn               |
/// | `RUNNING` | the turn                  | itself; or [#lost()]                           |
/// | `PARKED`  | nothing, or the sleepers  | [#unpark()], [#interrupt()] or the time         |
/// | `AWAY`    | nothing: it blocks somewhere | itself, by [#comeBack()]                    |
/// | `OVER`    | nothing                   | never                                          |
///
/// All fields are guarded by the monitor of [Turns], except where they say so.
final class Participant implements Parking.Turn, Turns.InLine {

    private enum State {
        READY,
        RUNNING,
        PARKED,
        AWAY,
        OVER
    }

    private final Turns turns;
    private final Thread thread;
    private final Roster.Entry<Participant> place;

    /// What the trace calls it.
    private final Supplier<String> name;

    /// Something that its own thread is to do while it waits. Set by [TurnWatch], taken by the thread.
    private volatile @Nullable Runnable errand;

    /// Read by its own thread without the monitor: only that thread waits for `RUNNING`.
    private volatile State state = State.READY;

    private boolean permit;
    private TimeSource.@Nullable Alarm sleep;
    private long notBeforeNanos;

    /// Whether the turn was taken away because it seemed to be stuck.
    private boolean lost;

    Participant(Turns turns, Thread thread, Supplier<String> name) {
        this.turns = turns;
        this.thread = thread;
        this.name = name;
        this.notBeforeNanos = turns.realNanos();
        this.place = turns.add(this);
    }

    /// Makes one of the same turns for a thread that works for this one.
    Participant companion(Thread other, String called) {
        return new Participant(turns, other, () -> called);
    }

    Turns turns() {
        return turns;
    }

    Thread thread() {
        return thread;
    }

    String name() {
        return name.get();
    }

    boolean isPaused() {
        return state == State.PARKED || state == State.READY;
    }

    // ---- of Turns, under the monitor -----------------------------------------------------------

    @Override
    public long notBeforeNanos() {
        return notBeforeNanos;
    }

    void slept(long realNanos) {
        state = State.READY;
        sleep = null;
        notBeforeNanos = realNanos;
    }

    void granted() {
        state = State.RUNNING;
        notBeforeNanos = turns.realNanos();
        LockSupport.unpark(thread);
    }

    void lost() {
        lost = true;
        state = State.AWAY;
    }

    // ---- coming and going ----------------------------------------------------------------------

    /// Takes the turn as the first one.
    void beginFirst() {
        synchronized (turns) {
            state = State.RUNNING;
            turns.takeFirst(this);
        }
        Parking.share(thread, this);
    }

    /// Joins the line, before the thread is started.
    void join() {
        Parking.share(thread, this);
        synchronized (turns) {
            turns.enqueue(this);
        }
    }

    /// Waits for the first turn, in the thread itself.
    void begin() {
        awaitTurn();
    }

    /// Leaves for good, in the thread itself or if that was never started.
    void end() {
        Parking.unshare(thread, this);
        place.leave();
        synchronized (turns) {
            boolean held = turns.isHeldBy(this);
            forgetSleep();
            turns.leaveLine(this);
            state = State.OVER;
            if (held) {
                turns.pass();
            }
        }
    }

    // ---- Turn ----------------------------------------------------------------------------------

    @Override
    public void park(Object blocker) {
        parkNanos(blocker, Long.MAX_VALUE);
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        synchronized (turns) {
            if (permit || thread.isInterrupted()) {
                permit = false;
                takeLostTurn();
            } else {
                release(State.PARKED, nanos);
            }
        }
        awaitTurn();
    }

    /// Lets all who are in the line go before.
    void pause() {
        synchronized (turns) {
            if (turns.isHeldBy(this)) {
                state = State.READY;
                turns.passBehind(this);
            } else {
                takeLostTurn();
            }
        }
        awaitTurn();
    }

    @Override
    public void leave() {
        Parking.unshare(thread, this); // whatever of Heddle waits now, waits as in any thread
        synchronized (turns) {
            release(State.AWAY, Long.MAX_VALUE);
        }
    }

    @Override
    public void comeBack() {
        synchronized (turns) {
            if (state == State.OVER) {
                return; // the scope was closed meanwhile
            }
            Parking.share(thread, this);
            lost = false;
            permit = true; // whoever has unparked it meanwhile has unparked the thread itself
            state = State.READY;
            turns.enqueue(this);
        }
        awaitTurn();
    }

    @Override
    public void unpark() {
        synchronized (turns) {
            if (!wakes() && (state == State.RUNNING || state == State.AWAY)) {
                permit = true;
            }
        }
    }

    @Override
    public void interrupt() {
        synchronized (turns) {
            var _ = wakes();
            thread.interrupt();
        }
    }

    @Override
    public long nanos() {
        return turns.nanos();
    }

    /// Puts it into the line if it is parked.
    private boolean wakes() {
        if (state != State.PARKED) {
            return false;
        }
        forgetSleep();
        state = State.READY;
        turns.enqueue(this);
        return true;
    }

    private void release(State next, long nanos) {
        boolean held = turns.isHeldBy(this);
        state = next;
        lost = false;
        if (nanos != Long.MAX_VALUE) {
            sleep = turns.sleep(this, nanos);
        }
        if (held) {
            turns.pass();
        }
    }

    /// Who has lost the turn and comes to a place where it could hand it over waits for it first.
    private void takeLostTurn() {
        if (lost) {
            lost = false;
            state = State.READY;
            turns.enqueue(this);
        }
    }

    private void forgetSleep() {
        TimeSource.Alarm waiting = sleep;
        if (waiting != null) {
            sleep = null;
            waiting.cancel();
        }
    }

    /// Lets its thread do something soon if it waits for the turn or is parked, and otherwise later.
    void send(Runnable task) {
        errand = task;
        LockSupport.unpark(thread);
    }

    private void runErrand() {
        Runnable mine = errand;
        if (mine != null) {
            errand = null;
            mine.run();
        }
    }

    /// Waits until the turn is given to this. An interrupt puts it into the line, if it is parked, and is set
    /// again when it has the turn.
    private void awaitTurn() {
        boolean interrupted = false;
        while (state != State.RUNNING) {
            runErrand();
            LockSupport.park(turns);
            if (Thread.interrupted()) {
                interrupted = true;
                synchronized (turns) {
                    var _ = wakes();
                }
            }
        }
        if (interrupted) {
            thread.interrupt();
        }
    }
}

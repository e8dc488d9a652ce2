package io.heddle.internal.memory;

import io.heddle.spi.Parking;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Where the threads of this process wait for one shared object: the first in the queue is the leader and
/// waits among [Waiters], the others behind it. When it leaves, the next one tries at once.
///
/// If the waiters have a [Line], the leader tries only while this process is the first one there.
public final class WaitingRoom {

    /// A thread that waits.
    private static final class Turn {
        final Thread thread = Thread.currentThread();
        final long ticket;

        /// Whether it is the first one. Set once, by who leaves before it.
        volatile boolean leads;

        Turn(long ticket) {
            this.ticket = ticket;
        }
    }

    private final Waiters waiters;

    /// In the order in which they came. Guarded by itself, and so is the ticket of this process in the line.
    private final SequencedSet<Turn> turns = new LinkedHashSet<>();

    /// Opens the room.
    ///
    /// @param waiters those who wait in all processes
    public WaitingRoom(Waiters waiters) {
        this.waiters = waiters;
    }

    // ---- waiting -------------------------------------------------------------------------------

    /// Waits until an attempt succeeds.
    ///
    /// @param attempt tries; also looks whether whoever stands in the way is dead
    /// @param limit how long
    /// @return whether an attempt succeeded; false if the time was up
    /// @throws InterruptedException if interrupted while waiting, and the limit cares for that
    public boolean await(BooleanSupplier attempt, Limit limit) throws InterruptedException {
        return await(attempt, limit, WaitingRoom::checkNothing);
    }

    /// Waits until an attempt succeeds, or somebody has another reason to stop.
    ///
    /// @param attempt tries; also looks whether whoever stands in the way is dead
    /// @param limit how long
    /// @param check called whenever the thread was woken; what it throws ends the wait
    /// @return whether an attempt succeeded; false if the time was up
    /// @throws InterruptedException if interrupted while waiting, and the limit cares for that
    public boolean await(BooleanSupplier attempt, Limit limit, Runnable check)
            throws InterruptedException {
        Turn turn = enter();
        boolean done = false;
        try {
            done =
                    awaitLead(turn, limit, check)
                            ? waiters.await(() -> tryAsFirst(attempt, check), limit)
                            : waiters.line() == null && attempt.getAsBoolean();
            return done;
        } finally {
            leave(turn);
            if (!done && waiters.line() != null) {
                waiters.wakeOne(); // another one is the first now, and may not know
            }
        }
    }

    private static void checkNothing() {}

    private boolean tryAsFirst(BooleanSupplier attempt, Runnable check) {
        check.run();
        return waiters.isOurTurn() && attempt.getAsBoolean();
    }

    private boolean awaitLead(Turn turn, Limit limit, Runnable check) throws InterruptedException {
        boolean interrupted = false;
        try {
            while (!turn.leads) {
                if (!limit.park(this)) {
                    return turn.leads;
                }
                if (Thread.interrupted()) {
                    interrupted = true;
                    limit.checkInterrupt();
                }
                check.run();
            }
            return true;
        } finally {
            if (interrupted && !limit.isInterruptible()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Draws the ticket and joins the queue in one step: who comes later has a later ticket.
    private Turn enter() {
        Line line = waiters.line();
        synchronized (turns) {
            Turn turn = new Turn(line == null ? 0 : line.draw());
            turns.add(turn);
            if (turns.size() == 1) {
                lead(turn, line);
            }
            return turn;
        }
    }

    private void leave(Turn turn) {
        Line line = waiters.line();
        synchronized (turns) {
            turns.remove(turn);
            if (!turn.leads) {
                return;
            }
            if (!turns.isEmpty()) {
                lead(turns.getFirst(), line);
            } else if (line != null) {
                line.withdraw(waiters.me());
            }
        }
    }

    private void lead(Turn turn, @Nullable Line line) {
        if (line != null) {
            line.publish(waiters.me(), turn.ticket);
        }
        turn.leads = true;
        Parking.unpark(turn.thread);
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells how many threads of this process wait, about.
    ///
    /// @return the number
    public int size() {
        synchronized (turns) {
            return turns.size();
        }
    }

    /// Tells whether a thread waits here.
    ///
    /// @param thread the thread
    /// @return whether it does
    public boolean contains(Thread thread) {
        synchronized (turns) {
            return turns.stream().anyMatch(turn -> turn.thread.equals(thread));
        }
    }
}

package io.heddle.supervision;

import io.heddle.spi.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where one client of a prefork server stands: which worker it has, who has said the last word, and whether it is held
/// back, on its way to another worker or at its end. Known to the two threads of its [Relay] and to whoever drains its
/// worker; it carries nothing itself.
final class Passage {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// How long a worker may take to close a connection that it was asked to give up.
    private static final long LONGEST_MOVE_SECONDS = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();

    // guarded by the lock

    /// Where the client's bytes go; `null` before the first, between two, and at the end.
    private @Nullable Seat seat;

    /// Whether the last bytes that went through came from the worker, or none have.
    private boolean answered = true;

    private boolean held;

    /// Whether a worker is being looked for.
    private boolean seeking;

    /// Whether the worker is to close its side without the client hearing of it.
    private boolean moving;

    /// Whether the worker takes no more, so that the client is only given time to hear what was said and to close the
    /// connection itself.
    private boolean deaf;

    /// Whether the client has said that nothing more comes.
    private boolean clientDone;

    private boolean over;

    /// Where bytes of a client go.
    enum Way {
        /// To the seat that it has.
        SEAT,
        /// To another one, which the caller is to find.
        SEEK,
        /// Nowhere.
        NONE
    }

    // ---- for the client's direction
    // --------------------------------------------------------------

    /// Says where the next bytes of the client go, once they are not held back any more.
    ///
    /// @param bytes whether there are some now
    Way next(boolean bytes) throws InterruptedException {
        lock.lock();
        try {
            Deadline deadline = Deadline.in(LONGEST_MOVE_SECONDS, TimeUnit.SECONDS);
            while ((held || moving) && !over && !deadline.hasPassed()) {
                var _ = change.awaitNanos(deadline.left().toNanos());
            }
            if (over || held || moving || deaf) {
                return Way.NONE;
            }
            answered &= !bytes;
            seeking = seat == null;
            return seeking ? Way.SEEK : Way.SEAT;
        } finally {
            lock.unlock();
        }
    }

    @Nullable Seat seat() {
        lock.lock();
        try {
            return seat;
        } finally {
            lock.unlock();
        }
    }

    /// Takes the seat that was looked for.
    ///
    /// @return whether it is still wanted
    boolean sit(Seat taken) {
        lock.lock();
        try {
            seeking = false;
            if (!over) {
                seat = taken;
            }
            return !over;
        } finally {
            lock.unlock();
        }
    }

    /// Notes that the worker takes no more.
    void goDeaf() {
        lock.lock();
        try {
            deaf = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Tells whether bytes of the client are thrown away.
    boolean isDeaf() {
        lock.lock();
        try {
            return deaf && !over;
        } finally {
            lock.unlock();
        }
    }

    /// Notes that the client sends no more, and tells the worker so, unless that hears something else just now.
    void endClient() throws IOException {
        lock.lock();
        try {
            clientDone = true;
            change.signalAll();
            if (seat == null) {
                over = true;
            } else if (!moving && !deaf) {
                seat.channel().shutdownOutput();
            }
        } finally {
            lock.unlock();
        }
    }

    void awaitEnd() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!over) {
                change.await();
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- for the worker's direction
    // --------------------------------------------------------------

    void noteAnswer() {
        lock.lock();
        try {
            answered = true;
        } finally {
            lock.unlock();
        }
    }

    /// Deals with the end of a worker's side, if that was asked for.
    ///
    /// @return whether it was
    boolean endMove(Seat from) {
        lock.lock();
        try {
            if (seat != from || !moving) {
                return false;
            }
            seat = null;
            moving = false;
            over |= clientDone;
            change.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Gives the seat up; the client is only heard out.
    void standUp() {
        lock.lock();
        try {
            deaf = true;
            seat = null;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the client sends no more, but not longer than some time.
    ///
    /// @param whileHeard whether it is of no use when the worker takes no more
    void awaitClient(Duration limit, boolean whileHeard) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Deadline deadline = Deadline.in(limit);
            while (!clientDone && !over && !(deaf && whileHeard) && !deadline.hasPassed()) {
                var _ = change.awaitNanos(deadline.left().toNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- for both, and for whoever drains a worker
    // ------------------------------------------------

    /// Ends it.
    ///
    /// @return the last seat, if there was one
    @Nullable Seat end() {
        lock.lock();
        try {
            over = true;
            Seat last = seat;
            seat = null;
            change.signalAll();
            return last;
        } finally {
            lock.unlock();
        }
    }

    /// Holds the client's bytes back if nothing seems to be going on.
    ///
    /// @return whether they are held, until [#release]
    boolean hold(Seat of) {
        lock.lock();
        try {
            boolean quiet = seat == of && answered && !held && !moving && !clientDone && !over;
            held |= quiet;
            return quiet;
        } finally {
            lock.unlock();
        }
    }

    /// Lets them go on, to another worker if it is true that nothing is going on.
    void release(Seat of, boolean idle) {
        lock.lock();
        try {
            held = false;
            if (idle && seat == of && !over) {
                moving = true;
                of.channel().shutdownOutput();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a worker has closed a connection itself", e);
        } finally {
            change.signalAll();
            lock.unlock();
        }
    }

    /// Tells whether nothing is going on and no worker has it.
    boolean isIdle() {
        lock.lock();
        try {
            return seat == null && !seeking && !deaf && answered;
        } finally {
            lock.unlock();
        }
    }
}

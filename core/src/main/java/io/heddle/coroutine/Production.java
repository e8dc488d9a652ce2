package io.heddle.coroutine;

import io.heddle.HeddleException;
import io.heddle.Task;
import io.heddle.spi.CapturedContext;
import io.heddle.spi.Dependent;
import io.heddle.spi.Enclosure;
import io.heddle.spi.FailureText;
import io.heddle.spi.Parking;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// What a [Generator] and its code share. It does not refer to the generator, so that one which nobody uses
/// any more can be found.
///
/// | phase      | who runs      | next                                                  |
/// |------------|---------------|-------------------------------------------------------|
/// | `NEW`      | the consumer  | `WANTED` by the first question, `OVER` by closing     |
/// | `WANTED`   | the producer  | `GIVEN` by `yield`, `OVER` by the end of the code     |
/// | `GIVEN`    | the consumer  | `TAKEN` when the element is taken                     |
/// | `TAKEN`    | the consumer  | `WANTED` by the next question                         |
/// | `OVER`     | the consumer  |                                                       |
///
/// All fields are guarded by the monitor; waiting parks outside of it.
///
/// @param <T> the type of the elements
final class Production<T> implements Generator.Emitter<T>, Dependent {

    private enum Phase {
        NEW,
        WANTED,
        GIVEN,
        TAKEN,
        OVER
    }

    /// With the context of whoever made it.
    private final Task<@Nullable Void> code;

    private Phase phase = Phase.NEW;
    private boolean closing;
    private @Nullable T element;
    private @Nullable Throwable failure;
    private @Nullable Thread producer;

    /// Who waits for the producer. More than one only if somebody closes meanwhile.
    private @Nullable Thread consumer;

    private @Nullable Thread closer;

    Production(Generator.Body<T> body) {
        this.code =
                CapturedContext.now()
                        .around(() -> {
                            body.run(this);
                            return null;
                        });
    }

    // ---- the consumer --------------------------------------------------------------------------

    /// Waits for an element.
    ///
    /// @return whether there is one
    boolean advance() {
        want();
        while (true) {
            synchronized (this) {
                if (phase == Phase.GIVEN) {
                    return true;
                }
                if (phase == Phase.OVER) {
                    throwFailure();
                    return false;
                }
                consumer = Thread.currentThread();
            }
            Parking.park(this);
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new HeddleException(
                        "interrupted while waiting for the next element of a generator; the next call gives it");
            }
        }
    }

    private void want() {
        Thread paused = null;
        boolean begin = false;
        synchronized (this) {
            if (Thread.currentThread() == producer) {
                throw new IllegalStateException(
                        "the code of a generator cannot ask for its own elements");
            }
            if (closing) {
                return;
            }
            if (phase == Phase.NEW) {
                begin = true;
                phase = Phase.WANTED;
            } else if (phase == Phase.TAKEN) {
                paused = producer;
                phase = Phase.WANTED;
            }
        }
        if (begin) {
            begin();
        } else if (paused != null) {
            Parking.unpark(paused);
        }
    }

    private void begin() {
        Enclosure.Owner owner = Enclosure.currentOwner();
        boolean started = false;
        try {
            Companion.start(
                    "generator",
                    thread -> producer(thread),
                    () -> Enclosure.within(owner, this::run));
            started = true;
        } finally {
            if (!started) {
                finish(null);
            }
        }
        Enclosure.adopt(this);
    }

    private synchronized void producer(Thread thread) {
        producer = thread;
    }

    /// Takes the element that there was.
    ///
    /// @throws NoSuchElementException if the code has ended since: whoever ends it wants none any more
    synchronized T take() {
        T taken = element;
        if (taken == null) {
            throw new NoSuchElementException("the generator has ended");
        }
        element = null;
        phase = Phase.TAKEN;
        return taken;
    }

    private void throwFailure() {
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw new HeddleException(
                    "the code of a generator failed: " + FailureText.of(thrown), thrown);
        }
    }

    // ---- the producer --------------------------------------------------------------------------

    private void run() {
        Throwable thrown = null;
        try {
            checkWanted();
            code.call();
        } catch (Throwable t) {
            thrown = t;
        }
        finish(thrown);
    }

    private void finish(@Nullable Throwable thrown) {
        Thread waiting;
        Thread alsoWaiting;
        synchronized (this) {
            phase = Phase.OVER;
            element = null;
            failure = closing && thrown != null && ScopeErrors.isStop(thrown) ? null : thrown;
            waiting = consumer;
            alsoWaiting = closer;
        }
        wake(waiting);
        wake(alsoWaiting);
    }

    private static void wake(@Nullable Thread waiting) {
        if (waiting != null) {
            Parking.unpark(waiting);
        }
    }

    @Override
    public void yield(T given) {
        Objects.requireNonNull(given, "element");
        checkWanted();
        Thread waiting;
        synchronized (this) {
            element = given;
            phase = Phase.GIVEN;
            waiting = consumer;
        }
        wake(waiting);
        while (!isWanted()) {
            Parking.park(this);
            if (Thread.currentThread().isInterrupted()) {
                synchronized (this) {
                    closing = true;
                }
            }
        }
        checkWanted();
    }

    private synchronized boolean isWanted() {
        return phase == Phase.WANTED || closing;
    }

    private synchronized void checkWanted() {
        if (Thread.currentThread() != producer) {
            throw new IllegalStateException(
                    "only the thread that runs the code of a generator may yield: thread="
                            + Thread.currentThread());
        }
        if (closing) {
            throw new CancellationException("nobody wants more elements of the generator");
        }
    }

    // ---- ending --------------------------------------------------------------------------------

    /// Ends the code, and does not wait for that.
    void abandon() {
        Thread running;
        synchronized (this) {
            if (closing || phase == Phase.OVER) {
                return;
            }
            closing = true;
            if (phase == Phase.NEW) {
                phase = Phase.OVER;
            }
            running = producer;
        }
        if (running != null) {
            running.interrupt();
            Parking.unpark(running);
        }
    }

    @Override
    public void stop() {
        abandon();
    }

    /// Throws what the code has thrown while it ended.
    @Override
    public void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            synchronized (this) {
                if (phase == Phase.OVER || Thread.currentThread() == producer) {
                    break;
                }
                closer = Thread.currentThread();
            }
            Parking.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            throwFailure();
        }
    }

    @Override
    public synchronized boolean isOver() {
        return phase == Phase.OVER;
    }

    @Override
    public boolean isAwaited() {
        return false;
    }

    @Override
    public String name() {
        return "generator";
    }
}

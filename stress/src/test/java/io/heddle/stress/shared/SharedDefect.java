package io.heddle.stress.shared;

import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedSemaphore;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.LongConsumer;

/// A defect that a shared object has now and then. A storm must see it.
enum SharedDefect {
    NONE {
        @Override
        List<Act> acts() {
            return List.of(
                    new LockAct("lock", Guard.of(SharedLock.create())),
                    new TrackedAct(Permits.of(tracked())),
                    new ConditionAct(Turns.of(SharedLock.create())),
                    new EventAct(Gates.create()),
                    new LongAct(Counter.of(SharedLong.create(0))));
        }
    },
    ROBS_THE_STOPPED {
        @Override
        List<Act> acts() {
            return List.of(new LockAct("lock", new Impatient(SharedLock.create())));
        }
    },
    EXCLUDES_NOBODY {
        @Override
        List<Act> acts() {
            return List.of(new LockAct("lock", new Open(SharedLock.create())));
        }
    },
    KEEPS_A_PERMIT {
        @Override
        List<Act> acts() {
            return List.of(new TrackedAct(new Greedy(tracked(), -1)));
        }
    },
    ADDS_A_PERMIT {
        @Override
        List<Act> acts() {
            return List.of(new TrackedAct(new Greedy(tracked(), 1)));
        }
    },
    FORGETS_THE_DEAD {
        @Override
        List<Act> acts() {
            return List.of(new TrackedAct(Permits.of(SharedSemaphore.create(TrackedAct.CHAIRS))));
        }
    },
    LOSES_A_SIGNAL {
        @Override
        List<Act> acts() {
            SharedLock lock = SharedLock.create();
            return List.of(new ConditionAct(new Forgetful(Turns.of(lock))));
        }
    },
    OPENS_NOT {
        @Override
        List<Act> acts() {
            return List.of(new EventAct(new Rusty(Gates.create(), false)));
        }
    },
    OPENS_TOO_EARLY {
        @Override
        List<Act> acts() {
            return List.of(new EventAct(new Rusty(Gates.create(), true)));
        }
    },
    LOSES_AN_UPDATE {
        @Override
        List<Act> acts() {
            return List.of(new LongAct(new Careless(SharedLong.create(0))));
        }
    };

    abstract List<Act> acts();

    private static SharedSemaphore tracked() {
        return SharedSemaphore.create(TrackedAct.CHAIRS).tracked();
    }

    private static boolean oneIn(int times) {
        return ThreadLocalRandom.current().nextInt(times) == 0;
    }

    /// A lock that takes who does not answer for dead.
    ///
    /// @param shared the real one
    private record Impatient(SharedLock shared) implements Guard {
        @Override
        public Lock lock() {
            return new Borrowed(shared) {
                @Override
                public void lock() {
                    try {
                        var _ = shared.tryLock(100, TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
        }

        @Override
        public void onAbandoned(LongConsumer listener) {
            shared.onAbandoned(listener);
        }
    }

    /// A lock that lets another one in now and then.
    ///
    /// @param shared the real one
    private record Open(SharedLock shared) implements Guard {
        @Override
        public Lock lock() {
            return new Borrowed(shared) {
                @Override
                public void lock() {
                    if (!oneIn(50)) {
                        shared.lock();
                    }
                }
            };
        }

        @Override
        public void onAbandoned(LongConsumer listener) {
            shared.onAbandoned(listener);
        }
    }

    /// A lock whose unlocking does not mind whether it is held.
    private abstract static class Borrowed implements Lock {
        private final SharedLock shared;

        Borrowed(SharedLock shared) {
            this.shared = shared;
        }

        @Override
        public void lockInterruptibly() {
            lock();
        }

        @Override
        public boolean tryLock() {
            return shared.tryLock();
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            return shared.tryLock(time, unit);
        }

        @Override
        public void unlock() {
            if (shared.isHeldByCurrentThread()) {
                shared.unlock();
            }
        }

        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException("nobody asks for one");
        }
    }

    /// A semaphore that gives back more or less than it got.
    ///
    /// @param shared the real one
    /// @param more how many
    private record Greedy(SharedSemaphore shared, int more) implements Permits {
        @Override
        public void acquire(int count) throws InterruptedException {
            shared.acquire(count);
        }

        @Override
        public boolean tryAcquire(int count, Duration limit) throws InterruptedException {
            return shared.tryAcquire(count, limit);
        }

        @Override
        public void release(int count) {
            shared.release(oneIn(50) ? count + more : count);
        }

        @Override
        public int available() {
            return shared.availablePermits();
        }
    }

    /// Conditions that forget a signal.
    ///
    /// @param turns the real ones
    private record Forgetful(Turns turns) implements Turns {
        @Override
        public Guard guard() {
            return turns.guard();
        }

        @Override
        public void await(int which) throws InterruptedException {
            turns.await(which);
        }

        @Override
        public void awaitMillis(int which, int millis) throws InterruptedException {
            turns.awaitMillis(which, millis);
        }

        @Override
        public void signal(int which) {
            if (!oneIn(20)) {
                turns.signal(which);
            }
        }

        @Override
        public void signalAll(int which) {
            turns.signalAll(which);
        }
    }

    /// Events that do not open, or open by themselves.
    ///
    /// @param gates the real ones
    /// @param open which of the two
    private record Rusty(Gates gates, boolean open) implements Gates {
        @Override
        public void set(int which) {
            if (open || !oneIn(20)) {
                gates.set(which);
            }
        }

        @Override
        public void clear(int which) {
            gates.clear(which);
        }

        @Override
        public void await(int which) throws InterruptedException {
            if (!open || !oneIn(20)) {
                gates.await(which);
            }
        }

        @Override
        public boolean await(int which, Duration limit) throws InterruptedException {
            return gates.await(which, limit);
        }
    }

    /// A number that is read and then written.
    ///
    /// @param shared the real one
    private record Careless(SharedLong shared) implements Counter {
        @Override
        public long get() {
            return shared.get();
        }

        @Override
        public long incrementAndGet() {
            long next = shared.get() + 1;
            Thread.onSpinWait();
            shared.set(next);
            return next;
        }

        @Override
        public boolean compareAndSet(long expected, long value) {
            return shared.compareAndSet(expected, value);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

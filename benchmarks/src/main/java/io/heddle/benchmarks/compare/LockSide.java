package io.heddle.benchmarks.compare;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// A lock that nobody else wants, and one that two processes want all the time.
final class LockSide {

    /// So many pairs between two looks whether it is over.
    private static final int BATCH = 64;

    private LockSide() {}

    static Contestant.Side uncontended(int operations) {
        return alone(SharedLock.create(), operations);
    }

    static Contestant.Side fair(int operations) {
        return alone(SharedLock.create(true), operations);
    }

    static Contestant.Side reentrant(int operations) {
        return alone(new ReentrantLock(), operations);
    }

    @SuppressWarnings(
            "LockNotBeforeTry") // nothing between the two can fail, and nothing is to be measured
    private static Contestant.Side alone(Lock lock, int operations) {
        return () -> {
            long begin = System.nanoTime();
            for (int i = 0; i < operations; i++) {
                lock.lock();
                lock.unlock();
            }
            return Round.of((double) (System.nanoTime() - begin) / operations);
        };
    }

    /// Two processes add to one number, each as often as it can; the number says how often they did.
    static Contestant.Side twoProcesses(boolean fair, int operations) {
        return new Two(fair, operations);
    }

    private static final class Two implements Contestant.Side {

        private final SharedLock lock;
        private final SharedLong number = SharedLong.create(0);
        private final SharedLong wanted = SharedLong.create(0);
        private final SharedEvent begin = SharedEvent.create();
        private final SharedEvent over = SharedEvent.create();
        private final int operations;
        private final ProcessStrand<?> other;

        Two(boolean fair, int operations) {
            this.lock = SharedLock.create(fair);
            this.operations = operations;
            SharedLock shared = lock;
            SharedLong count = number;
            SharedLong limit = wanted;
            SharedEvent begins = begin;
            SharedEvent ends = over;
            SharedLatch ready = SharedLatch.create(1);
            this.other =
                    Strand.ofProcess()
                            .start(() -> {
                                ready.countDown();
                                while (!ends.isSet()) {
                                    begins.await();
                                    addUntil(shared, count, limit);
                                }
                            });
            try {
                ready.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void addUntil(SharedLock lock, SharedLong number, SharedLong limit) {
            while (number.get() < limit.get()) {
                for (int i = 0; i < BATCH; i++) {
                    lock.lock();
                    try {
                        number.set(number.get() + 1);
                    } finally {
                        lock.unlock();
                    }
                }
            }
        }

        @Override
        public Round round() {
            long before = number.get();
            wanted.set(before + operations);
            long start = System.nanoTime();
            begin.set();
            addUntil(lock, number, wanted);
            long nanos = System.nanoTime() - start;
            begin.clear();
            return Round.of((number.get() - before) * Round.NANOS_PER_SECOND / nanos);
        }

        @Override
        public void close() throws Exception {
            over.set();
            begin.set();
            var _ = other.get();
        }
    }
}

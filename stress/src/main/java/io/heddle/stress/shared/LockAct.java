package io.heddle.stress.shared;

import io.heddle.shared.AbandonedLockException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/// Under a lock two words are counted up one after the other, and whoever holds it is noted. The words must
/// never differ except where a holder was killed; nobody else may be noted when somebody comes or goes; and
/// from nobody may the lock be taken over who was not killed, however long it is stopped.
///
/// @param title its name
/// @param guard the lock
record LockAct(String title, Guard guard) implements Act {

    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int HOLDER = 2;
    private static final int TAKEN_OVER = 3;

    /// How often this seat has counted.
    private static final int COUNTED = Row.OWN;

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public long words() {
        return 4;
    }

    @Override
    public void play(Seat seat) throws InterruptedException {
        guard.onAbandoned(pid -> putInOrder(seat.act(), pid));
        if (!take(seat)) {
            return;
        }
        try {
            boolean twice = seat.oneIn(8) && takeAgain(seat);
            try {
                count(seat);
            } finally {
                if (twice) {
                    guard.lock().unlock();
                }
            }
        } finally {
            guard.lock().unlock();
        }
        seat.linger();
    }

    private boolean take(Seat seat) throws InterruptedException {
        Lock lock = guard.lock();
        try {
            return switch (seat.dice().nextInt(6)) {
                case 0 -> lock.tryLock();
                case 1 -> lock.tryLock(seat.dice().nextInt(20), TimeUnit.MILLISECONDS);
                case 2 -> {
                    lock.lockInterruptibly();
                    yield true;
                }
                default -> {
                    lock.lock();
                    yield true;
                }
            };
        } catch (AbandonedLockException e) {
            putInOrder(seat.act(), e.pid());
            return true;
        }
    }

    private boolean takeAgain(Seat seat) {
        if (!guard.lock().tryLock()) {
            seat.fault(Fault.CORRUPT, title + ": a lock is not reentrant");
            return false;
        }
        return true;
    }

    private void count(Seat seat) throws InterruptedException {
        Words words = seat.act();
        long other = words.get(HOLDER);
        if (other != 0) {
            seat.fault(Fault.CORRUPT, title + ": two hold a lock: other=" + other);
        }
        words.set(HOLDER, seat.id());
        long first = words.get(FIRST);
        long second = words.get(SECOND);
        if (first != second) {
            seat.fault(
                    Fault.CORRUPT,
                    title + ": what a lock guards is torn: " + first + " and " + second);
        }
        words.set(FIRST, first + 1);
        seat.linger();
        words.set(SECOND, first + 1);
        seat.row().add(COUNTED, 1);
        long holder = words.get(HOLDER);
        if (holder != seat.id()) {
            seat.fault(Fault.CORRUPT, title + ": a holder was robbed: by=" + holder);
        }
        words.set(HOLDER, 0);
    }

    /// Under the lock, which was taken over.
    private void putInOrder(Words words, long pid) {
        if (pid >= 0 && !words.stage().isLicensed(pid)) {
            words.stage()
                    .fault(
                            Fault.CORRUPT,
                            title + ": a lock was taken from somebody who lives: pid=" + pid);
        }
        words.add(TAKEN_OVER, 1);
        long most = Math.max(words.get(FIRST), words.get(SECOND));
        words.set(FIRST, most);
        words.set(SECOND, most);
        words.set(HOLDER, 0);
    }

    @Override
    public long heart(Words words, Rows rows) {
        return Seat.pidOf(words.get(HOLDER));
    }

    @Override
    public void settle(Settlement settlement) throws InterruptedException {
        Words words = settlement.words();
        guard.onAbandoned(pid -> putInOrder(words, pid));
        try {
            if (!guard.lock().tryLock(settlement.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                settlement.fault(Fault.HANG, "nobody is there any more, and the lock is held");
                return;
            }
        } catch (AbandonedLockException e) {
            putInOrder(words, e.pid());
        }
        guard.lock().unlock();
        long counted = settlement.rows().sum(COUNTED);
        long killed = settlement.rows().deaths();
        settlement.requireBetween(
                "what was counted", counted, words.get(FIRST), counted + killed, Fault.CORRUPT);
        settlement.requireBetween(
                "both words", words.get(FIRST), words.get(SECOND), words.get(FIRST), Fault.CORRUPT);
        settlement
                .tally()
                .say("  " + title + " was taken over " + words.get(TAKEN_OVER) + " times");
    }
}

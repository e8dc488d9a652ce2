package io.heddle.stress.shared;

import java.time.Duration;

/// Half of the seats release permits of a plain semaphore, the others acquire them. What was acquired must
/// have been released before; what is free at the end must be the difference, but for the killed.
///
/// @param permits the semaphore, which has none at first
record PlainAct(Permits permits) implements Act {

    private static final int RELEASED = 0;
    private static final int ACQUIRED = 1;

    /// More lie about only while somebody is slow.
    private static final int MANY = 64;

    @Override
    public String title() {
        return "plain permits";
    }

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public long words() {
        return 2;
    }

    @Override
    public void play(Seat seat) throws InterruptedException {
        if (seat.number() == 0) {
            give(seat);
        } else {
            take(seat);
        }
        seat.linger();
    }

    private void give(Seat seat) {
        if (permits.available() > MANY) {
            seat.rest(500);
            return;
        }
        seat.act().add(RELEASED, 1);
        permits.release(1);
    }

    private void take(Seat seat) throws InterruptedException {
        if (!seat.oneIn(2)) {
            permits.acquire(1);
        } else if (!permits.tryAcquire(1, Duration.ofMillis(seat.dice().nextInt(10)))) {
            return;
        }
        long acquired = seat.act().add(ACQUIRED, 1) + 1;
        long released = seat.act().get(RELEASED);
        if (acquired > released) {
            seat.fault(
                    Fault.DUPLICATE,
                    "%s: more acquired than released: acquired=%d released=%d"
                            .formatted(title(), acquired, released));
        }
    }

    /// Those who wait at the end get what they wait for.
    @Override
    public boolean isConducted() {
        return true;
    }

    @Override
    public void conduct(Seat seat, Rows rows) {
        if (seat.act().stage().isOver() && permits.available() < rows.all().size()) {
            seat.act().add(RELEASED, 1);
            permits.release(1);
        }
        seat.rest(1_000);
    }

    @Override
    public void settle(Settlement settlement) {
        long left = settlement.words().get(RELEASED) - settlement.words().get(ACQUIRED);
        long killed = settlement.rows().deaths();
        settlement.requireBetween(
                "free permits", left - killed, permits.available(), left, Fault.CORRUPT);
    }
}

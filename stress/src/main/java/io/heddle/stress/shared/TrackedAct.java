package io.heddle.stress.shared;

import java.time.Duration;

/// Whoever has permits of a tracked semaphore sits down on as many chairs. There are as many chairs as permits,
/// so there must be room, if not free then where somebody sits who was killed. At the end all permits must
/// have come back.
///
/// @param permits the semaphore, which has [#CHAIRS]
record TrackedAct(Permits permits) implements Act {

    static final int CHAIRS = 3;

    /// A chair may be missed that becomes free behind one's back, but not as often as this.
    private static final int LOOKS = 10_000;

    @Override
    public String title() {
        return "tracked permits";
    }

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public long words() {
        return CHAIRS;
    }

    @Override
    public void play(Seat seat) throws InterruptedException {
        int count = 1 + seat.dice().nextInt(2);
        if (!take(seat, count)) {
            return;
        }
        int[] chairs = new int[count];
        for (int i = 0; i < count; i++) {
            chairs[i] = sitDown(seat);
        }
        seat.linger();
        for (int chair : chairs) {
            standUp(seat, chair);
        }
        permits.release(count);
        seat.linger();
    }

    private boolean take(Seat seat, int count) throws InterruptedException {
        return switch (seat.dice().nextInt(4)) {
            case 0 -> permits.tryAcquire(count, Duration.ZERO);
            case 1 -> permits.tryAcquire(count, Duration.ofMillis(seat.dice().nextInt(20)));
            default -> {
                permits.acquire(count);
                yield true;
            }
        };
    }

    private int sitDown(Seat seat) {
        for (int i = 0; i < LOOKS; i++) {
            int chair = i % CHAIRS;
            long who = seat.act().get(chair);
            boolean free = who == 0 || isKilled(seat, who);
            if (free && seat.act().compareAndSet(chair, who, seat.id())) {
                return chair;
            }
        }
        seat.fault(Fault.DUPLICATE, title() + ": more were handed out than there are");
        return -1;
    }

    private static boolean isKilled(Seat seat, long who) {
        return seat.act().stage().isLicensed(Seat.pidOf(who));
    }

    private void standUp(Seat seat, int chair) {
        if (chair >= 0
                && !seat.act().compareAndSet(chair, seat.id(), 0)
                && !isKilled(seat, seat.id())) {
            seat.fault(Fault.CORRUPT, title() + ": somebody else has taken a permit of the living");
        }
    }

    @Override
    public long heart(Words words, Rows rows) {
        return Seat.pidOf(words.get(0));
    }

    @Override
    public void settle(Settlement settlement) throws InterruptedException {
        if (!permits.tryAcquire(CHAIRS, settlement.patience())) {
            settlement.fault(Fault.LEAK, "permits never came back: free=" + permits.available());
            return;
        }
        permits.release(CHAIRS);
        settlement.requireBetween(
                "free permits", CHAIRS, permits.available(), CHAIRS, Fault.DUPLICATE);
    }
}

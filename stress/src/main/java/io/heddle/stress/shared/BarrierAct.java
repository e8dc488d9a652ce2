package io.heddle.stress.shared;

import io.heddle.shared.PeerDiedException;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Seats meet at a barrier. Each time that one goes on, enough rounds must have been completed for all who have;
/// at the end, of each round the first, the second and the last must have gone on, but for the killed. Who
/// finds the barrier broken makes it whole again; it must not be broken for the death of somebody who was not
/// killed, however long it is stopped.
///
/// @param meeting the barrier, for [#PARTIES]; its action counts
record BarrierAct(Meeting meeting) implements Act {

    static final int PARTIES = 3;

    /// How many have gone on; then how many of them were the last, the last but one, …
    private static final int GONE = 0;

    private static final int BY_INDEX = 1;
    private static final int BROKEN = BY_INDEX + PARTIES;

    @Override
    public String title() {
        return "barrier";
    }

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public long words() {
        return BROKEN + 1;
    }

    @Override
    public void play(Seat seat) throws InterruptedException {
        try {
            int index = seat.oneIn(8) ? meeting.await(limit(seat)) : meeting.await();
            goOn(seat, index);
        } catch (BrokenBarrierException | TimeoutException e) {
            seat.act().add(BROKEN, 1);
            requireDead(seat, e.getCause());
            if (meeting.isBroken()) {
                meeting.reset();
            }
        }
        seat.linger();
    }

    private void requireDead(Seat seat, @Nullable Throwable cause) {
        if (cause instanceof PeerDiedException death
                && death.pid() >= 0
                && !seat.act().stage().isLicensed(death.pid())) {
            seat.fault(
                    Fault.CORRUPT,
                    title() + ": broken for the death of somebody who lives: pid=" + death.pid());
        }
    }

    private static Duration limit(Seat seat) {
        return Duration.ofMillis(100 + seat.dice().nextInt(1_000));
    }

    private void goOn(Seat seat, int index) {
        long gone = seat.act().add(GONE, 1) + 1;
        long rounds = meeting.rounds();
        if (gone > rounds * PARTIES) {
            seat.fault(
                    Fault.CORRUPT,
                    "%s: more went on than had come: gone=%d rounds=%d parties=%d"
                            .formatted(title(), gone, rounds, PARTIES));
        }
        if (index < 0 || index >= PARTIES) {
            seat.fault(Fault.CORRUPT, title() + ": there is no such party: index=" + index);
        } else {
            seat.act().add(BY_INDEX + index, 1);
        }
    }

    /// At the end there may be too few to meet.
    @Override
    public boolean isConducted() {
        return true;
    }

    @Override
    public void conduct(Seat seat, Rows rows) {
        if (seat.act().stage().isOver()) {
            meeting.reset();
        }
        seat.rest(2_000);
    }

    @Override
    public void settle(Settlement settlement) {
        Words words = settlement.words();
        long rounds = meeting.rounds();
        long excused = settlement.rows().deaths() + words.get(BROKEN);
        for (int index = 0; index < PARTIES; index++) {
            settlement.requireBetween(
                    "those who went on as number " + index,
                    rounds - excused,
                    words.get(BY_INDEX + index),
                    rounds,
                    Fault.CORRUPT);
        }
        settlement
                .tally()
                .say(
                        "  the barrier: %d rounds, broken for %d"
                                .formatted(rounds, words.get(BROKEN)));
    }
}

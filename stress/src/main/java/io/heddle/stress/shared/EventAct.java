package io.heddle.stress.shared;

import java.time.Duration;

/// The conductor writes down which round it is and sets one of two events; the seats wait for it and look what
/// was written. Nobody may go on before, and everybody must go on.
///
/// @param gates the events
record EventAct(Gates gates) implements Act {

    private static final int ROUND = 0;
    private static final int WRITTEN = 1;

    /// The round that this seat waits for, counted from 1; 0 if it does not.
    private static final int WAITING = Row.OWN;

    /// The first round that this seat has not seen.
    private static final int NEXT = Row.OWN + 1;

    @Override
    public String title() {
        return "event";
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
        Words words = seat.act();
        long round = Math.max(words.get(ROUND), seat.row().get(NEXT));
        seat.row().set(WAITING, round + 1);
        if (seat.oneIn(4)) {
            while (!gates.await((int) (round & 1), Duration.ofMillis(seat.dice().nextInt(10)))) {
                seat.linger();
            }
        } else {
            gates.await((int) (round & 1));
        }
        long written = words.get(WRITTEN);
        if (written < round + 1) {
            seat.fault(
                    Fault.CORRUPT,
                    "%s: somebody went on too early: round=%d written=%d"
                            .formatted(title(), round + 1, written));
        }
        seat.row().set(NEXT, round + 1);
        seat.row().set(WAITING, 0);
    }

    @Override
    public boolean isConducted() {
        return true;
    }

    @Override
    public void conduct(Seat seat, Rows rows) {
        Words words = seat.act();
        long round = words.get(ROUND);
        gates.clear((int) (round + 1 & 1));
        words.set(WRITTEN, round + 1);
        gates.set((int) (round & 1));
        while (rows.living(WAITING, round + 1) > 0) {
            seat.rest(300);
        }
        words.set(ROUND, round + 1);
        seat.rest(seat.dice().nextInt(5_000));
    }
}

package io.heddle.stress.shared;

import java.util.concurrent.locks.Lock;

/// In rounds: the seats wait under a lock; the conductor lays out no more passes than there are seats waiting
/// and signals as often; each one that goes on takes a pass; when the last one is gone the others are sent
/// on by signalAll, and a new round begins with the other condition.
///
/// Nobody else comes to take a pass that lies about, so a signal that is lost lets somebody wait for ever
/// beside a pass. Only if all who waited in a round are dead, passes may be left.
///
/// In every second round only one signal is given by the conductor, and each who takes a pass gives the next
/// one; then some wait with a limit.
///
/// @param turns the lock and its conditions
record ConditionAct(Turns turns) implements Act {

    private static final int ROUND = 0;
    private static final int PASSES = 1;

    /// Whether the passes of this round were laid out: whoever comes now has come too late.
    private static final int GIVEN = 2;

    /// The round that this seat waits in, counted from 1; 0 if it does not.
    private static final int WAITING = Row.OWN;

    @Override
    public String title() {
        return "condition";
    }

    @Override
    public int threads() {
        return 3;
    }

    @Override
    public long words() {
        return 3;
    }

    private Lock lock() {
        return turns.guard().lock();
    }

    // ---- players -------------------------------------------------------------------------------

    @Override
    public void play(Seat seat) throws InterruptedException {
        Words words = seat.act();
        listen(words);
        boolean late;
        lock().lock();
        try {
            late = words.get(GIVEN) != 0;
            if (!late) {
                waitForAPass(seat, words.get(ROUND));
            }
        } finally {
            lock().unlock();
        }
        if (late) {
            seat.rest(500);
        } else {
            seat.linger();
        }
    }

    /// Who died under the lock may have had a signal to give.
    private void listen(Words words) {
        turns.guard()
                .onAbandoned(_ -> {
                    for (long i = words.get(PASSES); i > 0; i--) {
                        turns.signal(which(words.get(ROUND)));
                    }
                });
    }

    private static int which(long round) {
        return (int) (round & 1);
    }

    private static boolean isChain(long round) {
        return (round & 2) != 0;
    }

    private void waitForAPass(Seat seat, long round) throws InterruptedException {
        Words words = seat.act();
        seat.row().set(WAITING, round + 1);
        try {
            while (words.get(ROUND) == round && words.get(PASSES) == 0) {
                if (isChain(round) && seat.oneIn(4)) {
                    turns.awaitMillis(which(round), seat.dice().nextInt(10));
                } else {
                    turns.await(which(round));
                }
            }
            if (words.get(ROUND) == round) {
                takePass(words, round);
            }
        } finally {
            seat.row().set(WAITING, 0);
        }
    }

    private void takePass(Words words, long round) {
        long left = words.get(PASSES) - 1;
        words.set(PASSES, left);
        if (isChain(round) && left > 0) {
            turns.signal(which(round));
        }
    }

    /// Whoever may have been signalled.
    @Override
    public long heart(Words words, Rows rows) {
        if (words.get(PASSES) == 0) {
            return 0;
        }
        long round = words.get(ROUND) + 1;
        return rows.all().stream()
                .filter(row -> row.get(WAITING) == round)
                .mapToLong(Row::pid)
                .findAny()
                .orElse(0);
    }

    // ---- the conductor -------------------------------------------------------------------------

    @Override
    public boolean isConducted() {
        return true;
    }

    @Override
    public void conduct(Seat seat, Rows rows) {
        Words words = seat.act();
        listen(words);
        layOut(seat, rows);
        while (!isRoundOver(words, rows)) {
            seat.rest(500);
        }
        sendTheOthersOn(words);
        seat.rest(seat.dice().nextInt(2_000));
    }

    private void layOut(Seat seat, Rows rows) {
        Words words = seat.act();
        lock().lock();
        try {
            long round = words.get(ROUND);
            int waiting = rows.living(WAITING, round + 1);
            words.set(GIVEN, 1);
            if (waiting > 0) {
                int passes = 1 + seat.dice().nextInt(waiting);
                words.set(PASSES, passes);
                for (int i = isChain(round) ? passes - 1 : 0; i < passes; i++) {
                    turns.signal(which(round));
                }
            }
        } finally {
            lock().unlock();
        }
    }

    /// Takes the lock each time: where somebody has died under it, somebody must come and see.
    private boolean isRoundOver(Words words, Rows rows) {
        lock().lock();
        try {
            return words.get(PASSES) == 0 || rows.living(WAITING, words.get(ROUND) + 1) == 0;
        } finally {
            lock().unlock();
        }
    }

    private void sendTheOthersOn(Words words) {
        lock().lock();
        try {
            long round = words.get(ROUND);
            words.set(PASSES, 0);
            words.set(GIVEN, 0);
            words.set(ROUND, round + 1);
            turns.signalAll(which(round));
        } finally {
            lock().unlock();
        }
    }
}

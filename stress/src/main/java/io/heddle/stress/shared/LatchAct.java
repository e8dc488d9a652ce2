package io.heddle.stress.shared;

import io.heddle.shared.SharedLatch;
import java.util.ArrayList;
import java.util.List;

/// Seats count a latch down and wait for it. Nobody may go on before enough have come; everybody must then. A
/// latch is used once, so there are some each second.
///
/// @param latches all that there are
record LatchAct(ArrayList<SharedLatch> latches) implements Act {

    static final int COUNT = 3;
    private static final long EACH_SECOND = 4;
    private static final int MOST = 4_000;

    private static final int ROUND = 0;
    private static final int FIRST = 1;
    private static final int COMINGS = 2;

    LatchAct {
        latches = new ArrayList<>(latches);
    }

    /// Enough of them for some seconds, or many.
    static LatchAct forSeconds(long seconds) {
        List<SharedLatch> latches = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST, EACH_SECOND * seconds); i++) {
            latches.add(SharedLatch.create(COUNT));
        }
        return new LatchAct(new ArrayList<>(latches));
    }

    @Override
    public String title() {
        return "latch";
    }

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public long words() {
        return COMINGS + (long) latches.size();
    }

    @Override
    public void play(Seat seat) throws InterruptedException {
        Words words = seat.act();
        var _ = words.compareAndSet(FIRST, 0, System.nanoTime());
        long round = words.get(ROUND);
        double seconds = (System.nanoTime() - words.get(FIRST)) / 1e9;
        if (round >= latches.size() || round > seconds * EACH_SECOND) {
            seat.rest(20_000);
            return;
        }
        SharedLatch latch = latches.get((int) round);
        words.add(COMINGS + round, 1);
        latch.countDown();
        latch.await();
        long come = words.get(COMINGS + round);
        if (come < COUNT || latch.getCount() != 0) {
            seat.fault(
                    Fault.CORRUPT,
                    "%s: somebody went on too early: come=%d needed=%d count=%d"
                            .formatted(title(), come, COUNT, latch.getCount()));
        }
        var _ = words.compareAndSet(ROUND, round, round + 1);
    }

    /// At the end there may be too few to open the last one.
    @Override
    public boolean isConducted() {
        return true;
    }

    @Override
    public void conduct(Seat seat, Rows rows) {
        Words words = seat.act();
        long round = words.get(ROUND);
        if (words.stage().isOver() && round < latches.size()) {
            words.add(COMINGS + round, 1);
            latches.get((int) round).countDown();
        }
        seat.rest(5_000);
    }
}

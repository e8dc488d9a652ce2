package io.heddle.stress.shared;

/// A number is counted up. Nobody may see it fall, and at the end it must be what all have counted.
///
/// @param counter the number, 0 at first
record LongAct(Counter counter) implements Act {

    private static final int COUNTED = Row.OWN;
    private static final int AT_ONCE = 20;

    @Override
    public String title() {
        return "number";
    }

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public long words() {
        return 1;
    }

    @Override
    public void play(Seat seat) throws InterruptedException {
        long last = 0;
        for (int i = 0; i < AT_ONCE; i++) {
            long now = seat.oneIn(2) ? counter.incrementAndGet() : countByHand();
            seat.row().add(COUNTED, 1);
            if (now <= last) {
                seat.fault(
                        Fault.DUPLICATE,
                        "%s: the same again: before=%d now=%d".formatted(title(), last, now));
            }
            last = now;
        }
        seat.rest(200);
        seat.linger();
    }

    private long countByHand() {
        while (true) {
            long before = counter.get();
            if (counter.compareAndSet(before, before + 1)) {
                return before + 1;
            }
        }
    }

    @Override
    public void settle(Settlement settlement) {
        long counted = settlement.rows().sum(COUNTED);
        long killed = settlement.rows().deaths();
        settlement.requireBetween(
                "what was counted", counted, counter.get(), counted + killed, Fault.CORRUPT);
    }
}

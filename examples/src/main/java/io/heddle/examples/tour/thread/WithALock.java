package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.HeddleLock;

/// One at a time.
@Shows(
        id = "lock.mutex",
        title = "The same two million additions with a lock, and an account that ends at zero",
        python =
                "with lock: is a synchronized block in Java, lock.acquire and lock.release are lock and"
                        + " unlock with a finally between them. HeddleLock is the one that tells who holds it.")
public final class WithALock implements Program {

    private static final int EACH = 1_000_000;

    private final HeddleLock lock = HeddleLock.create("number");
    private final Object door = new Object();
    private int number;
    private long balance;

    @Override
    public void run(Stage stage) throws Exception {
        Strand<?> one = Strand.ofThread().start(() -> add());
        Strand<?> other = Strand.ofThread().start(() -> add());
        one.get();
        other.get();
        stage.equal(2 * EACH, number, "two million additions, with lock and finally");

        Strand<?> payer = Strand.ofThread().start(() -> book(-1));
        Strand<?> earner = Strand.ofThread().start(() -> book(+1));
        payer.get();
        earner.get();
        stage.equal(0L, balance, "the balance of the account, with a synchronized block");
    }

    private void add() {
        for (int i = 0; i < EACH; i++) {
            lock.lock();
            try {
                number++;
            } finally {
                lock.unlock();
            }
        }
    }

    private void book(long amount) {
        for (int i = 0; i < EACH; i++) {
            synchronized (door) { // released at its end, however that is reached
                long read = balance;
                Thread.onSpinWait(); // time enough for the other one to write, if it could
                balance = read + amount;
            }
        }
    }
}

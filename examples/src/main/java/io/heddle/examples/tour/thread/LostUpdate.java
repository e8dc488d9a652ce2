package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.concurrent.CyclicBarrier;

/// What goes wrong without a lock.
@Shows(
        id = "lock.race",
        title =
                "Two threads add a million each to one number without a lock, and additions are lost",
        python =
                "Two threads with g_num += 1 in a loop. Reading, adding and writing are three steps in Python"
                        + " and in Java: what another thread has written in between is overwritten.")
public final class LostUpdate implements Program {

    private static final int EACH = 1_000_000;

    private int number;

    @Override
    public void run(Stage stage) throws Exception {
        CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        Strand<?> one = Strand.ofThread().start(() -> add(stage, bothHaveRead));
        Strand<?> other = Strand.ofThread().start(() -> add(stage, bothHaveRead));
        one.get();
        other.get();

        stage.say("%d additions, and the number is %d", 2 * EACH, number);
        stage.say("%d were lost: both had read the same number", 2 * EACH - number);
        stage.check(number < 2 * EACH, "at least one addition is lost");
        stage.check(number >= 2, "and some are not");
    }

    private void add(Stage stage, CyclicBarrier bothHaveRead) throws Exception {
        int read = number;
        stage.say("%s has read %d", Strand.current().name(), read);
        var _ = bothHaveRead.await(); // so that it does not take bad luck
        number = read + 1;

        for (int i = 1; i < EACH; i++) {
            number++; // the same three steps, and now and then the same bad luck
        }
    }
}

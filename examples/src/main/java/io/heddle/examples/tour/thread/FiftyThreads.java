package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Many threads, and who waits for them.
@Shows(
        id = "thread.fifty",
        title = "Fifty threads: the main thread goes on at once, or waits with join",
        python =
                "A list of threading.Thread objects; start each, then join each, is_alive before and after."
                        + " Strand has the same three.")
public final class FiftyThreads implements Program {

    private static final int THREADS = 50;

    @Override
    public void run(Stage stage) throws Exception {
        CountDownLatch counted = new CountDownLatch(1);
        List<Strand<Duration>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            all.add(Strand.ofThread().start(() -> sleep(stage, counted)));
        }
        stage.say("main: I am here already, with nothing joined");
        stage.equal((long) THREADS, alive(all), "alive before join");
        counted.countDown(); // from here on they sleep

        Duration together =
                stage.time(() -> {
                    for (Strand<?> one : all) {
                        one.join();
                    }
                });
        stage.equal(0L, alive(all), "alive after join");

        Duration sum = Duration.ZERO;
        for (Strand<Duration> one : all) {
            sum = sum.plus(one.get());
        }
        stage.say("they slept %d ms in all, join took %d ms", sum.toMillis(), together.toMillis());
        stage.check(together.compareTo(sum) < 0, "join took less than one after the other");
    }

    private static Duration sleep(Stage stage, CountDownLatch counted) throws Exception {
        counted.await();
        return stage.time(() -> stage.pause(2));
    }

    private static long alive(List<? extends Strand<?>> strands) {
        return strands.stream().filter(Strand::isAlive).count();
    }
}

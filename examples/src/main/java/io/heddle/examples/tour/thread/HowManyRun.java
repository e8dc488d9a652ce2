package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Looking at the threads that run.
@Shows(
        id = "thread.enumerate",
        title = "The main thread prints how many threads run until it is the only one: 3, 3, ... 1",
        python =
                "len(threading.enumerate()) in a loop. A JVM has threads of its own, so the program counts"
                        + " those that it has named; Strand.active knows nothing else but strands anyway.")
public final class HowManyRun implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        CountDownLatch counted = new CountDownLatch(1);
        Strand<?> singer =
                Strand.ofThread().name("show: sing").start(() -> perform(stage, 3, counted));
        Strand<?> dancer =
                Strand.ofThread().name("show: dance").start(() -> perform(stage, 5, counted));

        List<Long> seen = new ArrayList<>();
        for (long running = running(); running > 1; running = running()) {
            stage.say("main: %d threads run", running);
            seen.add(running);
            counted.countDown(); // nobody ends before it was counted once
            stage.pause(0.5);
        }
        seen.add(running());
        stage.say("main: %d thread runs", running());

        stage.equal(3L, seen.getFirst(), "threads at first, the main thread among them");
        stage.equal(1L, seen.getLast(), "threads at the end");
        stage.equal(
                seen.stream().sorted(Comparator.reverseOrder()).toList(),
                seen,
                "there are never more than before");
        stage.check(!singer.isAlive() && !dancer.isAlive(), "both have ended");
    }

    private static long running() {
        return 1 + Strand.active().stream().filter(s -> s.name().startsWith("show: ")).count();
    }

    private static void perform(Stage stage, int times, CountDownLatch counted)
            throws InterruptedException {
        counted.await();
        for (int i = 1; i <= times; i++) {
            stage.say("%s %d", Strand.current().name(), i);
            stage.pause(0.5);
        }
    }
}

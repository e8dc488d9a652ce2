package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A thread for each function.
@Shows(
        id = "thread.function",
        title =
                "Two functions that sleep two seconds each, in threads, take two seconds and not four",
        python =
                "threading.Thread(target=sing), start, join. A strand also has a result, for which get waits;"
                        + " a thread of Python would put it into a list or a queue.")
public final class TwoFunctions implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Strand<Span> singer = Strand.ofThread().start(() -> perform(stage, "sing", both));
        Strand<Span> dancer = Strand.ofThread().start(() -> perform(stage, "dance", both));
        stage.say("main: both are started");

        List<Span> shows = List.of(singer.get(), dancer.get());
        Duration together = Span.together(shows);
        Duration sum = Span.sum(shows);
        stage.say("both took %d ms, each by itself %d ms", together.toMillis(), sum.toMillis());
        stage.check(together.compareTo(stage.seconds(2)) >= 0, "both have slept");
        stage.check(together.compareTo(sum) < 0, "it took less than one after the other");
    }

    private static Span perform(Stage stage, String what, CountDownLatch both) throws Exception {
        long begin = System.nanoTime();
        both.countDown(); // whoever has to wait for the end of the other never gets further
        stage.becomes("I " + what + " and am not alone", () -> both.getCount() == 0);
        stage.pause(2);
        return Span.since(begin);
    }
}

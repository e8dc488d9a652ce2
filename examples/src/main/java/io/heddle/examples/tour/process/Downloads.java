package io.heddle.examples.tour.process;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedLatch;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/// Two things at once.
@Shows(
        id = "process.download",
        title = "Two downloads in two processes take as long as the longer one",
        python =
                "Two multiprocessing.Process objects that sleep for a random time as if they downloaded,"
                        + " both started, both joined, and time.time before and after.")
public final class Downloads implements Program {

    /// When something began and ended.
    private record Span(Instant begin, Instant end) implements Serializable {

        Duration length() {
            return Duration.between(begin, end);
        }

        Span and(Span other) {
            return new Span(
                    begin.isBefore(other.begin) ? begin : other.begin,
                    end.isAfter(other.end) ? end : other.end);
        }
    }

    @Override
    public void run(Stage stage) throws Exception {
        SharedLatch both = SharedLatch.create(2);
        Strand<Span> one = Strand.ofProcess().start(() -> download(stage, "warp.pdf", both));
        Strand<Span> other = Strand.ofProcess().start(() -> download(stage, "weft.avi", both));
        Duration total = one.get().and(other.get()).length();
        Duration sum = one.get().length().plus(other.get().length());
        stage.say("together they took %d ms", total.toMillis());
        stage.check(
                total.compareTo(sum) < 0,
                "one after the other it would have been %d ms".formatted(sum.toMillis()));
        one.join();
        other.join();
    }

    private static Span download(Stage stage, String file, SharedLatch both) throws Exception {
        Instant begin = Instant.now();
        both.countDown();
        both.await(); // a process may start late; here both are at work, or nobody goes on
        stage.say("%s: begins in process %d", file, ProcessHandle.current().pid());
        stage.pause(ThreadLocalRandom.current().nextDouble(5, 10));
        stage.say("%s: is here", file);
        return new Span(begin, Instant.now());
    }
}

package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedLatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A class instead of a function.
@Shows(
        id = "thread.subclass",
        title = "A task may be a class with fields, and two of them run at once",
        python =
                "A subclass of threading.Thread with fields and a method run. In Java the task is a class of"
                        + " its own and not a thread: whoever starts it says whether it gets a thread, a coroutine or"
                        + " a process.")
public final class TaskAsClass implements Program {

    /// What somebody sings; its fields are the arguments.
    private record Song(Stage stage, String singer, int verses, SharedLatch all)
            implements Task<Span> {

        @Override
        public Span call() throws Exception {
            long begin = System.nanoTime();
            all.countDown();
            stage.becomes(singer + " does not sing alone", () -> all.getCount() == 0);
            for (int verse = 1; verse <= verses; verse++) {
                stage.say("%s sings verse %d of %d", singer, verse, verses);
                stage.pause(2.0 / verses);
            }
            return Span.since(begin);
        }
    }

    @Override
    public void run(Stage stage) throws Exception {
        SharedLatch all = SharedLatch.create(2); // travels, as the class would
        List<Strand<Span>> singers = new ArrayList<>();
        for (Song song :
                List.of(new Song(stage, "alto", 4, all), new Song(stage, "bass", 2, all))) {
            singers.add(Strand.ofThread().name(song.singer()).start(song));
        }
        List<Span> songs = List.of(singers.get(0).get(), singers.get(1).get());

        Duration together = Span.together(songs);
        Duration sum = Span.sum(songs);
        stage.say("both took %d ms, each by itself %d ms", together.toMillis(), sum.toMillis());
        stage.equal("alto", singers.getFirst().name(), "the name comes from a field");
        stage.check(together.compareTo(stage.seconds(2)) >= 0, "both have sung all verses");
        stage.check(together.compareTo(sum) < 0, "it took less than one after the other");
    }
}

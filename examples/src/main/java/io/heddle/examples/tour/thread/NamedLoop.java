package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.ArrayList;
import java.util.List;

/// Threads have names.
@Shows(
        id = "thread.named-loop",
        title = "A thread with a name counts to five beside the main thread",
        python =
                "threading.Thread(target=loop, name='loop') and threading.current_thread().name. Here the"
                        + " name is that of the strand and that of its Java thread, so that a dump of threads shows it.")
public final class NamedLoop implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        Strand<List<String>> loop = Strand.ofThread().name("loop").start(() -> count(stage));
        List<String> here = count(stage);

        stage.equal(
                List.of("loop 1", "loop 2", "loop 3", "loop 4", "loop 5"),
                loop.get(),
                "what the thread has counted");
        String own = Thread.currentThread().getName();
        stage.check(!own.equals("loop"), "the main thread has a name of its own: " + own);
        stage.equal(own + " 5", here.getLast(), "what the main thread has counted last");

        Strand<String> nameless = Strand.ofThread().start(() -> Strand.current().name());
        stage.check(!nameless.get().isEmpty(), "without a name it gets one: " + nameless.get());
    }

    private static List<String> count(Stage stage) throws InterruptedException {
        List<String> counted = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            counted.add(Thread.currentThread().getName() + " " + i);
            stage.say("%s", counted.getLast());
            stage.pause(0.5);
        }
        return counted;
    }
}

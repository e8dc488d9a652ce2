package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Threads have one memory.
@Shows(
        id = "thread.shared-globals",
        title = "What one thread puts into a list, another thread and the main thread see",
        python =
                "A global list that one thread appends to and another one reads. Same here, but for Java's"
                        + " rule that what several threads write needs a class or a lock made for that.")
public final class SharedList implements Program {

    /// All threads of this process see it; a child process would have a copy of its own.
    private final List<Integer> shared = new CopyOnWriteArrayList<>();

    @Override
    public void run(Stage stage) throws Exception {
        Strand<?> writer =
                Strand.ofThread()
                        .start(() -> {
                            for (int i = 0; i < 5; i++) {
                                shared.add(i);
                                stage.pause(0.2);
                            }
                            stage.say("writer: %s", shared);
                        });
        writer.join(); // who reads later sees all that was written before the join

        Strand<List<Integer>> reader = Strand.ofThread().start(() -> List.copyOf(shared));
        stage.equal(List.of(0, 1, 2, 3, 4), reader.get(), "seen by the reading thread");
        stage.equal(List.of(0, 1, 2, 3, 4), shared, "seen by the main thread");

        Strand.ofThread().start(() -> shared.clear()).join();
        stage.check(shared.isEmpty(), "any of them may change it");
    }
}

package io.heddle.examples.tour.process;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.io.Serializable;

/// What a child gets along.
@Shows(
        id = "process.args",
        title = "Arguments for a child process, by position and by name",
        python =
                "Process(target=f, args=(5,)) and Process(target=f, kwargs={'count': 3}). Java has no"
                        + " named arguments: a record gives them names, and a lambda takes whatever is in sight.")
public final class Arguments implements Program {

    /// Arguments with names.
    private record Order(String what, int count) implements Serializable {}

    @Override
    public void run(Stage stage) throws Exception {
        int five = 5;
        Strand<Integer> byPosition = Strand.ofProcess().start(() -> weave(stage, "warp", five));

        Order order = new Order("weft", 3);
        Strand<Integer> byName =
                Strand.ofProcess().start(() -> weave(stage, order.what(), order.count()));

        stage.equal(5, byPosition.get(), "count by position");
        stage.equal(3, byName.get(), "count by name");
        byPosition.join();
        byName.join();
    }

    private static int weave(Stage stage, String what, int count) throws InterruptedException {
        int woven = 0;
        for (int i = 1; i <= count; i++) {
            stage.say("%s %d of %d", what, i, count);
            stage.pause(0.2);
            woven++;
        }
        return woven;
    }
}

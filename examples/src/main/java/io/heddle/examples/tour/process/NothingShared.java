package io.heddle.examples.tour.process;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.ArrayList;
import java.util.List;

/// Every process has its own variables.
@Shows(
        id = "process.no-shared-globals",
        title = "What a child adds to a list, neither its parent nor its sibling sees",
        python =
                "A global list that a multiprocessing.Process appends to stays empty in the parent, since"
                        + " fork copies memory. Here a child is a new JVM whose static fields begin anew.")
public final class NothingShared implements Program {

    private static final List<Integer> NUMBERS = new ArrayList<>();
    private static int counter;

    @Override
    public void run(Stage stage) throws Exception {
        Strand<List<Integer>> writer =
                Strand.ofProcess()
                        .start(() -> {
                            for (int i = 0; i < 5; i++) {
                                NUMBERS.add(i);
                            }
                            stage.say("writer: %s", NUMBERS);
                            return NUMBERS;
                        });
        List<Integer> written = writer.get();
        Strand<List<Integer>> reader = Strand.ofProcess().start(() -> NUMBERS);

        stage.equal(List.of(0, 1, 2, 3, 4), written, "what the writer has");
        stage.equal(List.of(), NUMBERS, "what the parent has");
        stage.equal(List.of(), reader.get(), "what the reader has");

        Strand<Integer> ping = Strand.ofProcess().start(() -> count(stage, "ping"));
        Strand<Integer> pong = Strand.ofProcess().start(() -> count(stage, "pong"));
        stage.equal(10, ping.get(), "ping counts to");
        stage.equal(10, pong.get(), "pong counts to");
        stage.equal(0, counter, "the counter of the parent");
        for (Strand<?> child : List.of(writer, reader, ping, pong)) {
            child.join();
        }
    }

    private static int count(Stage stage, String who) {
        for (int i = 0; i < 10; i++) {
            counter++;
        }
        stage.say("%s: %d", who, counter);
        return counter;
    }
}

package io.heddle.examples.tour.process;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedQueue;
import java.util.ArrayList;
import java.util.List;

/// Nobody waits for anybody.
@Shows(
        id = "process.order",
        title = "A parent counts beside two children without join: all finish, in any order",
        python =
                "Two multiprocessing.Process objects started, and a loop in the parent that goes on at"
                        + " once. The interpreter waits for the children at its end, and so does the JVM here.")
public final class InAnyOrder implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        SharedQueue<String> ended = SharedQueue.create(3);
        SharedEvent parentEnded = SharedEvent.create();
        // this family is a program of its own, which ends as any program does
        Strand<?> family = Strand.ofProcess().start(() -> parent(stage, ended, parentEnded));
        family.join(); // its process, so its children too

        List<String> order = new ArrayList<>(ended);
        stage.say("the order was %s", order);
        stage.equal("parent", order.getFirst(), "the first to end");
        stage.equal(3, order.size(), "how many have ended");
        family.get();
        ended.close();
    }

    private static void parent(Stage stage, SharedQueue<String> ended, SharedEvent parentEnded)
            throws InterruptedException {
        for (String name : List.of("first child", "second child")) {
            Strand<?> _ =
                    Strand.ofProcess()
                            .start(() -> {
                                count(stage, name);
                                parentEnded.await(); // here it is so at every run
                                ended.put(name);
                            });
        }
        count(stage, "parent");
        ended.put("parent");
        parentEnded.set();
    }

    private static void count(Stage stage, String who) throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            stage.say("%s: %d", who, i);
            stage.pause(0.5);
        }
    }
}

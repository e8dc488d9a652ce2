package io.heddle.examples.tour.process;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedQueue;
import java.util.List;

/// Where to wait.
@Shows(
        id = "process.join-variants",
        title = "Join at once, join one of two, join both, join for a limited time",
        python =
                "p1.start then p1.join before p2.start makes one wait for the other; p2.join alone lets"
                        + " the parent overtake p1; join(timeout) gives up waiting and leaves the child alive.")
public final class WaysToJoin implements Program {

    private final SharedQueue<String> told = SharedQueue.create(20);

    @Override
    public void run(Stage stage) throws Exception {
        SharedEvent now = SharedEvent.create();
        now.set();

        child(stage, "p1", now).join(); // at once: p2 starts when p1 is over
        child(stage, "p2", now).join();
        told(stage, "p1 joined before p2 starts", List.of("p1", "p2", "parent"));

        SharedEvent parentWasFirst = SharedEvent.create();
        ProcessStrand<?> slow = child(stage, "p1", parentWasFirst);
        child(stage, "p2", now).join(); // only the second
        told(stage, "only p2 joined", List.of("p2", "parent"));
        parentWasFirst.set();
        slow.join();
        stage.equal("p1", told.take(), "only p2 joined: the last one");

        SharedEvent p2WasFirst = SharedEvent.create();
        ProcessStrand<?> one = child(stage, "p1", p2WasFirst);
        child(stage, "p2", now).join(); // they ran side by side
        p2WasFirst.set();
        one.join();
        told(stage, "both joined", List.of("p2", "p1", "parent"));

        SharedEvent end = SharedEvent.create();
        ProcessStrand<?> patient = child(stage, "p1", end);
        stage.equal(false, patient.join(stage.seconds(1)), "ended within the limit");
        stage.equal(true, patient.isAlive(), "the child is alive after it");
        end.set();
        patient.join();
        told(stage, "a join with a limit", List.of("p1", "parent"));
        told.close();
    }

    private ProcessStrand<?> child(Stage stage, String name, SharedEvent mayEnd) {
        SharedQueue<String> to = told;
        return Strand.ofProcess()
                .start(() -> {
                    stage.pause(0.5);
                    mayEnd.await();
                    stage.say("%s ends", name);
                    to.put(name);
                });
    }

    private void told(Stage stage, String how, List<String> expected) throws InterruptedException {
        told.put("parent");
        stage.equal(expected, told.stream().toList(), how);
        told.clear();
    }
}

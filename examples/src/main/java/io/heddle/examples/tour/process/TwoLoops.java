package io.heddle.examples.tour.process;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedLong;

/// Two endless loops.
@Shows(
        id = "process.two-loops",
        title =
                "Two endless loops: one after the other the second never runs, in two processes both do",
        python =
                "Two while True loops in one function: the second is never reached. With one of them in a"
                        + " multiprocessing.Process both go on, until terminate.")
public final class TwoLoops implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        SharedLong sung = SharedLong.create(0);
        SharedLong danced = SharedLong.create(0);
        ProcessStrand<?> inOneFlow =
                Strand.ofProcess()
                        .start(() -> {
                            forEver(stage, "sing", sung);
                            forEver(stage, "dance", danced); // never reached
                        });
        stage.becomes("it sang three times", () -> sung.get() >= 3);
        stage.equal(0L, danced.get(), "dances in the same flow");
        inOneFlow.terminate();

        sung.set(0);
        ProcessStrand<?> singer = Strand.ofProcess().start(() -> forEver(stage, "sing", sung));
        ProcessStrand<?> dancer = Strand.ofProcess().start(() -> forEver(stage, "dance", danced));
        stage.becomes("both go on in two processes", () -> sung.get() >= 3 && danced.get() >= 3);
        for (ProcessStrand<?> endless : java.util.List.of(inOneFlow, singer, dancer)) {
            endless.terminate();
            endless.join();
            stage.check(!endless.isAlive(), endless.name() + " was terminated");
        }
    }

    private static void forEver(Stage stage, String what, SharedLong times)
            throws InterruptedException {
        while (true) {
            stage.say("%s %d", what, times.incrementAndGet());
            stage.pause(1);
        }
    }
}

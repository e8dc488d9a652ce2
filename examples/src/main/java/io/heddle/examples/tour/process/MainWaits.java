package io.heddle.examples.tour.process;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedQueue;
import java.util.List;

/// The end of a program.
@Shows(
        id = "process.main-waits",
        title = "A program whose main is over ends when its last child has",
        python =
                "At its end the interpreter joins every child of multiprocessing that is no daemon. A"
                        + " strand of a process keeps its program alive in the same way; System.exit does not wait.")
public final class MainWaits implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        SharedEvent mainIsOver = SharedEvent.create();
        SharedQueue<String> diary = SharedQueue.create(10);
        Strand<?> program =
                Strand.ofProcess().name("program").start(() -> main(stage, mainIsOver, diary));

        program.get(); // main has returned
        stage.equal(false, program.join(stage.seconds(1)), "the program ends within a second");
        mainIsOver.set(); // now its child may go on
        program.join();
        diary.put("program");
        stage.equal(
                List.of("main", "child", "program"),
                diary.stream().toList(),
                "ended in this order");
        diary.close();
    }

    private static void main(Stage stage, SharedEvent mainIsOver, SharedQueue<String> diary)
            throws InterruptedException {
        Strand<?> _ =
                Strand.ofProcess()
                        .start(() -> {
                            mainIsOver.await();
                            stage.pause(1);
                            stage.say("child: my last line");
                            diary.put("child");
                        });
        stage.say("main: my last line");
        diary.put("main");
    }
}

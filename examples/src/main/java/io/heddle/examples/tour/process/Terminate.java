package io.heddle.examples.tour.process;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedLong;
import java.util.concurrent.ExecutionException;

/// The end of a child that has none.
@Shows(
        id = "process.terminate",
        title = "An endless child is terminated",
        python =
                "Process.terminate, then join; exitcode is -15 then, minus the number of the signal, and"
                        + " is_alive is False. The same number here, and get tells the story.")
public final class Terminate implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        SharedLong turns = SharedLong.create(0);
        ProcessStrand<?> endless =
                Strand.ofProcess()
                        .start(() -> {
                            while (turns.incrementAndGet() > 0) {
                                Thread.onSpinWait();
                            }
                        });
        stage.becomes("it goes round and round", () -> turns.get() > 1000);
        stage.equal(true, endless.isAlive(), "alive");
        stage.check(endless.exitCode().isEmpty(), "no exit code as long as it lives");

        endless.terminate();
        endless.join();
        stage.equal(false, endless.isAlive(), "alive after terminate");
        stage.equal(-15, endless.exitCode().orElse(0), "exit code, ended by signal 15");
        try {
            endless.get();
            stage.check(false, "get fails");
        } catch (ExecutionException e) {
            stage.say("get says: %s", e.getCause());
        }
    }
}

package io.heddle.examples.tour.ipc;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedEvent;
import java.util.concurrent.CountDownLatch;

/// A signal instead of a message.
@Shows(
        id = "ipc.signal",
        title = "A child waits for a signal, and its parent sends it",
        python =
                "signal.signal installs a handler and signal.pause waits in the child; os.kill sends. Several"
                        + " may listen here, and whoever stops listening gives the signal its old meaning back.")
public final class WakeBySignal implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        SharedEvent listens = SharedEvent.create();
        ProcessStrand<String> child =
                Strand.ofProcess()
                        .start(() -> {
                            CountDownLatch woken = new CountDownLatch(1);
                            try (var _ = Signals.on(Signal.USR1, woken::countDown)) {
                                listens.set();
                                stage.say("child: waits");
                                woken.await();
                            }
                            stage.say("child: woken");
                            return "woken";
                        });
        listens.await(); // before that, the signal would end the child
        stage.pause(1);
        stage.check(!child.isDone(), "the child still waits");
        stage.say("parent: sends USR1 to %d", child.pid());
        child.send(Signal.USR1);
        stage.equal("woken", child.get(), "what the child says");
        child.join();
    }
}

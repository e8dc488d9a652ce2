package io.heddle.examples.tour.coroutine;

import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.Coroutines;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.ArrayList;
import java.util.List;

/// One at a time, in turn.
@Shows(
        id = "coroutine.sing-dance",
        title = "Two coroutines take turns at each pause, in the same order at every run",
        python =
                "gevent.spawn, gevent.sleep and join; with asyncio, async def and await asyncio.sleep. Here"
                        + " the methods are ordinary ones, and the scope waits for both.")
@SuppressWarnings("FutureReturnValueIgnored") // a scope hears of the failures of its coroutines
public final class SingAndDance implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        List<String> inTurn =
                List.of("sing 1", "dance 1", "sing 2", "dance 2", "sing 3", "dance 3");
        stage.equal(inTurn, show(stage), "the order of the show");
        for (int run = 2; run <= 4; run++) {
            stage.equal(inTurn, show(stage), "the same in run " + run);
        }
    }

    private static List<String> show(Stage stage) throws Exception {
        List<String> show = new ArrayList<>(); // no two touch it at once: it needs no lock
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            scope.spawn(() -> perform(stage, "sing", show));
            scope.spawn(() -> perform(stage, "dance", show));
            scope.joinAll();
        }
        return show;
    }

    private static void perform(Stage stage, String act, List<String> show)
            throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            show.add(act + " " + i);
            stage.say("%s", show.getLast());
            Coroutines.sleep(stage.seconds(0.5)); // hands the turn over
        }
    }
}

package io.heddle.examples.tour.coroutine;

import io.heddle.Strand;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.Coroutines;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Who never pauses.
@Shows(
        id = "coroutine.cooperative-vs-preemptive",
        title =
                "A greedy coroutine holds the others up where turns are taken, and not among threads",
        python =
                "A greenlet or an async function that computes without a pause stops all the others; a thread"
                        + " is interrupted by the system. Java has both: a cooperative scope, and threads.")
@SuppressWarnings("FutureReturnValueIgnored") // a scope hears of the failures of its coroutines
public final class GreedyAndModest implements Program {

    private static final int STEPS = 8;

    @Override
    public void run(Stage stage) throws Exception {
        List<String> inTurns = new CopyOnWriteArrayList<>();
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            scope.spawn(() -> greedy(inTurns, stage.seconds(0.2)));
            scope.spawn(() -> modest(inTurns));
            scope.joinAll();
        }
        draw(stage, "cooperative", inTurns);
        stage.equal(STEPS, inTurns.indexOf("modest"), "steps of the greedy one before the other's");

        List<String> amongThreads = new CopyOnWriteArrayList<>();
        Strand<?> greedy =
                Strand.ofThread().start(() -> greedy(amongThreads, Duration.ofSeconds(30)));
        Strand<?> modest = Strand.ofThread().start(() -> modest(amongThreads));
        greedy.get();
        modest.get();
        draw(stage, "preemptive", amongThreads);
        stage.check(
                amongThreads.indexOf("modest") < amongThreads.lastIndexOf("greedy"),
                "among threads the modest one has run before the greedy one was done");
    }

    /// Never pauses: each step goes on until the other one has moved, or for as long as was said.
    private static void greedy(List<String> steps, Duration patience) {
        for (int i = 0; i < STEPS; i++) {
            steps.add("greedy");
            long seen = moves(steps);
            long begin = System.nanoTime();
            while (moves(steps) == seen
                    && seen < STEPS
                    && System.nanoTime() - begin < patience.toNanos()) {
                Thread.onSpinWait();
            }
        }
    }

    private static void modest(List<String> steps) throws InterruptedException {
        for (int i = 0; i < STEPS; i++) {
            steps.add("modest");
            Coroutines.pause();
        }
    }

    private static long moves(List<String> steps) {
        return steps.stream().filter("modest"::equals).count();
    }

    private static void draw(Stage stage, String how, List<String> steps) {
        for (String who : List.of("greedy", "modest")) {
            StringBuilder lane = new StringBuilder();
            steps.forEach(step -> lane.append(step.equals(who) ? '#' : '.'));
            stage.say("%-12s %s %s", how, who, lane);
        }
    }
}

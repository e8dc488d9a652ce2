package io.heddle.console.tour;

import io.heddle.Task;
import io.heddle.examples.tour.CheckFailedException;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Stage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a program, as it goes to the process in which it happens.
///
/// @param type the class of the program
/// @param rules under which it runs
/// @param last a line that nobody else prints: the last one on both streams
record ProgramRun(Class<? extends Program> type, ProgramRunner.Rules rules, String last)
        implements Task<Verdict> {

    @Override
    public Verdict call() throws InterruptedException {
        try {
            return judged();
        } finally {
            System.out.println(last);
            System.err.println(last);
        }
    }

    private Verdict judged() throws InterruptedException {
        Remains remains = new Remains();
        Stage stage = new Stage(rules.speed(), rules.given());
        @Nullable Throwable thrown = runOn(stage);
        String reason = stage.failure().orElseGet(() -> reason(stage, thrown));
        if (!reason.isEmpty()) { // nobody waits for what a broken program has left
            return Verdict.failed(reason, !remains.awaitNone(Duration.ZERO).isEmpty());
        }
        List<String> left = remains.awaitNone(rules.patience());
        return left.isEmpty()
                ? Verdict.passed()
                : Verdict.lost("left behind: " + String.join(", ", left));
    }

    private @Nullable Throwable runOn(Stage stage) {
        try {
            Program.of(type).run(stage);
            return null;
        } catch (Throwable e) { // whatever a program throws is what is wrong with it
            if (!(e instanceof CheckFailedException)) {
                e.printStackTrace();
            }
            return e;
        }
    }

    private static String reason(Stage stage, @Nullable Throwable thrown) {
        if (thrown != null) {
            return thrown.toString();
        }
        return stage.checks() == 0 ? "it has checked nothing" : "";
    }
}

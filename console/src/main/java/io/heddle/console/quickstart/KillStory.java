package io.heddle.console.quickstart;

import io.heddle.console.page.Wording;
import io.heddle.console.quickstart.Report.Kill;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tells in sentences what the deliberate kill did.
final class KillStory {

    private KillStory() {}

    static List<String> of(Kill kill) {
        if (!kill.asked()) {
            return List.of("No worker was killed, as --no-kill says.");
        }
        return kill.hit()
                ? List.of(death(kill), aim(), loss(kill), repetition(kill), replacement(kill))
                : List.of(
                        "No running task was hit by the kill: %s.".formatted(kill.missedBecause()));
    }

    private static String death(Kill kill) {
        return "Killed on purpose: worker %s (pid %d), by %s, %s after the run began, while it worked on %s."
                .formatted(
                        kill.worker(),
                        kill.pid(),
                        kill.end(),
                        time(kill.afterSeconds()),
                        kill.file());
    }

    /// The one thing that is arranged is said.
    private static String aim() {
        return "So that the kill would hit a running task for certain, the task of that file read it"
                + " and then waited to be killed.";
    }

    private static String loss(Kill kill) {
        return "Its future failed with WorkerDiedException %s later; %s."
                .formatted(
                        time(kill.noticedSeconds()),
                        kill.otherLosses() == 0
                                ? "no other task was touched"
                                : "other workers died too, which nobody asked for: "
                                        + kill.otherLosses());
    }

    private static String repetition(Kill kill) {
        return kill.repeatedBy() == null
                ? "Submitted again, the file could not be read any more."
                : "Submitted again, the file was read by %s (pid %d)."
                        .formatted(kill.repeatedBy(), kill.repeatedByPid());
    }

    private static String replacement(Kill kill) {
        return kill.replacedBy() == null || kill.replacedSeconds() == null
                ? "A replacement for the worker was not seen in time."
                : "The pool replaced the worker by %s (pid %d), ready %s after the loss."
                        .formatted(
                                kill.replacedBy(),
                                kill.replacedByPid(),
                                time(kill.replacedSeconds()));
    }

    private static String time(@Nullable Double seconds) {
        return Wording.time(Objects.requireNonNull(seconds));
    }
}

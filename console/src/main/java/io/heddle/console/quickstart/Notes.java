package io.heddle.console.quickstart;

import io.heddle.console.page.Wording;
import io.heddle.console.quickstart.Report.Entry;
import io.heddle.console.quickstart.Tour.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What should be known about the numbers, in sentences.
final class Notes {

    /// Below this the seconds of a run say little: the next run may well give others.
    private static final double SHORT_SECONDS = 0.2;

    private final Outcome outcome;
    private final List<Entry> runs;
    private final Report.Kill kill;
    private final List<String> notes = new ArrayList<>();

    private Notes(Outcome outcome, List<Entry> runs, Report.Kill kill) {
        this.outcome = outcome;
        this.runs = runs;
        this.kill = kill;
    }

    static List<String> of(Outcome outcome, List<Entry> runs, Report.Kill kill) {
        Notes notes = new Notes(outcome, runs, kill);
        notes.sayWhatIsMeasured();
        notes.sayWhatTheKillCosts();
        notes.sayWhySlow();
        notes.sayHowShort();
        return List.copyOf(notes.notes);
    }

    private void sayWhatIsMeasured() {
        notes.add(
                "Seconds run from the first submission to the last result; the start of a pool is"
                        + " counted apart. No file came from the disk, because each was read once"
                        + " before, and each pool had worked for "
                        + Wording.time(Run.seconds(outcome.plan().warmUp()))
                        + " before it was measured, so that its code was compiled.");
    }

    private void sayWhatTheKillCosts() {
        if (kill.hit()) {
            notes.add(
                    "The run with the kill had one worker fewer until the replacement was ready, and"
                            + " that one began cold.");
        }
    }

    /// Compares the time within the tasks with the time around them.
    private void sayWhySlow() {
        List<String> slow = new ArrayList<>();
        for (int i = 1; i < runs.size(); i++) {
            if (runs.get(i).speedUp() < 1 && !runs.get(i).killed()) {
                slow.add(around(runs.get(i), outcome.runs().get(i)));
            }
        }
        if (!slow.isEmpty()) {
            double within = secondsWithin(outcome.sequential()) / runs.getFirst().results();
            notes.add(
                    "A speed-up below 1 means that the files are too small or too few for that way:"
                            + " reading one takes %s on average, and handing it over and waiting for"
                                    .formatted(Wording.time(within))
                            + " its turn adds %s.".formatted(String.join(", ", slow)));
        }
    }

    private String around(Entry entry, Run run) {
        int hands = Math.min(entry.atOnce(), outcome.plan().workers());
        int results = Math.max(1, entry.results());
        double around = (entry.seconds() * hands - secondsWithin(run)) / results;
        return "%s on %s".formatted(Wording.time(Math.max(0, around)), entry.kind());
    }

    private static double secondsWithin(Run run) {
        return run.facts().values().stream()
                .mapToDouble(facts -> Run.seconds(within(facts.stint())))
                .sum();
    }

    private static Duration within(Stint stint) {
        return Duration.between(stint.begin(), stint.end());
    }

    private void sayHowShort() {
        double sequential = runs.getFirst().seconds();
        if (sequential < SHORT_SECONDS) {
            notes.add(
                    "One after the other, everything takes "
                            + Wording.time(sequential)
                            + ": too short to measure well. Try a directory with more in it.");
        }
    }
}

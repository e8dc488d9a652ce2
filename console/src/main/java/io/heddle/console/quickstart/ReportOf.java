package io.heddle.console.quickstart;

import io.heddle.Strand;
import io.heddle.console.Version;
import io.heddle.console.page.Wording;
import io.heddle.console.quickstart.Report.Entry;
import io.heddle.console.quickstart.Report.FileEntry;
import io.heddle.console.quickstart.Report.Machine;
import io.heddle.console.quickstart.Report.Options;
import io.heddle.console.quickstart.Report.Totals;
import io.heddle.console.quickstart.Report.Trouble;
import io.heddle.console.quickstart.Tour.Outcome;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Turns the outcome of a tour into its report.
final class ReportOf {

    private final Outcome outcome;

    private ReportOf(Outcome outcome) {
        this.outcome = outcome;
    }

    static Report outcome(Outcome outcome) {
        return new ReportOf(outcome).report();
    }

    private Report report() {
        List<Entry> runs = entries();
        Report.Kill kill = KillReport.of(outcome);
        Totals totals = totals();
        return new Report(
                Report.TOOL,
                Report.SCHEMA,
                Version.heddle(),
                outcome.startedAt().truncatedTo(ChronoUnit.MILLIS).toString(),
                Names.printable(outcome.plan().directory()),
                machine(),
                options(),
                totals,
                runs,
                kill,
                runs.stream().allMatch(run -> run.wrong() == 0),
                Notes.of(outcome, runs, kill),
                outcome.problems().stream().map(ReportOf::trouble).toList(),
                outcome.leftOut(),
                files());
    }

    private static Machine machine() {
        return new Machine(
                Version.java(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Strand.cores());
    }

    private Options options() {
        Tour.Plan plan = outcome.plan();
        return new Options(
                plan.workers(),
                plan.kill(),
                Run.seconds(plan.warmUp()),
                plan.selection().all(),
                plan.selection().followLinks());
    }

    private Totals totals() {
        List<Content> contents = contents();
        return new Totals(
                contents.size(),
                contents.stream().mapToLong(Content::bytes).sum(),
                contents.stream().mapToLong(Content::lines).sum(),
                contents.stream().mapToLong(Content::words).sum());
    }

    private List<Content> contents() {
        return outcome.sequential().facts().values().stream().map(FileFacts::content).toList();
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < outcome.runs().size(); i++) {
            entries.add(entry(outcome.runs().get(i), outcome.comparisons().get(i)));
        }
        return entries;
    }

    private Entry entry(Run run, Comparison comparison) {
        double speedUp = run.seconds() > 0 ? outcome.sequential().seconds() / run.seconds() : 0;
        return new Entry(
                run.way().title(),
                run.killed(),
                run.way().workers(),
                Lanes.atOnce(run),
                Wording.rounded(Run.seconds(run.startTook())),
                Wording.rounded(run.seconds()),
                run.facts().size(),
                Wording.rounded(run.filesPerSecond()),
                Wording.rounded(speedUp),
                comparison.equal(),
                comparison.changed(),
                comparison.missing(),
                comparison.wrong(),
                comparison.digest());
    }

    private static Trouble trouble(Problems.Problem problem) {
        return new Trouble(problem.sort().phrase(), problem.name(), problem.detail());
    }

    private List<FileEntry> files() {
        List<FileEntry> files = new ArrayList<>();
        for (int i = 0; i < outcome.files().size(); i++) {
            FileFacts facts = outcome.sequential().facts().get(i);
            if (facts != null) {
                files.add(file(outcome.files().get(i).name(), facts.content()));
            }
        }
        return files;
    }

    private static FileEntry file(String name, Content content) {
        return new FileEntry(
                name, content.bytes(), content.lines(), content.words(), content.sha256());
    }
}

package io.heddle.console.quickstart;

import io.heddle.console.page.TextTable;
import io.heddle.console.page.Wording;
import io.heddle.console.quickstart.Report.Entry;
import io.heddle.console.quickstart.Report.Kill;
import io.heddle.console.quickstart.Report.Totals;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/// Tells a person in a terminal what the tour found.
final class ReportText {

    private static final int COLUMNS = 78;

    private final Report report;
    private final Ansi ansi;

    /// Prepares the text.
    ///
    /// @param ansi whether it may have colours
    ReportText(Report report, Ansi ansi) {
        this.report = report;
        this.ansi = ansi;
    }

    void print(PrintStream out) {
        out.println();
        out.println(headline());
        out.println();
        table().forEach(out::println);
        out.println();
        paragraph(out, "", String.join(" ", KillStory.of(report.kill())));
        out.println();
        paragraph(out, "", Agreement.of(report));
        out.println();
        report.notes().forEach(note -> paragraph(out, "- ", note));
    }

    private static void paragraph(PrintStream out, String bullet, String text) {
        Wording.wrapped(bullet, text, COLUMNS).forEach(out::println);
    }

    private String headline() {
        Totals totals = report.totals();
        return "%s in %s: %s, %s, %s, on %s"
                .formatted(
                        Wording.count(totals.files(), "file"),
                        report.directory(),
                        Wording.bytes(totals.bytes()),
                        Wording.count(totals.lines(), "line"),
                        Wording.count(totals.words(), "word"),
                        Wording.count(report.machine().cores(), "core"));
    }

    private List<String> table() {
        TextTable table = new TextTable();
        table.add("kind", "workers", "start s", "seconds", "files/s", "speed-up", "killed worker");
        report.runs().forEach(run -> addRow(table, run));
        List<String> lines = new ArrayList<>(table.lines());
        lines.set(0, styled("bold", lines.getFirst()));
        return lines;
    }

    private void addRow(TextTable table, Entry run) {
        table.add(
                run.title(),
                "%d".formatted(run.workers()),
                Wording.seconds(run.startSeconds()),
                Wording.seconds(run.seconds()),
                String.format(Locale.ROOT, "%.0f", run.filesPerSecond()),
                Wording.factor(run.speedUp()),
                run.killed() ? killedWorker() : "-");
    }

    private String killedWorker() {
        Kill kill = report.kill();
        return kill.hit() ? "%s, %s".formatted(kill.worker(), kill.end()) : "none was hit";
    }

    private String styled(String style, String text) {
        return ansi.string("@|%s %s|@".formatted(style, text));
    }
}

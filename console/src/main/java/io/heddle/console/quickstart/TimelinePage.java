package io.heddle.console.quickstart;

import io.heddle.console.page.Html;
import io.heddle.console.page.LaneData;
import io.heddle.console.page.LaneHtml;
import io.heddle.console.page.PageTemplate;
import io.heddle.console.page.Wording;
import io.heddle.console.quickstart.FileKinds.FileKind;
import io.heddle.console.quickstart.Report.Entry;
import io.heddle.console.quickstart.Report.Kill;
import io.heddle.console.quickstart.Tour.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The page that shows which worker did what when. It needs nothing but itself: no network, no other
/// file.
///
/// How it is made so, [PageTemplate] says.
final class TimelinePage {

    private static final int MOST_PROBLEMS = 100;
    private static final int MANY = 16;
    private static final int CROWD = 48;

    private static final String HINT =
            "Each row is a worker, each block a file. Point at a block to see the file; the same file lights up in the other"
                    + " runs.";

    private final Report report;
    private final List<List<Lane>> lanes;
    private final FileKinds kinds;
    private final LaneData data;

    private TimelinePage(Report report, Outcome outcome) {
        this.report = report;
        this.lanes = outcome.runs().stream().map(Lanes::of).toList();
        this.kinds = new FileKinds(outcome.files());
        this.data = PageData.of(outcome, kinds, lanes);
    }

    static TimelinePage of(Report report, Outcome outcome) {
        return new TimelinePage(report, outcome);
    }

    void writeTo(Appendable out) throws IOException {
        Map<String, String> parts =
                Map.ofEntries(
                        Map.entry("program", "quickstart"),
                        Map.entry("title", Html.text("heddle quickstart: " + report.directory())),
                        Map.entry("headline", Html.text(headline())),
                        Map.entry("where", Html.text(where())),
                        Map.entry("before", before()),
                        Map.entry("hint", HINT),
                        Map.entry("find", "Find a file"),
                        Map.entry("findHint", "part of its name"),
                        Map.entry("scales", LaneHtml.scales(true)),
                        Map.entry("killButton", "Go to the kill"),
                        Map.entry("legend", legend()),
                        Map.entry("panels", panels()),
                        Map.entry("numbersTitle", "About the numbers"),
                        Map.entry("notes", Html.list(report.notes())),
                        Map.entry("after", problems()),
                        Map.entry("lanes", laneTable()),
                        Map.entry("footer", Html.text(footer())));
        out.append(PageTemplate.fill(parts, data));
    }

    private String before() {
        return """
        <section aria-labelledby="how-long">
          <h2 id="how-long">How long it took</h2>
          <div class="scroll">%s</div>
        </section>
        <section aria-labelledby="what-died" class="%s">
          <h2 id="what-died">The kill</h2>
          %s
        </section>
        """
                .formatted(summary(), report.kill().hit() ? "died" : "quiet", kill());
    }

    private String headline() {
        return Wording.count(report.totals().files(), "file")
                + ", read in four ways"
                + (report.kill().hit() ? ", one worker killed on the way" : "");
    }

    private String where() {
        return String.join(
                " \u00b7 ",
                report.directory(),
                Wording.bytes(report.totals().bytes()),
                Wording.count(report.totals().lines(), "line"),
                Wording.count(report.totals().words(), "word"),
                Wording.count(report.machine().cores(), "core"));
    }

    private String footer() {
        return "Made by heddle quickstart %s at %s, Java %s, %s. The results themselves are in result.json."
                .formatted(
                        report.version(),
                        report.startedAt(),
                        report.machine().java(),
                        report.machine().os());
    }

    private String summary() {
        double longest = report.runs().stream().mapToDouble(Entry::seconds).max().orElse(1);
        return report.runs().stream()
                .map(run -> summaryRow(run, longest))
                .collect(
                        Collectors.joining(
                                "",
                                "<table class=\"summary\">"
                                        + Html.head(
                                                        List.of(
                                                                "",
                                                                "workers",
                                                                "start s",
                                                                "seconds",
                                                                "files/s",
                                                                "speed-up",
                                                                ""))
                                                .replace(
                                                        "<th scope=\"col\"></th></tr>",
                                                        "<th class=\"grow\"></th></tr>")
                                        + "<tbody>\n",
                                "</tbody></table>"));
    }

    private static String summaryRow(Entry run, double longest) {
        return Html.row(
                        List.of(
                                run.title(),
                                String.valueOf(run.workers()),
                                Wording.seconds(run.startSeconds()),
                                Wording.seconds(run.seconds()),
                                String.format(Locale.ROOT, "%,.0f", run.filesPerSecond()),
                                Wording.factor(run.speedUp())))
                + "<td class=\"grow\"><svg viewBox=\"0 0 100 14\" preserveAspectRatio=\"none\""
                + " aria-hidden=\"true\"><rect class=\"bar-back\" width=\"100\" height=\"14\"/>"
                + String.format(
                        Locale.ROOT,
                        "<rect class=\"bar\" width=\"%.2f\" height=\"14\"/>",
                        longest > 0 ? 100 * run.seconds() / longest : 0)
                + "</svg></td></tr>\n";
    }

    private String kill() {
        String story =
                KillStory.of(report.kill()).stream()
                        .map(Html::text)
                        .collect(Collectors.joining(" ", "<p>", "</p>\n"));
        return story
                + "<p class=\"verdict"
                + (report.equal() ? "" : " bad")
                + "\">"
                + Html.text(Agreement.of(report))
                + "</p>\n";
    }

    private String legend() {
        List<String> items = new ArrayList<>();
        for (FileKind kind : kinds.all()) {
            items.add(LaneHtml.legendItem(square("k" + kind.colour()), kind.label()));
        }
        items.add("<li class=\"sep\"></li>");
        items.add(
                LaneHtml.legendItem(
                        square("kb\" y=\"4\" height=\"4"), "the worker is there and waits"));
        Kill kill = report.kill();
        if (kill.hit()) {
            items.add(LaneHtml.legendItem(square("kd"), "the task that was killed"));
            items.add(
                    LaneHtml.legendItem(
                            "<path class=\"kx\" d=\"M4 2l8 8M12 2l-8 8\"/>",
                            "the end of the worker"));
            items.add(LaneHtml.legendItem(square("kr"), "the same file, read again"));
        }
        return LaneHtml.legend(items);
    }

    private static String square(String attributes) {
        return "<rect width=\"16\" height=\"12\" rx=\"2\" class=\"" + attributes + "\"/>";
    }

    private String panels() {
        return IntStream.range(0, lanes.size()).mapToObj(this::panel).collect(Collectors.joining());
    }

    private String panel(int panel) {
        Entry run = report.runs().get(panel);
        String rows =
                IntStream.range(0, lanes.get(panel).size())
                        .mapToObj(index -> row(panel, index))
                        .collect(Collectors.joining());
        return LaneHtml.figure(density(panel), run.title(), caption(run), rows, panel);
    }

    /// Many rows are drawn lower, and a crowd without names.
    private String density(int panel) {
        int rows = lanes.get(panel).size();
        return rows > CROWD ? "crowd" : rows > MANY ? "many" : "few";
    }

    private static String caption(Entry run) {
        List<String> parts = new ArrayList<>();
        parts.add(Wording.seconds(run.seconds()) + " s");
        if (!run.kind().equals("sequential")) {
            parts.add("speed-up " + Wording.factor(run.speedUp()));
        }
        if (run.kind().equals("coroutines")) {
            parts.add(Wording.count(run.workers(), "coroutine"));
            parts.add("at most %d at once, so that many slots".formatted(run.atOnce()));
        }
        return String.join(" \u00b7 ", parts);
    }

    private String row(int panel, int index) {
        Lane lane = lanes.get(panel).get(index);
        return LaneHtml.row(
                laneSummary(lane), lane.name(), lane.detail(), lane.killed(), panel, index);
    }

    private static String laneSummary(Lane lane) {
        return "%s%s: %s, busy for %s%s"
                .formatted(
                        lane.name(),
                        lane.detail().isEmpty() ? "" : " (" + lane.detail() + ")",
                        Wording.count(lane.files(), "file"),
                        Wording.time(lane.busyMicros() / 1e6),
                        lane.killed() ? ", killed" : "");
    }

    private String laneTable() {
        StringBuilder rows = new StringBuilder();
        for (int panel = 0; panel < lanes.size(); panel++) {
            for (Lane lane : lanes.get(panel)) {
                rows.append(Html.row(laneCells(report.runs().get(panel).title(), lane)))
                        .append("</tr>\n");
            }
        }
        return LaneHtml.table(
                List.of("run", "worker", "process", "files", "busy", "from", "to", "end"), rows);
    }

    private static List<String> laneCells(String run, Lane lane) {
        return List.of(
                run,
                lane.name(),
                lane.detail(),
                String.valueOf(lane.files()),
                Wording.time(lane.busyMicros() / 1e6),
                Wording.time(lane.from() / 1e6),
                Wording.time(lane.to() / 1e6),
                lane.killed() ? "killed" : "");
    }

    private String problems() {
        List<Report.Trouble> problems = report.problems();
        if (problems.isEmpty()) {
            return "";
        }
        List<String> items =
                problems.stream()
                        .limit(MOST_PROBLEMS)
                        .map(TimelinePage::problem)
                        .collect(Collectors.toCollection(ArrayList::new));
        if (problems.size() > MOST_PROBLEMS) {
            items.add("and %d more, see result.json".formatted(problems.size() - MOST_PROBLEMS));
        }
        return "<section aria-labelledby=\"not-read\"><h2 id=\"not-read\">Not read</h2>\n"
                + Html.list(items)
                + "</section>";
    }

    private static String problem(Report.Trouble problem) {
        String detail = problem.detail().isEmpty() ? "" : " (" + problem.detail() + ")";
        return problem.sort() + ": " + problem.name() + detail;
    }
}

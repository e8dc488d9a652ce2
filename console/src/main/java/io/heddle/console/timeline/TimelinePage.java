package io.heddle.console.timeline;

import io.heddle.console.Version;
import io.heddle.console.page.Html;
import io.heddle.console.page.LaneData;
import io.heddle.console.page.LaneHtml;
import io.heddle.console.page.PageTemplate;
import io.heddle.console.page.Wording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The page that shows which process, thread or coroutine did what when. How it is made so that it needs nothing
/// else, [PageTemplate] says.
final class TimelinePage {

    private static final int MANY = 12;
    private static final int MOST_TABLE_ROWS = 500;

    private static final String HINT =
            "Each row is a thread, a coroutine or another program; its process stands above. Point at a block to see what it"
                    + " is; the same one lights up elsewhere.";

    private static final LaneData.Words WORDS =
            new LaneData.Words(
                    "name",
                    "names",
                    "for ",
                    "within ",
                    "Its process ended before it did.",
                    "for ",
                    "",
                    "It failed: it threw an exception, or its exit code was not 0.",
                    "It was cancelled.");

    private final String title;
    private final List<Part> parts;
    private final Blocks blocks = new Blocks();
    private final List<LaneData.Panel> panels = new ArrayList<>();
    private final StringBuilder figures = new StringBuilder();
    private final StringBuilder table = new StringBuilder();
    private int tableRows;
    private boolean crowded;

    private TimelinePage(String title, List<Part> parts) {
        this.title = title;
        this.parts = parts;
    }

    /// Makes a page.
    ///
    /// @param title what it is about
    /// @param parts what it shows, one below the other
    /// @return its text
    static String of(String title, List<Part> parts) {
        return new TimelinePage(title, parts).text();
    }

    private String text() {
        parts.forEach(this::addPart);
        Map<String, String> places =
                Map.ofEntries(
                        Map.entry("program", "timeline"),
                        Map.entry("title", Html.text("heddle timeline: " + title)),
                        Map.entry("headline", Html.text(title)),
                        Map.entry("where", Html.text(where())),
                        Map.entry("before", ""),
                        Map.entry("hint", HINT),
                        Map.entry("find", "Find by name"),
                        Map.entry("findHint", "part of a name"),
                        // a choice between two scales makes sense where there are two axes
                        Map.entry("scales", panels.size() < 2 ? "" : LaneHtml.scales(false)),
                        Map.entry("killButton", "Go to what was killed"),
                        Map.entry("legend", legend()),
                        Map.entry("panels", figures.toString()),
                        Map.entry("numbersTitle", "About what you see"),
                        Map.entry("notes", Html.list(notes())),
                        Map.entry("after", ""),
                        Map.entry("lanes", laneTable()),
                        Map.entry("footer", Html.text(footer())));
        return PageTemplate.fill(places, new LaneData(WORDS, blocks.items(), panels));
    }

    private String where() {
        int processes = parts.stream().mapToInt(part -> part.story().processes().size()).sum();
        long nanos =
                parts.stream().mapToLong(part -> part.story().end() - part.story().begin()).sum();
        return String.join(
                " \u00b7 ",
                parts.size() == 1 ? "1 run" : parts.size() + " runs",
                Wording.time(nanos / 1e9),
                processes == 1 ? "1 process" : processes + " processes",
                Wording.count(panels.stream().mapToInt(p -> p.lanes().size()).sum(), "lane"));
    }

    private String footer() {
        long millis = parts.isEmpty() ? 0 : parts.getFirst().story().millis();
        return "Made by heddle timeline %s; it began at %s."
                .formatted(Version.heddle(), Instant.ofEpochMilli(millis));
    }

    // ---- a part --------------------------------------------------------------------------------

    private void addPart(Part part) {
        List<Lane> rows = new ArrayList<>();
        StringBuilder html = new StringBuilder();
        int panel = panels.size();
        List<ProcessTrack> processes = Crowd.processes(part.story().processes());
        crowded |= processes.size() < part.story().processes().size();
        for (ProcessTrack process : processes) {
            List<Lane> shown = Crowd.packed(process.lanes());
            crowded |= shown.size() < process.lanes().size();
            html.append(processRow(process, part.story()));
            for (Lane lane : shown) {
                html.append(
                        LaneHtml.row(
                                summary(lane),
                                lane.name(),
                                lane.sort() == Lane.Sort.COROUTINE ? "coroutine" : "",
                                lane.killed(),
                                panel,
                                rows.size()));
                rows.add(lane);
                addToTable(part, process, lane);
            }
        }
        panels.add(blocks.panel(part.title(), part.story(), rows));
        String nothing =
                rows.isEmpty()
                        ? "<p class=\"hint\">Nothing was recorded: no task, no thread, no process of"
                                + " Heddle.</p>"
                        : "";
        figures.append(
                LaneHtml.figure(
                        rows.size() > MANY ? "many" : "few",
                        part.title(),
                        caption(part),
                        nothing + html,
                        panel));
    }

    private static String caption(Part part) {
        String time = Wording.time((part.story().end() - part.story().begin()) / 1e9);
        return part.remark().isEmpty() ? time : part.remark() + " \u00b7 " + time;
    }

    private static String processRow(ProcessTrack process, Story story) {
        List<String> facts = new ArrayList<>();
        if (process.pid() != 0) {
            facts.add("pid " + process.pid());
        }
        story.processes().stream()
                .filter(other -> other.pid() == process.parent())
                .findFirst()
                .ifPresent(parent ->
                        facts.add("started by %s (%d)".formatted(parent.name(), parent.pid())));
        if (!process.end().isEmpty()) {
            facts.add(process.end());
        }
        return "<p class=\"process\"><b>%s</b> %s</p>\n"
                .formatted(Html.text(process.name()), Html.text(String.join(" \u00b7 ", facts)));
    }

    private static String summary(Lane lane) {
        return "%s (%s): runs for %s, waits for %s%s"
                .formatted(
                        lane.name(),
                        lane.sort().label(),
                        Wording.time(running(lane) / 1e9),
                        Wording.time(waiting(lane) / 1e9),
                        lane.killed() ? ", killed" : "");
    }

    private static long running(Lane lane) {
        return Span.nanos(lane.spans(), s -> s == State.RUNNING || s == State.PROGRAM);
    }

    private static long waiting(Lane lane) {
        return Span.nanos(lane.spans(), State::isWait);
    }

    // ---- words ---------------------------------------------------------------------------------

    private String legend() {
        List<String> items = new ArrayList<>();
        for (State state : blocks.states()) {
            items.add(
                    LaneHtml.legendItem(
                            "<rect width=\"16\" height=\"12\" rx=\"2\" class=\"k%d\"/>"
                                    .formatted(state.colour()),
                            state.label()));
        }
        items.add("<li class=\"sep\"></li>");
        items.add(
                LaneHtml.legendItem(
                        "<rect width=\"16\" y=\"4\" height=\"4\" class=\"kb\"/>",
                        "is there and has nothing to do"));
        if (blocks.fates().contains(Fate.KILLED)) {
            items.add(
                    LaneHtml.legendItem(
                            "<rect width=\"16\" height=\"12\" rx=\"2\" class=\"kd\"/>",
                            "ended with its process, killed"));
        }
        if (blocks.fates().contains(Fate.FAILED)) {
            items.add(
                    LaneHtml.legendItem(
                            "<rect width=\"16\" height=\"12\" rx=\"2\" class=\"k0\"/><rect"
                                    + " width=\"16\" y=\"8\" height=\"4\" class=\"kd\"/>",
                            "failed"));
        }
        if (blocks.fates().contains(Fate.CANCELLED)) {
            items.add(
                    LaneHtml.legendItem(
                            "<rect width=\"16\" height=\"12\" rx=\"2\" class=\"k0\"/><rect"
                                    + " width=\"16\" y=\"8\" height=\"4\" class=\"ki\"/>",
                            "cancelled"));
        }
        return LaneHtml.legend(items);
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add(
                "\"Runs\" is what Java says: on a processor, or ready for one. What a lane waits for was seen by"
                        + " looking at it every few milliseconds, less often where there are thousands; shorter waits"
                        + " may be missing.");
        notes.add(
                "A queue shows how many tasks of a pool waited for more than a millisecond. Where it stands above"
                        + " workers that are idle, they were starting.");
        if (crowded) {
            notes.add(
                    "There were more coroutines, threads or processes than rows. Coroutines share rows, one after the"
                            + " other; those for which no row was free are one row, \"more\", and so are threads and"
                            + " processes beyond some number.");
        }
        if (blocks.hasJoined()) {
            notes.add(
                    "There were more than %,d blocks in a run, so neighbours were made one."
                            .formatted(Blocks.MOST));
        }
        notes.addAll(
                new TreeSet<>(parts.stream().flatMap(p -> p.story().notes().stream()).toList()));
        return notes;
    }

    private void addToTable(Part part, ProcessTrack process, Lane lane) {
        tableRows++;
        if (tableRows > MOST_TABLE_ROWS) {
            return;
        }
        long begin = part.story().begin();
        table.append(
                        Html.row(
                                List.of(
                                        part.title(),
                                        process.name() + " " + process.pid(),
                                        lane.name(),
                                        lane.sort().label(),
                                        String.valueOf(lane.works().size()),
                                        Wording.time(running(lane) / 1e9),
                                        Wording.time(waiting(lane) / 1e9),
                                        Wording.time((lane.from() - begin) / 1e9),
                                        Wording.time((lane.to() - begin) / 1e9))))
                .append("</tr>\n");
    }

    private String laneTable() {
        String more =
                tableRows > MOST_TABLE_ROWS
                        ? Html.paragraph("and %,d more".formatted(tableRows - MOST_TABLE_ROWS))
                        : "";
        return LaneHtml.table(
                        List.of(
                                "run", "process", "lane", "kind", "tasks", "runs", "waits", "from",
                                "to"),
                        table)
                + more;
    }
}

package io.heddle.console.timeline;

import io.heddle.console.page.LaneData;
import io.heddle.console.page.Wording;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes blocks for the script of a page from spans. Times are microseconds from the beginning of their part.
final class Blocks {

    /// A part has no more blocks than this; beyond it, neighbours become one.
    static final int MOST = 20_000;

    private final Map<LaneData.Item, Integer> items = new LinkedHashMap<>();
    private final Set<State> states = EnumSet.noneOf(State.class);
    private final Set<Fate> fates = EnumSet.noneOf(Fate.class);
    private boolean joined;

    /// Gives what the script draws of a part.
    ///
    /// @param title what the part is called
    /// @param story what happened in it
    /// @param rows its lanes, as they are shown
    LaneData.Panel panel(String title, Story story, List<Lane> rows) {
        List<LaneData.Lane> lanes = new ArrayList<>();
        for (Lane row : fewEnough(rows)) {
            lanes.add(
                    new LaneData.Lane(
                            row.name(),
                            row.sort().label(),
                            micros(row.from() - story.begin()),
                            micros(row.to() - story.begin()),
                            row.killed(),
                            bars(row, story.begin())));
        }
        return new LaneData.Panel(title, Math.max(1, micros(story.end() - story.begin())), lanes);
    }

    private static long micros(long nanos) {
        return nanos / 1000;
    }

    private List<Long> bars(Lane lane, long begin) {
        List<Long> bars = new ArrayList<>();
        for (Span span : lane.spans()) {
            states.add(span.state());
            fates.add(span.fate());
            bars.add((long) indexOf(span));
            bars.add((long) span.count());
            bars.add(micros(span.from() - begin));
            bars.add(micros(span.to() - begin));
            bars.add((long) span.fate().code());
        }
        return bars;
    }

    private int indexOf(Span span) {
        return items.computeIfAbsent(
                new LaneData.Item(span.name(), span.state().colour(), details(span)),
                _ -> items.size());
    }

    private static List<String> details(Span span) {
        List<String> lines = new ArrayList<>();
        String reason = span.reason();
        lines.add(
                span.state().label()
                        + (reason.isEmpty() || reason.equals("waiting")
                                ? ""
                                : " (" + reason + ")"));
        Work work = span.work();
        if (work != null) {
            String waited =
                    work.queuedNanos() < 1_000_000
                            ? ""
                            : ", "
                                    + Wording.time(work.queuedNanos() / 1e9)
                                    + " in the queue before";
            lines.add(
                    "the whole of it: "
                            + Wording.time((work.to() - work.from()) / 1e9)
                            + (work.pool().isEmpty() ? "" : ", in pool " + work.pool())
                            + waited);
        }
        return lines;
    }

    private List<Lane> fewEnough(List<Lane> rows) {
        List<Lane> fewer = rows;
        long stretch = 1_000;
        // ends: a stretch may become longer than a century, and then all of a lane are one
        while (stretch > 0 && fewer.stream().mapToInt(lane -> lane.spans().size()).sum() > MOST) {
            joined = true;
            long nanos = stretch;
            fewer = rows.stream().map(lane -> lane.withSpans(joined(lane.spans(), nanos))).toList();
            stretch *= 2;
        }
        return fewer;
    }

    /// Joins spans that lie in the same stretch of time. If one of them has failed, so has what they become.
    private static List<Span> joined(List<Span> spans, long stretch) {
        List<Span> fewer = new ArrayList<>();
        for (Span span : spans) {
            Span last = fewer.isEmpty() ? null : fewer.getLast();
            if (last != null && last.from() / stretch == span.to() / stretch) {
                fewer.set(
                        fewer.size() - 1,
                        new Span(
                                last.work(),
                                last.name(),
                                last.nanos() >= span.nanos() ? last.state() : span.state(),
                                "",
                                last.from(),
                                span.to(),
                                last.count() + span.count(),
                                last.fate() == Fate.DONE ? span.fate() : last.fate()));
            } else {
                fewer.add(span);
            }
        }
        return fewer;
    }

    List<LaneData.Item> items() {
        return List.copyOf(items.keySet());
    }

    /// Which states occur, for the legend.
    Set<State> states() {
        return states;
    }

    Set<Fate> fates() {
        return fates;
    }

    /// Tells whether neighbours were joined.
    boolean hasJoined() {
        return joined;
    }
}

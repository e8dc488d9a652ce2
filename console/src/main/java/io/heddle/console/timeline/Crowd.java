package io.heddle.console.timeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;

/// Keeps very many lanes readable: coroutines share rows, one after the other, and what is beyond the last row is
/// shown as one. So are processes beyond a number that a browser can show.
final class Crowd {

    /// So many coroutines of a process have a row each.
    private static final int MOST_ALONE = 24;

    /// So many rows are there for more of them.
    static final int MOST_ROWS = 24;

    /// So many threads of a process have a row each.
    private static final int MOST_THREADS = 64;

    /// So many processes of a part are shown by themselves.
    static final int MOST_PROCESSES = 200;

    private static final class Row {
        private final int number;
        private final List<Lane> lanes = new ArrayList<>();
        private long to;

        Row(int number) {
            this.number = number;
        }
    }

    private Crowd() {}

    /// Makes few processes of many. Those that have recorded something come before programs of which only the beginning
    /// and the end are known; the order stays.
    static List<ProcessTrack> processes(List<ProcessTrack> all) {
        if (all.size() <= MOST_PROCESSES) {
            return all;
        }
        Set<ProcessTrack> own =
                all.stream()
                        .sorted(Comparator.comparing(ProcessTrack::isSilent))
                        .limit(MOST_PROCESSES - 1)
                        .collect(
                                Collectors.toCollection(
                                        () -> Collections.newSetFromMap(new IdentityHashMap<>())));
        List<ProcessTrack> shown = new ArrayList<>(all.stream().filter(own::contains).toList());
        List<ProcessTrack> left = all.stream().filter(track -> !own.contains(track)).toList();
        Lane lane =
                together(
                        left.stream().map(Crowd::life).toList(),
                        Lane.Sort.PROCESS,
                        "process",
                        "processes");
        shown.add(new ProcessTrack(0, 0, lane.name(), "", lane.from(), lane.to(), List.of(lane)));
        return shown;
    }

    private static Lane life(ProcessTrack track) {
        List<Work> works = track.lanes().stream().flatMap(lane -> lane.works().stream()).toList();
        return new Lane(
                0,
                track.name(),
                Lane.Sort.PROCESS,
                track.from(),
                track.to(),
                false,
                List.of(),
                works);
    }

    /// Makes few lanes of many.
    static List<Lane> packed(List<Lane> lanes) {
        List<Lane> threads =
                lanes.stream().filter(lane -> lane.sort() != Lane.Sort.COROUTINE).toList();
        List<Lane> coroutines =
                lanes.stream().filter(lane -> lane.sort() == Lane.Sort.COROUTINE).toList();
        List<Lane> packed = new ArrayList<>();
        packed.addAll(threads.subList(0, Math.min(MOST_THREADS, threads.size())));
        if (threads.size() > MOST_THREADS) {
            packed.add(
                    together(
                            threads.subList(MOST_THREADS, threads.size()),
                            Lane.Sort.THREAD,
                            "thread",
                            "threads"));
        }
        if (coroutines.size() <= MOST_ALONE) {
            packed.addAll(coroutines);
        } else {
            packed.addAll(rows(coroutines));
        }
        return packed;
    }

    private static List<Lane> rows(List<Lane> coroutines) {
        PriorityQueue<Row> taken = new PriorityQueue<>(Comparator.comparingLong(row -> row.to));
        PriorityQueue<Row> free = new PriorityQueue<>(Comparator.comparingInt(row -> row.number));
        List<Row> rows = new ArrayList<>();
        List<Lane> left = new ArrayList<>();
        for (Lane lane : coroutines) {
            while (!taken.isEmpty() && taken.element().to <= lane.from()) {
                free.add(taken.remove());
            }
            if (free.isEmpty() && rows.size() < MOST_ROWS) {
                Row row = new Row(rows.size() + 1);
                rows.add(row);
                free.add(row);
            }
            if (free.isEmpty()) {
                left.add(lane);
            } else {
                Row row = free.remove();
                row.lanes.add(lane);
                row.to = lane.to();
                taken.add(row);
            }
        }
        List<Lane> packed = new ArrayList<>();
        for (Row row : rows) {
            packed.add(inTurn(row));
        }
        if (!left.isEmpty()) {
            packed.add(together(left, Lane.Sort.COROUTINES, "coroutine", "coroutines"));
        }
        return packed;
    }

    private static Lane inTurn(Row row) {
        List<Span> spans = new ArrayList<>();
        List<Work> works = new ArrayList<>();
        for (Lane lane : row.lanes) {
            spans.addAll(lane.spans());
            works.addAll(lane.works());
        }
        return new Lane(
                row.number,
                "coroutines, row " + row.number,
                Lane.Sort.COROUTINES,
                row.lanes.getFirst().from(),
                row.to,
                false,
                spans,
                works);
    }

    /// Shows when any of them was there, and how many.
    private static Lane together(List<Lane> lanes, Lane.Sort sort, String one, String many) {
        List<Work> works = new ArrayList<>();
        lanes.forEach(lane -> works.addAll(lane.works()));
        List<Lane> byTime = lanes.stream().sorted(Comparator.comparingLong(Lane::from)).toList();
        List<Span> spans = new ArrayList<>();
        long from = byTime.getFirst().from();
        long to = from;
        int count = 0;
        for (Lane lane : byTime) {
            if (count > 0 && lane.from() > to) {
                spans.add(oneOf(count, count == 1 ? one : many, from, to));
                from = lane.from();
                count = 0;
            }
            to = Math.max(to, lane.to());
            count++;
        }
        spans.add(oneOf(count, count == 1 ? one : many, from, to));
        return new Lane(
                0,
                String.format(
                        Locale.ROOT, "%,d more %s", lanes.size(), lanes.size() == 1 ? one : many),
                sort,
                spans.getFirst().from(),
                to,
                false,
                spans,
                works);
    }

    private static Span oneOf(int count, String what, long from, long to) {
        return new Span(
                null,
                String.format(Locale.ROOT, "%,d %s without a row of their own", count, what),
                State.WAITING,
                "",
                from,
                to,
                1,
                Fate.DONE);
    }
}

package io.heddle.console.timeline;

import io.heddle.console.timeline.TaskBook.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Makes a lane for each pool that had to let tasks wait: how many, from when to when.
final class Queues {

    /// Shorter waits are the way from one thread to another, and would fill the lane.
    private static final long SHORTEST_NANOS = 1_000_000;

    private record Change(long at, int by) {}

    private Queues() {}

    /// Makes them.
    ///
    /// @param pools the tasks that a process has submitted, by pool
    /// @param end when that process ended, or was last seen
    static List<Lane> of(Map<String, List<Entry>> pools, long end) {
        List<Lane> lanes = new ArrayList<>();
        pools.forEach((pool, tasks) -> {
            List<Span> spans = spans(tasks, end);
            if (!spans.isEmpty()) {
                lanes.add(
                        new Lane(
                                0,
                                pool + " queue",
                                Lane.Sort.QUEUE,
                                spans.getFirst().from(),
                                spans.getLast().to(),
                                false,
                                spans,
                                List.of()));
            }
        });
        return lanes;
    }

    private static List<Span> spans(List<Entry> tasks, long end) {
        List<Change> changes = new ArrayList<>();
        for (Entry task : tasks) {
            long left = task.left(end);
            if (left - task.submitted >= SHORTEST_NANOS) {
                changes.add(new Change(task.submitted, 1));
                changes.add(new Change(left, -1));
            }
        }
        changes.sort(Comparator.comparingLong(Change::at));
        List<Span> spans = new ArrayList<>();
        int depth = 0;
        long since = 0;
        for (Change change : changes) {
            if (depth > 0 && change.at > since) {
                spans.add(
                        new Span(
                                null,
                                depth == 1 ? "1 task waits" : depth + " tasks wait",
                                State.QUEUED,
                                "",
                                since,
                                change.at,
                                1,
                                Fate.DONE));
            }
            depth += change.by;
            since = change.at;
        }
        return spans;
    }
}

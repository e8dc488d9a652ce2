package io.heddle.console.simulate;

import io.heddle.simulator.plan.Chance;
import io.heddle.simulator.plan.Plan;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// The tasks of a pool as they were recorded: when each came, and how long it ran.
///
/// A task that was begun again, as its worker had died, is one task, whose last attempt counts.
///
/// @param pool the name of the pool
/// @param tasks in the order in which they came
/// @param notes what is to be said about them
record TraceLoad(String pool, List<Task> tasks, List<String> notes) {

    /// A task.
    ///
    /// @param arrival when it was submitted, from the first one on
    /// @param work how long it ran
    record Task(Duration arrival, Duration work) {}

    /// A pool is known by its name within the process that has it; others may have one of the same name.
    private record Pool(long owner, String name) {
        Pool(TraceReader.Event event) {
            this(event.owner(), event.pool());
        }

        /// How it is shown and named on the command line.
        String name(List<Pool> all) {
            boolean clear = all.stream().filter(pool -> pool.name.equals(name)).count() == 1;
            return clear ? name : name + "@" + owner;
        }
    }

    /// Reads what `heddle timeline` has written.
    ///
    /// @param text Trace Event JSON
    /// @param pool which pool; empty if there is one only
    /// @throws IllegalArgumentException if it is something else, or has no tasks of that pool
    /// @throws IOException if it cannot be read
    static TraceLoad read(Reader text, String pool) throws IOException {
        TraceReader.Contents contents = TraceReader.read(text);
        List<Pool> pools = contents.tasks().stream().map(Pool::new).distinct().toList();
        if (pools.isEmpty()) {
            throw new IllegalArgumentException(
                    "the trace has no tasks of a pool; record one: heddle timeline load.json -- COMMAND");
        }
        List<Pool> meant =
                pools.stream().filter(p -> pool.isEmpty() || pool.equals(p.name(pools))).toList();
        if (meant.size() != 1) {
            SortedSet<String> names = new TreeSet<>();
            pools.forEach(p -> names.add(p.name(pools)));
            throw new IllegalArgumentException(
                    "say by --pool whose tasks are meant: pool=%s pools=%s".formatted(pool, names));
        }
        return of(meant.getFirst(), contents).named(meant.getFirst().name(pools));
    }

    private static TraceLoad of(Pool pool, TraceReader.Contents contents) {
        List<TraceReader.Event> attempts =
                contents.tasks().stream().filter(e -> new Pool(e).equals(pool)).toList();
        Map<Long, TraceReader.Event> last = new LinkedHashMap<>();
        for (TraceReader.Event attempt : attempts) {
            last.merge(attempt.task(), attempt, (a, b) -> a.fromMicros() > b.fromMicros() ? a : b);
        }
        List<String> notes = new ArrayList<>(contents.notes());
        if (attempts.size() > last.size()) {
            notes.add(
                    "%d of the %d tasks were tried more than once, %d times in all; the last attempt counts"
                            .formatted(repeated(attempts), last.size(), attempts.size()));
        }
        long killed = last.values().stream().filter(e -> e.outcome().equals("killed")).count();
        if (killed > 0) {
            notes.add(
                    "%d of the %d tasks ended with their process; they count with the time until then"
                            .formatted(killed, last.size()));
        }
        return new TraceLoad(pool.name, inOrder(last.values().stream().toList()), notes);
    }

    private static long repeated(List<TraceReader.Event> attempts) {
        Map<Long, Integer> times = new LinkedHashMap<>();
        attempts.forEach(attempt -> times.merge(attempt.task(), 1, Integer::sum));
        return times.values().stream().filter(n -> n > 1).count();
    }

    private TraceLoad named(String name) {
        return new TraceLoad(name, tasks, notes);
    }

    private static List<Task> inOrder(List<TraceReader.Event> events) {
        double first = events.stream().mapToDouble(TraceReader.Event::arrival).min().orElse(0);
        return events.stream()
                .map(e -> new Task(micros(e.arrival() - first), micros(e.micros())))
                .sorted(Comparator.comparing(Task::arrival))
                .toList();
    }

    private static Duration micros(double micros) {
        return Duration.ofNanos(Math.round(Math.max(0, micros) * 1000));
    }

    /// Puts it into a plan, in its order.
    Plan into(Plan plan) {
        List<Duration> gaps = new ArrayList<>();
        for (int i = 1; i < tasks.size(); i++) {
            gaps.add(tasks.get(i).arrival().minus(tasks.get(i - 1).arrival()));
        }
        gaps.add(Duration.ZERO); // behind the last one nobody comes
        return plan.tasks(tasks.size())
                .every(Chance.inOrder(gaps))
                .work(Chance.inOrder(tasks.stream().map(Task::work).toList()));
    }
}

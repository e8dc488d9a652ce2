package io.heddle.console.simulate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.heddle.simulator.plan.Chance;
import io.heddle.simulator.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The tasks of a pool as they were recorded: when each came, and how long it ran.
///
/// @param pool the name of the pool
/// @param tasks in the order in which they came
record TraceLoad(String pool, List<Task> tasks) {

    /// A task.
    ///
    /// @param arrival when it was submitted, from the first one on
    /// @param work how long it ran
    record Task(Duration arrival, Duration work) {}

    /// Reads what `heddle timeline` has written.
    ///
    /// @param text Trace Event JSON
    /// @param pool which pool; empty if there is one only
    /// @throws IllegalArgumentException if it is something else, or has no tasks of that pool
    static TraceLoad read(String text, String pool) {
        List<JsonObject> tasks = new ArrayList<>();
        Set<String> pools = new TreeSet<>();
        for (JsonObject task : tasksOfPools(text)) {
            String name = task.getAsJsonObject("args").get("pool").getAsString();
            pools.add(name);
            if (pool.isEmpty() || pool.equals(name)) {
                tasks.add(task);
            }
        }
        if (pools.isEmpty()) {
            throw new IllegalArgumentException(
                    "the trace has no tasks of a pool; record one: heddle timeline load.json -- COMMAND");
        }
        if (tasks.isEmpty() || (pool.isEmpty() && pools.size() > 1)) {
            throw new IllegalArgumentException(
                    "say by --pool whose tasks are meant: pool=%s pools=%s".formatted(pool, pools));
        }
        return new TraceLoad(pools.contains(pool) ? pool : pools.iterator().next(), inOrder(tasks));
    }

    private static List<JsonObject> tasksOfPools(String text) {
        try {
            List<JsonObject> found = new ArrayList<>();
            for (JsonElement event :
                    JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("traceEvents")) {
                JsonObject task = event.getAsJsonObject();
                if (task.has("cat")
                        && task.get("cat").getAsString().equals("task")
                        && task.getAsJsonObject("args").has("pool")) {
                    found.add(task);
                }
            }
            return found;
        } catch (JsonParseException
                | IllegalStateException
                | ClassCastException
                | NullPointerException e) {
            throw new IllegalArgumentException(
                    "the file is no Trace Event JSON, as heddle timeline writes it: " + e, e);
        }
    }

    private static List<Task> inOrder(List<JsonObject> events) {
        double first = events.stream().mapToDouble(TraceLoad::arrivalMicros).min().orElse(0);
        return events.stream()
                .map(e ->
                        new Task(
                                micros(arrivalMicros(e) - first),
                                micros(e.get("dur").getAsDouble())))
                .sorted(Comparator.comparing(Task::arrival))
                .toList();
    }

    private static double arrivalMicros(JsonObject event) {
        return event.get("ts").getAsDouble()
                - event.getAsJsonObject("args").get("queuedMicros").getAsDouble();
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

package io.heddle.console.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Trace Event JSON as a test reads it; it holds to the format.
final class TraceFile {

    private final List<JsonObject> events = new ArrayList<>();

    TraceFile(String text) {
        JsonArray all =
                JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("traceEvents");
        for (JsonElement event : all) {
            events.add(event.getAsJsonObject());
        }
        events.forEach(TraceFile::holdsToTheFormat);
        Map<String, List<JsonObject>> tracks =
                of("X").stream().collect(Collectors.groupingBy(TraceFile::track));
        tracks.forEach(TraceFile::isNested);
        assertThat(of("b")).hasSameSizeAs(of("e"));
    }

    private static void holdsToTheFormat(JsonObject event) {
        assertThat(event.keySet()).contains("ph", "name", "pid", "tid", "ts");
        String phase = event.get("ph").getAsString();
        assertThat(Set.of("X", "M", "i", "b", "e")).contains(phase);
        assertThat(event.get("ts").getAsDouble()).isNotNegative();
        if (phase.equals("X")) {
            assertThat(event.get("dur").getAsDouble()).isNotNegative();
        } else if (phase.equals("M")) {
            String name = event.get("name").getAsString();
            assertThat(name)
                    .isIn("process_name", "process_sort_index", "thread_name", "thread_sort_index");
            assertThat(event.getAsJsonObject("args").keySet())
                    .containsExactly(name.endsWith("_name") ? "name" : "sort_index");
        } else if (phase.equals("i")) {
            assertThat(event.get("s").getAsString()).isIn("g", "p", "t");
        } else {
            assertThat(event.has("id") && event.has("cat")).isTrue();
        }
    }

    /// Events of a thread lie within each other or apart.
    private static void isNested(String track, List<JsonObject> events) {
        List<JsonObject> byTime =
                events.stream()
                        .sorted(
                                Comparator.comparingLong(TraceFile::from)
                                        .thenComparing(
                                                Comparator.comparingLong(TraceFile::to).reversed()))
                        .toList();
        Deque<JsonObject> open = new ArrayDeque<>();
        for (JsonObject event : byTime) {
            while (!open.isEmpty() && to(open.peek()) <= from(event)) {
                open.pop();
            }
            if (!open.isEmpty()) {
                assertThat(to(event))
                        .as("%s: %s in %s", track, event, open.peek())
                        .isLessThanOrEqualTo(to(open.peek()));
            }
            open.push(event);
        }
    }

    private static String track(JsonObject event) {
        return event.get("pid") + "/" + event.get("tid");
    }

    /// In nanoseconds, as Perfetto reads it: what is behind the point is cut off.
    private static long from(JsonObject event) {
        return nanos(event.get("ts"));
    }

    private static long to(JsonObject event) {
        return from(event) + nanos(event.get("dur"));
    }

    private static long nanos(JsonElement micros) {
        return (long) (micros.getAsDouble() * 1000);
    }

    List<JsonObject> of(String phase) {
        return events.stream().filter(e -> e.get("ph").getAsString().equals(phase)).toList();
    }

    /// Gives the one task of a name.
    JsonObject task(String name) {
        List<JsonObject> found = inCategory("task").stream().filter(e -> isNamed(e, name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    String outcome(String task) {
        return task(task).getAsJsonObject("args").get("outcome").getAsString();
    }

    /// Tells what a task waits for.
    List<String> waits(String task) {
        JsonObject whole = task(task);
        return inCategory("wait").stream()
                .filter(e -> track(e).equals(track(whole)))
                .filter(e -> from(e) >= from(whole) && to(e) <= to(whole))
                .map(e -> e.get("name").getAsString())
                .toList();
    }

    List<JsonObject> inCategory(String category) {
        return events.stream()
                .filter(e -> e.has("cat") && e.get("cat").getAsString().equals(category))
                .toList();
    }

    /// Gives the names of processes or threads.
    List<String> names(String metadata) {
        return of("M").stream()
                .filter(e -> isNamed(e, metadata))
                .map(e -> e.getAsJsonObject("args").get("name").getAsString())
                .toList();
    }

    private static boolean isNamed(JsonObject event, String name) {
        return event.get("name").getAsString().equals(name);
    }
}

package io.heddle.console.simulate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.heddle.console.page.TextTable;
import io.heddle.simulator.TimeText;
import io.heddle.simulator.plan.Forecast;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Forecasts, and what was measured beside them, as people and programs read them. In JSON all times are nanoseconds.
final class PlanText {

    private PlanText() {}

    /// Writes predictions beside what was measured.
    static String compared(List<MeasuredLoad> measured) {
        TextTable table = new TextTable();
        table.add(
                "workers",
                "makespan",
                "measured",
                "from",
                "to",
                "off",
                "turnaround",
                "measured",
                "off",
                "");
        for (MeasuredLoad each : measured) {
            table.add(
                    String.valueOf(each.forecast().plan().workers()),
                    TimeText.of(each.forecast().makespan()),
                    time(each.medianMakespan()),
                    time(each.makespans().getFirst()),
                    time(each.makespans().getLast()),
                    percent(each.makespanError()),
                    time(each.forecast().turnaround().mean()),
                    time(each.medianTurnaround()),
                    percent(each.turnaroundError()),
                    "");
        }
        return String.join("\n", table.lines().stream().map(String::stripTrailing).toList()) + "\n";
    }

    /// To a microsecond, as exact as a measurement is.
    private static String time(Duration time) {
        return TimeText.of(Duration.ofNanos(time.toNanos() / 1000 * 1000));
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%+.1f %%", 100 * part);
    }

    static JsonObject json(List<Forecast> forecasts, List<MeasuredLoad> measured) {
        JsonArray plans = new JsonArray();
        for (int i = 0; i < forecasts.size(); i++) {
            JsonObject plan = json(forecasts.get(i));
            if (i < measured.size()) {
                plan.add("measured", json(measured.get(i)));
            }
            plans.add(plan);
        }
        JsonObject root = new JsonObject();
        root.add("plans", plans);
        return root;
    }

    private static JsonObject json(Forecast forecast) {
        JsonObject json = new JsonObject();
        json.addProperty("workers", forecast.plan().workers());
        json.addProperty("tasks", forecast.plan().tasks());
        json.addProperty("makespanNanos", forecast.makespan().toNanos());
        json.addProperty("tasksPerSecond", forecast.throughput());
        json.addProperty("utilisation", forecast.utilisation());
        json.addProperty("lost", forecast.lost());
        json.addProperty("meanQueued", forecast.meanQueued());
        json.addProperty("mostQueued", forecast.mostQueued());
        json.add("waiting", json(forecast.waiting()));
        json.add("turnaround", json(forecast.turnaround()));
        json.addProperty("completed", forecast.completed());
        json.addProperty("failed", forecast.failed());
        json.addProperty("deaths", forecast.deaths());
        return json;
    }

    private static JsonObject json(Forecast.Times times) {
        JsonObject json = new JsonObject();
        json.addProperty("meanNanos", times.mean().toNanos());
        json.addProperty("medianNanos", times.median().toNanos());
        json.addProperty("p90Nanos", times.p90().toNanos());
        json.addProperty("p99Nanos", times.p99().toNanos());
        json.addProperty("p999Nanos", times.p999().toNanos());
        json.addProperty("longestNanos", times.longest().toNanos());
        return json;
    }

    private static JsonObject json(MeasuredLoad measured) {
        JsonObject json = new JsonObject();
        JsonArray makespans = new JsonArray();
        measured.makespans().forEach(time -> makespans.add(time.toNanos()));
        json.add("makespansNanos", makespans);
        json.addProperty("medianMakespanNanos", measured.medianMakespan().toNanos());
        json.addProperty("makespanError", measured.makespanError());
        json.addProperty("medianTurnaroundNanos", measured.medianTurnaround().toNanos());
        json.addProperty("turnaroundError", measured.turnaroundError());
        return json;
    }
}

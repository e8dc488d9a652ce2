package io.heddle.console.simulate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.heddle.simulator.TimeText;
import io.heddle.simulator.schedule.Job;
import io.heddle.simulator.schedule.Workload;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads jobs from JSON: `{"jobs": [...]}`, or `{"random": {...}}` for jobs made by chance.
///
/// Each error names the place in the file, as `jobs[2].phases[0]`.
final class WorkloadFile {

    private static final Set<String> OF_A_JOB =
            Set.of("name", "arrival", "priority", "parent", "run", "phases");
    private static final Set<String> OF_CHANCE =
            Set.of("seed", "jobs", "every", "run", "wait", "bursts");

    private WorkloadFile() {}

    /// Reads a text.
    ///
    /// @throws IllegalArgumentException if it makes no sense; it says where and what could be there
    static List<Job> read(String json) {
        JsonObject root = object(parsed(json), "the file");
        onlyKnown(root, Set.of("jobs", "random"), "the file");
        if (root.has("jobs") == root.has("random")) {
            throw new IllegalArgumentException(
                    "a workload has either jobs or random: keys=" + root.keySet());
        }
        return root.has("jobs")
                ? jobs(root.get("jobs"))
                : random(object(root.get("random"), "random"));
    }

    private static JsonElement parsed(String json) {
        try {
            return JsonParser.parseString(json);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("the file is no JSON: " + InputFile.place(e), e);
        }
    }

    private static List<Job> jobs(JsonElement element) {
        JsonArray array = array(element, "jobs");
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            String where = "jobs[" + i + "]";
            jobs.add(job(object(array.get(i), where), where));
        }
        return jobs;
    }

    private static Job job(JsonObject object, String where) {
        onlyKnown(object, OF_A_JOB, where);
        if (object.has("run") == object.has("phases")) {
            throw new IllegalArgumentException(
                    "a job has either run or phases: at=%s keys=%s"
                            .formatted(where, object.keySet()));
        }
        try {
            Job job = Job.named(text(object.get("name"), where + ".name"));
            if (object.has("arrival")) {
                job = job.arrives(time(object.get("arrival"), where + ".arrival"));
            }
            if (object.has("priority")) {
                job = job.priority((int) number(object.get("priority"), where + ".priority"));
            }
            if (object.has("parent")) {
                job = job.childOf(text(object.get("parent"), where + ".parent"));
            }
            return object.has("run")
                    ? job.runs(time(object.get("run"), where + ".run"))
                    : withPhases(job, object.get("phases"), where + ".phases");
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw message.contains("at=" + where)
                    ? e
                    : new IllegalArgumentException(message + " at=" + where, e);
        }
    }

    private static Job withPhases(Job begun, JsonElement element, String where) {
        JsonArray phases = array(element, where);
        Job job = begun;
        for (int i = 0; i < phases.size(); i++) {
            String at = where + "[" + i + "]";
            job = withPhase(job, text(phases.get(i), at).strip(), at);
        }
        return job;
    }

    private static Job withPhase(Job job, String phase, String where) {
        if (phase.equals("pause")) {
            return job.pauses();
        }
        if (phase.equals("collect")) {
            return job.collects();
        }
        if (phase.startsWith("run ")) {
            return job.runs(time(phase.substring("run ".length()), where));
        }
        if (phase.startsWith("wait ")) {
            return job.waits(time(phase.substring("wait ".length()), where));
        }
        throw new IllegalArgumentException(
                "unknown phase: at=%s phase='%s'; write \"run 5ms\", \"wait 20ms\", \"pause\" or \"collect\""
                        .formatted(where, phase));
    }

    private static List<Job> random(JsonObject object) {
        onlyKnown(object, OF_CHANCE, "random");
        Workload load =
                Workload.seeded(
                        object.has("seed") ? number(object.get("seed"), "random.seed") : 1,
                        (int) number(object.get("jobs"), "random.jobs"));
        if (object.has("every")) {
            load = load.every(time(object.get("every"), "random.every"));
        }
        if (object.has("run")) {
            load = load.running(time(object.get("run"), "random.run"));
        }
        if (object.has("wait")) {
            long bursts = object.has("bursts") ? number(object.get("bursts"), "random.bursts") : 4;
            load = load.waiting(time(object.get("wait"), "random.wait"), (int) bursts);
        }
        return load.toJobs();
    }

    private static void onlyKnown(JsonObject object, Set<String> known, String where) {
        for (String key : object.keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        "unknown key: at=%s key='%s'; there are %s"
                                .formatted(where, key, String.join(", ", new TreeSet<>(known))));
            }
        }
    }

    private static JsonObject object(JsonElement element, String where) {
        if (!element.isJsonObject()) {
            throw new IllegalArgumentException("an object in braces is wanted here: at=" + where);
        }
        return element.getAsJsonObject();
    }

    private static JsonArray array(JsonElement element, String where) {
        if (!element.isJsonArray()) {
            throw new IllegalArgumentException("a list in brackets is wanted here: at=" + where);
        }
        return element.getAsJsonArray();
    }

    private static String text(@Nullable JsonElement element, String where) {
        if (element == null
                || !element.isJsonPrimitive()
                || !element.getAsJsonPrimitive().isString()) {
            throw new IllegalArgumentException("a text in quotes is wanted here: at=" + where);
        }
        return element.getAsString();
    }

    private static long number(@Nullable JsonElement element, String where) {
        if (element == null
                || !element.isJsonPrimitive()
                || !element.getAsJsonPrimitive().isNumber()) {
            throw new IllegalArgumentException("a number is wanted here: at=" + where);
        }
        try {
            return new BigDecimal(element.getAsString()).intValueExact();
        } catch (ArithmeticException | NumberFormatException _) {
            throw new IllegalArgumentException(
                    "a whole number of usual size is wanted here: at=%s number=%s"
                            .formatted(where, element));
        }
    }

    private static Duration time(JsonElement element, String where) {
        return time(text(element, where), where);
    }

    private static Duration time(String text, String where) {
        try {
            return TimeText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + " at=" + where, e);
        }
    }
}

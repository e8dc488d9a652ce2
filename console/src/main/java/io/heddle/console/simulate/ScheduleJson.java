package io.heddle.console.simulate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.heddle.simulator.schedule.Interval;
import io.heddle.simulator.schedule.JobTrace;
import io.heddle.simulator.schedule.Trace;
import java.util.List;
import java.util.Locale;

/// Traces as JSON; all times in nanoseconds.
final class ScheduleJson {

    private ScheduleJson() {}

    static String of(List<Trace> traces) {
        JsonArray runs = new JsonArray();
        traces.forEach(trace -> runs.add(run(trace)));
        JsonObject root = new JsonObject();
        root.add("runs", runs);
        return JsonOption.text(root);
    }

    private static JsonObject run(Trace trace) {
        JsonObject run = new JsonObject();
        run.addProperty("policy", trace.schedule().policy().title());
        run.addProperty("cores", trace.schedule().cores());
        run.addProperty("switchNanos", trace.schedule().switchNanos());
        run.addProperty("makespanNanos", trace.makespan().toNanos());
        run.addProperty("utilisation", trace.utilisation());
        run.addProperty("contextSwitches", trace.contextSwitches());
        run.addProperty("preemptions", trace.preemptions());
        run.addProperty("meanWaitingNanos", trace.meanWaiting().toNanos());
        run.addProperty("meanTurnaroundNanos", trace.meanTurnaround().toNanos());
        run.addProperty("meanResponseNanos", trace.meanResponse().toNanos());
        JsonArray jobs = new JsonArray();
        trace.jobs().forEach(job -> jobs.add(job(job)));
        run.add("jobs", jobs);
        return run;
    }

    private static JsonObject job(JobTrace trace) {
        JsonObject job = new JsonObject();
        job.addProperty("name", trace.name());
        job.addProperty("arrivalNanos", trace.job().arrivalNanos());
        job.addProperty("waitingNanos", trace.waiting().toNanos());
        job.addProperty("turnaroundNanos", trace.turnaround().toNanos());
        job.addProperty("responseNanos", trace.response().toNanos());
        job.addProperty("endNanos", trace.endNanos());
        job.addProperty("collectedNanos", trace.collectedNanos());
        JsonArray intervals = new JsonArray();
        trace.intervals().forEach(interval -> intervals.add(interval(interval)));
        job.add("intervals", intervals);
        return job;
    }

    private static JsonObject interval(Interval interval) {
        JsonObject object = new JsonObject();
        object.addProperty("state", interval.state().name().toLowerCase(Locale.ROOT));
        if (interval.core() != Interval.NO_CORE) {
            object.addProperty("core", interval.core());
        }
        object.addProperty("fromNanos", interval.fromNanos());
        object.addProperty("toNanos", interval.toNanos());
        return object;
    }
}

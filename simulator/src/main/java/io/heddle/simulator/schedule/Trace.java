package io.heddle.simulator.schedule;

import io.heddle.simulator.TimeText;
import io.heddle.simulator.internal.Columns;
import io.heddle.simulator.schedule.Slot.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// What happened in a run of a [Schedule]: the states of each job, what each core did, and what follows
/// from that.
///
/// All times are exact; means are rounded to a nanosecond.
///
/// @param schedule the computer
/// @param jobs in the order in which they were given
/// @param slots what the cores did, by core and then by time; nothing of no length
/// @param contextSwitches how often a core went from one job to another one
/// @param preemptions how often somebody lost a core to somebody more urgent; the end of a slice is none
public record Trace(
        Schedule schedule,
        List<JobTrace> jobs,
        List<Slot> slots,
        long contextSwitches,
        long preemptions) {

    /// Copies the lists.
    public Trace {
        jobs = List.copyOf(jobs);
        slots = List.copyOf(slots);
    }

    static Trace of(
            Schedule schedule, List<Live> all, List<Core> cores, long switches, long preemptions) {
        List<JobTrace> jobs =
                all.stream()
                        .map(live ->
                                new JobTrace(
                                        live.job,
                                        live.intervals,
                                        live.firstRun,
                                        live.end,
                                        live.collected))
                        .toList();
        List<Slot> slots = new ArrayList<>();
        cores.forEach(core -> slots.addAll(core.slots));
        return new Trace(schedule, jobs, slots, switches, preemptions);
    }

    /// Finds a job.
    ///
    /// @param name its name
    /// @return what became of it
    /// @throws IllegalArgumentException if there is none of this name
    public JobTrace job(String name) {
        return jobs.stream()
                .filter(job -> job.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no job of this name in the trace: name='%s'".formatted(name)));
    }

    /// Tells what a core did.
    ///
    /// @param core from 0
    /// @return in the order of time, with gaps where it was idle
    public List<Slot> slots(int core) {
        return slots.stream().filter(slot -> slot.core() == core).toList();
    }

    /// Tells when the first job came.
    ///
    /// @return nanoseconds since the beginning
    public long beginNanos() {
        return jobs.stream().mapToLong(job -> job.job().arrivalNanos()).min().orElse(0);
    }

    /// Tells when the last job ended.
    ///
    /// @return nanoseconds since the beginning
    public long endNanos() {
        return jobs.stream().mapToLong(JobTrace::endNanos).max().orElse(0);
    }

    /// Tells how long everything took, from the first arrival to the last end.
    ///
    /// @return more than zero
    public Duration makespan() {
        return Duration.ofNanos(endNanos() - beginNanos());
    }

    /// Tells how long jobs were ready without a core, in the mean.
    ///
    /// @return zero or more
    public Duration meanWaiting() {
        return mean(JobTrace::waiting);
    }

    /// Tells how long it took from the arrival to the end, in the mean.
    ///
    /// @return more than zero
    public Duration meanTurnaround() {
        return mean(JobTrace::turnaround);
    }

    /// Tells how long it took from the arrival to the first instant on a core, in the mean.
    ///
    /// @return zero or more
    public Duration meanResponse() {
        return mean(JobTrace::response);
    }

    private Duration mean(Function<JobTrace, Duration> time) {
        Duration sum = jobs.stream().map(time).reduce(Duration.ZERO, Duration::plus);
        return sum.plusNanos(jobs.size() / 2).dividedBy(jobs.size());
    }

    /// Tells how long all cores together ran jobs.
    ///
    /// @return more than zero
    public Duration running() {
        return spentOn(Use.RUN);
    }

    /// Tells how long all cores together were changing from one job to another.
    ///
    /// @return zero or more
    public Duration switching() {
        return spentOn(Use.SWITCH);
    }

    private Duration spentOn(Use use) {
        return Duration.ofNanos(
                slots.stream().filter(slot -> slot.use() == use).mapToLong(Slot::nanos).sum());
    }

    /// Tells which part of the time of all cores went into jobs.
    ///
    /// @return from 0 to 1
    public double utilisation() {
        return (double) running().toNanos() / makespan().toNanos() / schedule.cores();
    }

    /// Draws it.
    ///
    /// @return a chart, as text, SVG or a page
    public Gantt gantt() {
        return new Gantt(this);
    }

    /// Writes the times of each job, their means, and what the cores did, as text.
    ///
    /// @return some lines, each with its end
    public String table() {
        Columns columns = new Columns("job", "arrival", "waiting", "turnaround", "response", "end");
        for (JobTrace job : jobs) {
            columns.add(
                    job.name(),
                    TimeText.of(job.job().arrivalNanos()),
                    TimeText.of(job.waiting()),
                    TimeText.of(job.turnaround()),
                    TimeText.of(job.response()),
                    TimeText.of(job.endNanos()));
        }
        columns.add(
                "mean",
                "",
                TimeText.of(meanWaiting()),
                TimeText.of(meanTurnaround()),
                TimeText.of(meanResponse()),
                "");
        return columns + summary() + "\n";
    }

    /// Writes in a line what the cores did.
    ///
    /// @return without an end of line
    public String summary() {
        return String.format(
                Locale.ROOT,
                "makespan %s, utilisation %.1f %%, %d context switches that took %s, %d"
                        + " preemptions",
                TimeText.of(makespan()),
                100 * utilisation(),
                contextSwitches,
                TimeText.of(switching()),
                preemptions);
    }

    /// Writes runs beside each other, a line each, as text.
    ///
    /// @param traces at least one
    /// @return a head and a line for each, each with its end
    public static String compare(List<Trace> traces) {
        Columns columns =
                new Columns(
                        "policy",
                        "waiting",
                        "turnaround",
                        "response",
                        "switches",
                        "makespan",
                        "utilisation");
        for (Trace trace : traces) {
            columns.add(
                    trace.schedule.title(),
                    TimeText.of(trace.meanWaiting()),
                    TimeText.of(trace.meanTurnaround()),
                    TimeText.of(trace.meanResponse()),
                    String.valueOf(trace.contextSwitches),
                    TimeText.of(trace.makespan()),
                    String.format(Locale.ROOT, "%.1f %%", 100 * trace.utilisation()));
        }
        return columns.toString();
    }
}

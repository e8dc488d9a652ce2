package io.heddle.examples.tour.machine;

import static java.time.Duration.ofMillis;

import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.simulator.schedule.Job;
import io.heddle.simulator.schedule.JobState;
import io.heddle.simulator.schedule.Policy;
import io.heddle.simulator.schedule.Schedule;
import io.heddle.simulator.schedule.Slot;
import io.heddle.simulator.schedule.Trace;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Slices of time on one core.
@Shows(
        id = "machine.time-slices",
        title = "Four tasks take turns on one core, a hundredth of a second each",
        python =
                "The system does it for any processes and threads; the interpreter hands its lock from thread to"
                        + " thread in the same way, by sys.setswitchinterval.")
public final class TimeSlices implements Program {

    private static final Duration SLICE = ofMillis(10);

    @Override
    public void run(Stage stage) {
        List<Job> jobs =
                Stream.of("editor", "music", "mail", "chat")
                        .map(name -> Job.named(name).runs(ofMillis(40)))
                        .toList();
        Trace trace = Schedule.of(Policy.roundRobin(SLICE), 1).run(jobs);
        stage.say("%s", trace.gantt().text(64));

        List<Slot> turns =
                trace.slots(0).stream().filter(slot -> slot.use() == Slot.Use.RUN).toList();
        stage.check(
                turns.stream().allMatch(turn -> turn.nanos() <= SLICE.toNanos()),
                "nobody has the core for longer than a slice");
        stage.equal(
                List.of("editor", "music", "mail", "chat", "editor"),
                turns.stream().map(Slot::job).limit(5).toList(),
                "first turns");
        stage.check(
                jobs.stream()
                        .allMatch(job ->
                                trace.job(job.name()).response().compareTo(SLICE.multipliedBy(3))
                                        <= 0),
                "each has begun after one round, so all seem to run at once");
        stage.equal(ofMillis(160), trace.makespan(), "all together need as long as one by one");
        stage.equal(
                ofMillis(40), trace.job("music").in(JobState.RUNNING), "time of music on the core");
    }
}

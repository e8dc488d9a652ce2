package io.heddle.examples.tour.machine;

import static java.time.Duration.ofMillis;

import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.simulator.schedule.Interval;
import io.heddle.simulator.schedule.Job;
import io.heddle.simulator.schedule.JobState;
import io.heddle.simulator.schedule.Policy;
import io.heddle.simulator.schedule.Schedule;
import io.heddle.simulator.schedule.Trace;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// What a task may become from what it is.
@Shows(
        id = "machine.states",
        title =
                "A task walks through the diagram of states: ready, running, waiting, zombie, ended",
        python =
                "psutil.Process.status says what a process is just now; a child that nobody has joined"
                        + " shows as zombie.")
public final class StatesOfATask implements Program {

    /// The arrows of the diagram.
    private static final Map<JobState, Set<JobState>> NEXT =
            new EnumMap<>(
                    Map.of(
                            JobState.READY, EnumSet.of(JobState.RUNNING),
                            JobState.RUNNING,
                                    EnumSet.of(
                                            JobState.READY,
                                            JobState.WAITING,
                                            JobState.ZOMBIE,
                                            JobState.ENDED),
                            JobState.WAITING, EnumSet.of(JobState.READY, JobState.RUNNING),
                            JobState.ZOMBIE, EnumSet.of(JobState.ENDED),
                            JobState.ENDED, EnumSet.noneOf(JobState.class)));

    @Override
    public void run(Stage stage) {
        Trace trace =
                Schedule.of(Policy.roundRobin(ofMillis(10)), 1)
                        .run(
                                Job.named("shell")
                                        .runs(ofMillis(5))
                                        .waits(ofMillis(60))
                                        .collects()
                                        .runs(ofMillis(5)),
                                Job.named("copy")
                                        .childOf("shell")
                                        .runs(ofMillis(15))
                                        .waits(ofMillis(5))
                                        .runs(ofMillis(5)),
                                Job.named("music").runs(ofMillis(25)));
        stage.say("%s", trace.gantt().text(64));
        for (String name : List.of("shell", "copy", "music")) {
            List<JobState> walked = trace.job(name).states();
            stage.check(
                    IntStream.range(1, walked.size())
                            .allMatch(i ->
                                    NEXT.getOrDefault(walked.get(i - 1), Set.of())
                                            .contains(walked.get(i))),
                    name + " goes along the arrows: " + walked);
        }
        stage.equal(
                EnumSet.allOf(JobState.class),
                EnumSet.copyOf(trace.job("copy").states()),
                "states of copy");
        Interval zombie =
                trace.job("copy").intervals().stream()
                        .filter(interval -> interval.state() == JobState.ZOMBIE)
                        .findFirst()
                        .orElseThrow();
        stage.equal(
                ofMillis(65),
                Duration.ofNanos(zombie.toNanos()),
                "copy is a zombie until its parent collects it, at");
        stage.check(
                !trace.job("music").states().contains(JobState.ZOMBIE),
                "a task without a parent is no zombie");
    }
}

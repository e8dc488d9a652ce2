package io.heddle.examples.tour.machine;

import static java.time.Duration.ofMillis;

import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.simulator.schedule.Interval;
import io.heddle.simulator.schedule.Job;
import io.heddle.simulator.schedule.JobState;
import io.heddle.simulator.schedule.JobTrace;
import io.heddle.simulator.schedule.Policy;
import io.heddle.simulator.schedule.Schedule;
import io.heddle.simulator.schedule.Trace;
import java.util.List;
import java.util.stream.Stream;

/// At once, and seemingly at once.
@Shows(
        id = "machine.concurrent-parallel",
        title = "The same tasks on one core, concurrently, and on four, in parallel",
        python =
                "Threads that compute are concurrent there, whatever the cores, because of the lock of the"
                        + " interpreter; processes are parallel. Threads of Java are both.")
public final class ConcurrentAndParallel implements Program {

    @Override
    public void run(Stage stage) {
        List<Job> jobs =
                Stream.of("a", "b", "c", "d")
                        .map(name -> Job.named(name).runs(ofMillis(30)))
                        .toList();
        Policy turns = Policy.roundRobin(ofMillis(10));
        Trace concurrent = Schedule.of(turns, 1).run(jobs);
        Trace parallel = Schedule.of(turns, jobs.size()).run(jobs);
        for (Trace trace : List.of(concurrent, parallel)) {
            stage.say("%s", trace.gantt().text(64));
        }
        stage.say("%s", Trace.compare(List.of(concurrent, parallel)));

        stage.equal(1L, mostAtOnce(concurrent), "tasks that run at one instant on one core");
        stage.equal(4L, mostAtOnce(parallel), "tasks that run at one instant on four cores");
        stage.equal(ofMillis(120), concurrent.makespan(), "one core is done after");
        stage.equal(ofMillis(30), parallel.makespan(), "four cores are done after");
        stage.equal(
                concurrent.running(), parallel.running(), "work is the same, time of cores in all");
    }

    private static long mostAtOnce(Trace trace) {
        List<Interval> running =
                trace.jobs().stream()
                        .map(JobTrace::intervals)
                        .flatMap(List::stream)
                        .filter(interval -> interval.state() == JobState.RUNNING)
                        .toList();
        return running.stream()
                .mapToLong(one ->
                        running.stream()
                                .filter(other ->
                                        other.fromNanos() <= one.fromNanos()
                                                && one.fromNanos() < other.toNanos())
                                .count())
                .max()
                .orElse(0);
    }
}

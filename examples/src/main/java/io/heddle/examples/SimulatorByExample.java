package io.heddle.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.heddle.simulator.machine.Machine;
import io.heddle.simulator.machine.Snapshot;
import io.heddle.simulator.machine.Step;
import io.heddle.simulator.plan.Chance;
import io.heddle.simulator.plan.Forecast;
import io.heddle.simulator.plan.Plan;
import io.heddle.simulator.schedule.Job;
import io.heddle.simulator.schedule.JobState;
import io.heddle.simulator.schedule.Policy;
import io.heddle.simulator.schedule.Schedule;
import io.heddle.simulator.schedule.Trace;
import java.util.List;
import java.util.stream.Stream;

/// Models of a processor, of schedulers and of crowds of workers.
public final class SimulatorByExample {

    private SimulatorByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    public static void main(String[] arguments) {
        System.out.println(slices());
        System.out.println(policies());
        System.out.println(concurrentAndParallel());
        System.out.println(states());
        product().forEach(System.out::println);
        System.out.println("plans: " + enoughWorkers().size());
    }

    static String slices() {
        // tag::slices[]
        Trace trace =
                Schedule.of(Policy.roundRobin(ofMillis(10)), 1)
                        .run(
                                Job.named("editor").runs(ofMillis(20)),
                                Job.named("music").runs(ofMillis(20)),
                                Job.named("mail").arrives(ofMillis(15)).runs(ofMillis(10)));
        return trace.gantt().text(50);
        // end::slices[]
    }

    static String policies() {
        // tag::policies[]
        List<Job> jobs =
                List.of(
                        Job.named("long").runs(ofMillis(24)),
                        Job.named("short").runs(ofMillis(3)),
                        Job.named("brief").runs(ofMillis(3)));
        List<Trace> traces =
                Stream.of(
                                Policy.firstComeFirstServed(),
                                Policy.shortestJobFirst(),
                                Policy.roundRobin(ofMillis(4)))
                        .map(policy -> Schedule.of(policy, 1).run(jobs))
                        .toList();
        return Trace.compare(traces);
        // end::policies[]
    }

    static List<Long> concurrentAndParallel() {
        List<Job> jobs =
                Stream.of("a", "b", "c", "d").map(n -> Job.named(n).runs(ofMillis(10))).toList();
        Policy turns = Policy.roundRobin(ofMillis(1));
        Trace concurrent = Schedule.of(turns, 1).run(jobs);
        Trace parallel = Schedule.of(turns, 4).run(jobs);
        return List.of(concurrent.makespan().toMillis(), parallel.makespan().toMillis());
    }

    static List<JobState> states() {
        // tag::states[]
        Trace trace =
                Schedule.of(Policy.roundRobin(ofMillis(10)), 1)
                        .run(
                                Job.named("shell").runs(ofMillis(5)).waits(ofMillis(30)).collects(),
                                Job.named("copy")
                                        .childOf("shell")
                                        .runs(ofMillis(5))
                                        .waits(ofMillis(5))
                                        .runs(ofMillis(5)));
        return trace.job("copy").states(); // ready, running, waiting, running, zombie, ended
        // end::states[]
    }

    static List<Step> product() {
        // tag::machine[]
        Machine machine =
                Machine.load(
                        """
                                LOAD  A, 2000      ; the first instruction is at 100
                                LOAD  B, 2004
                                MUL   C, A, B
                                STORE C, 2008
                                HALT
                        AT 2000
                                DATA  6, 7
                        """);
        List<Step> steps = machine.steps().toList(); // fetch, decode, execute; fetch, decode, …
        Snapshot end = steps.getLast().after();
        System.out.println(end.word(2008)); // 42
        // end::machine[]
        return steps;
    }

    static List<Forecast> enoughWorkers() {
        // tag::plan[]
        Plan load =
                Plan.of(1)
                        .tasks(100_000)
                        .every(Chance.exponential(ofMillis(1)))
                        .work(Chance.exponential(ofMillis(10)))
                        .failing(ofSeconds(60), ofMillis(400))
                        .retries(1);
        List<Forecast> forecasts = Stream.of(10, 12, 16).map(n -> load.workers(n).run()).toList();
        System.out.print(Forecast.compare(forecasts));
        // end::plan[]
        return forecasts;
    }
}

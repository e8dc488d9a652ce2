package io.heddle.examples.tour.machine;

import static java.time.Duration.ofMillis;

import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.simulator.schedule.Job;
import io.heddle.simulator.schedule.Policy;
import io.heddle.simulator.schedule.Schedule;
import io.heddle.simulator.schedule.Trace;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Who is next.
@Shows(
        id = "machine.policies",
        title =
                "Cooperative, in turns, by arrival, by length, by urgency: what each policy costs whom",
        python =
                "The choice is the system's, os.sched_setscheduler asks it for another one;"
                        + " coroutines of asyncio are always cooperative.")
public final class PoliciesCompared implements Program {

    @Override
    public void run(Stage stage) {
        List<Job> jobs =
                List.of(
                        Job.named("greedy").priority(5).runs(ofMillis(60)),
                        Job.named("short").priority(3).arrives(ofMillis(1)).runs(ofMillis(6)),
                        Job.named("brief").priority(3).arrives(ofMillis(2)).runs(ofMillis(3)),
                        Job.named("urgent").priority(0).arrives(ofMillis(3)).runs(ofMillis(9)));
        Map<String, Trace> traces = new LinkedHashMap<>();
        traces.put("cooperative", run(Policy.cooperative(), jobs));
        traces.put("arrival", run(Policy.firstComeFirstServed(), jobs));
        traces.put("turns", run(Policy.roundRobin(ofMillis(5)), jobs));
        traces.put("length", run(Policy.shortestJobFirst(), jobs));
        traces.put("what is left", run(Policy.shortestRemainingTime(), jobs));
        traces.put("urgency", run(Policy.priorities().preemptive(), jobs));
        stage.say("%s", Trace.compare(List.copyOf(traces.values())));
        Trace cooperative = trace(traces, "cooperative");
        Trace turns = trace(traces, "turns");
        stage.say("%s%s", cooperative.gantt().text(64), turns.gantt().text(64));

        stage.check(
                Stream.of("short", "brief", "urgent")
                        .allMatch(name ->
                                cooperative
                                                .job(name)
                                                .response()
                                                .compareTo(turns.job(name).response())
                                        > 0),
                "behind a greedy one everybody waits until it is done; with turns they do not");
        stage.check(
                turns.contextSwitches() > cooperative.contextSwitches(),
                "turns cost switches: %d instead of %d"
                        .formatted(turns.contextSwitches(), cooperative.contextSwitches()));
        stage.equal(
                ofMillis(0),
                trace(traces, "urgency").job("urgent").response(),
                "the urgent one waits, where urgency counts");
        stage.equal(
                "what is left",
                traces.entrySet().stream()
                        .min(Comparator.comparing(entry -> entry.getValue().meanWaiting()))
                        .orElseThrow()
                        .getKey(),
                "the least waiting on average has whoever goes by");
        stage.check(
                traces.values().stream().allMatch(each -> each.makespan().equals(ofMillis(78))),
                "all policies are done at the same time: the work is the same");
    }

    private static Trace run(Policy policy, List<Job> jobs) {
        return Schedule.of(policy, 1).run(jobs);
    }

    private static Trace trace(Map<String, Trace> traces, String name) {
        return Objects.requireNonNull(traces.get(name), name);
    }
}

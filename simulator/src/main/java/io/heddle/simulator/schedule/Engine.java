package io.heddle.simulator.schedule;

import io.heddle.simulator.SimulationException;
import io.heddle.simulator.TimeText;
import io.heddle.simulator.schedule.ReadyLine.Coming;
import io.heddle.simulator.schedule.Slot.Use;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One run: it jumps to the next instant at which something happens, lets all of that happen in a fixed
/// order, and gives the cores to whom the policy wants.
///
/// The order within an instant: arrivals, ends of waits, looks of the policy at everybody, what happens on
/// the cores from the first to the last, idle cores, cores that are taken away.
///
/// Used by one thread, once.
final class Engine {

    /// Somebody who waits, and until when; of several at the same instant, who began to wait first.
    private record Wake(long at, long order, Live live) {}

    private final Schedule schedule;
    private final ReadyLine line;
    private final List<Core> cores;
    private final List<Live> all;
    private final List<Live> arrivals;
    private final Family family;
    private final PriorityQueue<Wake> wakes =
            new PriorityQueue<>(Comparator.comparingLong(Wake::at).thenComparingLong(Wake::order));

    private long now;
    private int arrived;
    private int left;
    private long waits;
    private long switches;
    private long preemptions;

    Engine(Schedule schedule, List<Job> jobs) {
        this.schedule = schedule;
        line = ReadyLine.of(schedule.policy());
        cores = IntStream.range(0, schedule.cores()).mapToObj(Core::new).toList();
        check(jobs);
        all = IntStream.range(0, jobs.size()).mapToObj(i -> new Live(jobs.get(i), i)).toList();
        family = new Family(all);
        arrivals =
                all.stream()
                        .sorted(Comparator.comparingLong((Live live) -> live.job.arrivalNanos()))
                        .toList();
        left = all.size();
    }

    private static void check(List<Job> jobs) {
        if (jobs.isEmpty()) {
            throw new IllegalArgumentException("a schedule needs at least one job: jobs=0");
        }
        Set<String> names = new HashSet<>();
        long longest = 0;
        for (Job job : jobs) {
            if (!names.add(job.name())) {
                throw new IllegalArgumentException(
                        "two jobs have the same name: name='%s'".formatted(job.name()));
            }
            if (job.runNanos() == 0) {
                throw new IllegalArgumentException(
                        "a job runs at least once: job=%s phases=%s"
                                .formatted(job.name(), job.phases()));
            }
            longest = Times.sum(longest, job.arrivalNanos());
            longest = Times.sum(longest, Times.sum(job.runNanos(), job.waitNanos()));
        }
        if (longest > Times.LATEST) {
            throw new IllegalArgumentException(
                    "the times of all jobs add up to more than a simulation can take: sum=%s at-most=%s"
                            .formatted(TimeText.of(longest), TimeText.of(Times.LATEST)));
        }
    }

    Trace run() {
        for (long step = 0; left > 0; step++) {
            if (step >= schedule.limit()) {
                throw tooLong();
            }
            now = nextEvent();
            if (now > Times.LATEST) {
                throw tooLong();
            }
            arrive();
            wake();
            look();
            cores.forEach(this::work);
            fill();
            takeAway();
        }
        return Trace.of(schedule, all, cores, switches, preemptions);
    }

    private SimulationException tooLong() {
        return new SimulationException(
                "the schedule has more steps than it may have: limit=%d reached=%s unfinished=%d;"
                                .formatted(schedule.limit(), TimeText.of(now), left)
                        + " take longer slices or less work, or raise the limit");
    }

    private long nextEvent() {
        long next =
                arrived < arrivals.size() ? arrivals.get(arrived).job.arrivalNanos() : Times.NEVER;
        Wake wake = wakes.peek();
        next = wake == null ? next : Math.min(next, wake.at);
        next = Math.min(next, nextLook());
        for (Core core : cores) {
            if (core.job != null) {
                next = Math.min(next, core.nextEvent(core.job, isSliced(core.job), now));
            }
        }
        return next;
    }

    /// Tells whether the end of its slice is the end of its run.
    private boolean isSliced(Live live) {
        return !line.isEmpty() || line.expiresAlone(live);
    }

    private void arrive() {
        while (arrived < arrivals.size() && arrivals.get(arrived).job.arrivalNanos() == now) {
            goOn(arrivals.get(arrived++), Coming.NEW);
        }
    }

    private void wake() {
        for (Wake wake = wakes.peek(); wake != null && wake.at == now; wake = wakes.peek()) {
            wakes.remove();
            goOn(wake.live, Coming.BACK);
        }
    }

    private long nextLook() {
        if (line.period() == 0) {
            return Times.NEVER;
        }
        Live last = line.last();
        boolean matters =
                (last != null && line.isLifted(last))
                        || cores.stream()
                                .anyMatch(core -> core.job != null && line.isLifted(core.job));
        return matters ? (now / line.period() + 1) * line.period() : Times.NEVER;
    }

    private void look() {
        if (line.period() == 0 || now % line.period() != 0) {
            return;
        }
        line.liftAll();
        for (Core core : cores) {
            if (core.job != null && line.isLifted(core.job)) {
                settle(core, core.job);
                line.lift(core.job);
                core.newSlice(now, line.slice(core.job));
            }
        }
    }

    /// Tells the line how long a job has run so far; it goes on running.
    private void settle(Core core, Live live) {
        if (!core.isSwitching()) {
            stop(core, live);
            core.beginRun(live, now, line.slice(live));
        }
    }

    private void work(Core core) {
        Live live = core.job;
        if (live == null) {
            return;
        }
        if (core.isSwitchOver(now)) {
            core.note(Use.SWITCH, live, core.switchStart(), now);
            run(core, live);
        } else if (!core.isSwitching() && core.remaining(live, now) == 0) {
            stop(core, live);
            goOn(live, Coming.PAUSED);
        } else if (!core.isSwitching() && isSliced(live) && core.isSliceOver(now)) {
            stop(core, live);
            join(live, Coming.EXPIRED);
        }
    }

    private void fill() {
        while (!line.isEmpty() && cores.stream().anyMatch(Core::isIdle)) {
            Live next = line.take(now);
            if (next != null) {
                start(coreFor(next), next);
            }
        }
    }

    /// The one that it had, if that is idle, otherwise the first.
    private Core coreFor(Live live) {
        if (live.lastCore >= 0 && cores.get(live.lastCore).isIdle()) {
            return cores.get(live.lastCore);
        }
        return cores.stream().filter(Core::isIdle).findFirst().orElseThrow();
    }

    private void takeAway() {
        for (Core victim = victim(); victim != null; victim = victim()) {
            Live live = victim.job;
            if (live == null || !line.takesFrom(live, victim.remaining(live, now))) {
                return;
            }
            preemptions++;
            stop(victim, live);
            join(live, Coming.PREEMPTED);
            fill();
        }
    }

    /// Finds who would lose its core first. A change of jobs that has begun is not broken off.
    private @Nullable Core victim() {
        Core worst = null;
        for (Core core : cores) {
            if (core.job == null || core.isSwitching()) {
                continue;
            }
            if (worst == null
                    || worst.job == null
                    || line.compareVictims(
                                    core.job,
                                    core.remaining(core.job, now),
                                    worst.job,
                                    worst.remaining(worst.job, now))
                            > 0) {
                worst = core;
            }
        }
        return worst;
    }

    private void start(Core core, Live live) {
        boolean change = core.mustSwitchTo(live);
        if (change) {
            switches++;
        }
        if (change && schedule.switchNanos() > 0) {
            core.beginSwitch(live, now, Times.sum(now, schedule.switchNanos()));
        } else {
            run(core, live);
        }
    }

    private void run(Core core, Live live) {
        core.beginRun(live, now, line.slice(live));
        live.enter(JobState.RUNNING, core.index, now);
        live.firstRun = Math.min(live.firstRun, now);
    }

    private void stop(Core core, Live live) {
        core.note(Use.RUN, live, core.runStart(), now);
        line.ran(live, core.release(live, now), now);
    }

    /// Begins the next phase of one that has just come, has waited, or has finished a burst.
    private void goOn(Live live, Coming why) {
        Coming coming = why;
        for (Phase next = live.next(); next != null; next = live.next()) {
            switch (next.kind()) {
                case RUN -> {
                    live.remaining = next.nanos();
                    join(live, coming);
                    return;
                }
                case WAIT -> {
                    live.enter(JobState.WAITING, Interval.NO_CORE, now);
                    wakes.add(new Wake(now + next.nanos(), waits++, live));
                    return;
                }
                case PAUSE -> coming = Coming.PAUSED;
                case COLLECT -> {
                    family.zombies(live).forEach(this::collect);
                    if (live.unendedChildren > 0) {
                        live.enter(JobState.WAITING, Interval.NO_CORE, now);
                        live.isCollecting = true;
                        return;
                    }
                }
            }
        }
        end(live);
    }

    private void join(Live live, Coming coming) {
        live.enter(JobState.READY, Interval.NO_CORE, now);
        line.add(live, coming, now);
    }

    private void end(Live live) {
        live.end = now;
        left--;
        family.ended(live);
        Live collector = family.collector(live);
        if (collector == null || collector.isCollecting) {
            collect(live);
        } else {
            live.enter(JobState.ZOMBIE, Interval.NO_CORE, now);
        }
        // those that it has not collected get another parent, which does so at once
        family.zombies(live).forEach(this::collect);
        if (collector != null && collector.isCollecting && collector.unendedChildren == 0) {
            collector.isCollecting = false;
            goOn(collector, Coming.BACK);
        }
    }

    private void collect(Live live) {
        live.enter(JobState.ENDED, Interval.NO_CORE, now);
        live.collected = now;
    }
}

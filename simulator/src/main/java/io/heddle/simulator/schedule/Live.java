package io.heddle.simulator.schedule;

import io.heddle.simulator.schedule.Phase.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A job in the course of a run. Its engine changes the first half of the fields, its line the second.
final class Live {

    final Job job;

    /// Its place among the jobs as they were given, which decides where nothing else does.
    final int index;

    private final List<Phase> phases;
    private int phase = -1;

    /// What is left of the phase as of the last moment at which it got a core.
    long remaining;

    /// Null until it comes.
    @Nullable JobState state;

    private long since;
    private int stateCore = Interval.NO_CORE;

    /// The core it had last, or -1.
    int lastCore = Interval.NO_CORE;

    long firstRun = Times.NEVER;
    long end = Times.NEVER;
    long collected = Times.NEVER;

    /// Whether it waits for the ends of its children.
    boolean isCollecting;

    /// Those that have not come yet included.
    int unendedChildren;

    final List<Interval> intervals = new ArrayList<>();

    /// Given by the line, smaller is earlier; two in a line never have the same.
    long place;

    /// What the line sorts by before the place.
    long key;

    /// How urgent it was, age included, when it got its core.
    long urgency;

    int level;
    long usedAtLevel;
    long leftInBoost;

    Live(Job job, int index) {
        this.job = job;
        this.index = index;
        this.phases = withoutIdlePauses(job.phases());
    }

    /// A pause means something only between two bursts: before and after a wait the core is free anyway.
    private static List<Phase> withoutIdlePauses(List<Phase> phases) {
        List<Phase> useful = new ArrayList<>();
        for (int i = 0; i < phases.size(); i++) {
            boolean between =
                    i > 0
                            && i + 1 < phases.size()
                            && phases.get(i - 1).kind() == Kind.RUN
                            && phases.get(i + 1).kind() == Kind.RUN;
            if (phases.get(i).kind() != Kind.PAUSE || between) {
                useful.add(phases.get(i));
            }
        }
        return useful;
    }

    /// Goes to the next phase.
    ///
    /// @return null if there is none
    @Nullable Phase next() {
        phase++;
        return phase < phases.size() ? phases.get(phase) : null;
    }

    long since() {
        return since;
    }

    /// Changes the state, and notes the interval that has ended by it.
    ///
    /// @param core the one that it has, if any
    /// @return how many intervals there are more
    int enter(JobState next, int core, long now) {
        int before = intervals.size();
        if (state != null && now > since) {
            note(new Interval(job.name(), state, stateCore, since, now));
        }
        state = next;
        stateCore = core;
        since = now;
        return intervals.size() - before;
    }

    /// One that goes on where the last one ended is not a new one.
    private void note(Interval interval) {
        if (!intervals.isEmpty()) {
            Interval last = intervals.getLast();
            if (last.state() == interval.state()
                    && last.core() == interval.core()
                    && last.toNanos() == interval.fromNanos()) {
                intervals.removeLast();
                intervals.add(
                        new Interval(
                                job.name(),
                                last.state(),
                                last.core(),
                                last.fromNanos(),
                                interval.toNanos()));
                return;
            }
        }
        intervals.add(interval);
    }

    @Override
    public String toString() {
        return job.name();
    }
}

package io.heddle.simulator.schedule;

import io.heddle.simulator.schedule.Phase.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something to do for a simulated computer: it comes at some time and goes through phases, in which it
/// uses a core or waits.
///
/// ```text
/// Job.named("shell").runs(ofMillis(3)).waits(ofMillis(20)).runs(ofMillis(1))
/// ```
///
/// A job is immutable; each method gives a new one. Without more it comes at time zero, has priority
/// zero and no parent. What really runs is an `io.heddle.Task`; this is only its outline.
public final class Job {

    private static final int LONGEST_NAME = 60;

    /// The least urgent priority that there is.
    public static final int LOWEST_PRIORITY = 999;

    private final String name;
    private final long arrivalNanos;
    private final int priority;
    private final @Nullable String parent;
    private final List<Phase> phases;

    private Job(
            String name,
            long arrivalNanos,
            int priority,
            @Nullable String parent,
            List<Phase> phases) {
        this.name = name;
        this.arrivalNanos = arrivalNanos;
        this.priority = priority;
        this.parent = parent;
        this.phases = phases;
    }

    /// Begins the description of a job.
    ///
    /// @param name by which traces and charts call it
    /// @return a job without phases
    /// @throws IllegalArgumentException if the name is blank, longer than 60 characters, or cannot be
    ///     printed
    public static Job named(String name) {
        if (name.isBlank()
                || name.length() > LONGEST_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a job has a name of 1 to %d printable characters: name='%s'"
                            .formatted(LONGEST_NAME, name.replaceAll("\\p{Cntrl}", "?")));
        }
        return new Job(name, 0, 0, null, List.of());
    }

    /// Says when it comes.
    ///
    /// @param arrival since the beginning of time; zero or more
    /// @return the job with that
    /// @throws IllegalArgumentException if it is negative
    public Job arrives(Duration arrival) {
        if (arrival.isNegative()) {
            throw new IllegalArgumentException(
                    "a job cannot come before the beginning: job=%s arrival=%s"
                            .formatted(name, arrival));
        }
        return new Job(name, Times.nanos(arrival, "arrival"), priority, parent, phases);
    }

    /// Says how urgent it is, for the policies that ask.
    ///
    /// @param priority from 0, the most urgent, to [#LOWEST_PRIORITY]
    /// @return the job with that
    /// @throws IllegalArgumentException if it is none of these
    public Job priority(int priority) {
        if (priority < 0 || priority > LOWEST_PRIORITY) {
            throw new IllegalArgumentException(
                    "a priority is a number from 0 (most urgent) to %d: job=%s priority=%d"
                            .formatted(LOWEST_PRIORITY, name, priority));
        }
        return new Job(name, arrivalNanos, priority, parent, phases);
    }

    /// Says who started it and has to collect it when it has ended.
    ///
    /// @param parent the name of another job
    /// @return the job with that
    public Job childOf(String parent) {
        return new Job(name, arrivalNanos, priority, parent, phases);
    }

    /// Adds a phase in which it uses a core. One right after another makes a longer one.
    ///
    /// @param time how long, without the time in which others have the core; more than zero
    /// @return the job with that
    /// @throws IllegalArgumentException if it is zero or less
    public Job runs(Duration time) {
        return with(new Phase(Kind.RUN, Times.nanos(time, "run")));
    }

    /// Adds a phase in which it waits for something that needs no core.
    ///
    /// @param time how long; more than zero
    /// @return the job with that
    /// @throws IllegalArgumentException if it is zero or less
    public Job waits(Duration time) {
        return with(new Phase(Kind.WAIT, Times.nanos(time, "wait")));
    }

    /// Adds a moment in which it offers the core to others.
    ///
    /// @return the job with that
    public Job pauses() {
        return with(new Phase(Kind.PAUSE, 0));
    }

    /// Adds a wait for the ends of all its children, those that have not come yet included, which it
    /// collects.
    ///
    /// @return the job with that
    public Job collects() {
        return with(new Phase(Kind.COLLECT, 0));
    }

    /// Adds a phase.
    ///
    /// @param phase what it does next
    /// @return the job with that
    public Job with(Phase phase) {
        List<Phase> more = new ArrayList<>(phases);
        boolean goesOn =
                !phases.isEmpty()
                        && phases.getLast().kind() == phase.kind()
                        && phase.kind() != Kind.COLLECT;
        if (goesOn) {
            long nanos = Times.sum(phase.nanos(), more.removeLast().nanos());
            more.add(new Phase(phase.kind(), nanos));
        } else {
            more.add(phase);
        }
        return new Job(name, arrivalNanos, priority, parent, List.copyOf(more));
    }

    /// Gives the name.
    ///
    /// @return as it was given
    public String name() {
        return name;
    }

    /// Tells when it comes.
    ///
    /// @return nanoseconds since the beginning
    public long arrivalNanos() {
        return arrivalNanos;
    }

    /// Tells how urgent it is.
    ///
    /// @return 0 is the most urgent
    public int priority() {
        return priority;
    }

    /// Tells who has to collect it.
    ///
    /// @return the name of the parent, or empty
    public Optional<String> parent() {
        return Optional.ofNullable(parent);
    }

    /// Tells what it does.
    ///
    /// @return the phases in order; neighbours of the same kind have become one
    public List<Phase> phases() {
        return phases;
    }

    /// Adds up how long it needs a core.
    ///
    /// @return nanoseconds
    public long runNanos() {
        return sum(Kind.RUN);
    }

    /// Adds up how long it waits for other things than cores and children.
    ///
    /// @return nanoseconds
    public long waitNanos() {
        return sum(Kind.WAIT);
    }

    private long sum(Kind kind) {
        return phases.stream()
                .filter(phase -> phase.kind() == kind)
                .mapToLong(Phase::nanos)
                .reduce(0, Times::sum);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Job job
                && name.equals(job.name)
                && arrivalNanos == job.arrivalNanos
                && priority == job.priority
                && Objects.equals(parent, job.parent)
                && phases.equals(job.phases);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, arrivalNanos, priority, parent, phases);
    }

    @Override
    public String toString() {
        return "Job[" + name + " " + phases + "]";
    }
}

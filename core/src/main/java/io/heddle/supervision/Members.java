package io.heddle.supervision;

import io.heddle.spi.Deadline;
import io.heddle.supervision.SupervisorSnapshot.ChildState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The children of a supervisor in their order, and the next step of each towards what is wanted of it. Only the
/// decision thread touches them.
final class Members {

    /// How long a process may take to be gone after it was killed, its tree included.
    private static final Duration AFTER_KILL = Duration.ofSeconds(15);

    private final String supervisor;
    private final RestartStrategy strategy;
    private final Life.Owner owner;
    private final List<Member> members = new ArrayList<>();

    /// Whether nobody is asked politely any more.
    private boolean hurried;

    Members(String supervisor, RestartStrategy strategy, Life.Owner owner) {
        this.supervisor = supervisor;
        this.strategy = strategy;
        this.owner = owner;
    }

    // ---- who is there
    // ----------------------------------------------------------------------------

    void add(Member member) {
        members.add(member);
    }

    void remove(Member member) {
        members.remove(member);
    }

    List<Member> all() {
        return List.copyOf(members);
    }

    Optional<Member> find(Predicate<Member> asked) {
        return members.stream().filter(asked).findFirst();
    }

    boolean areAll(Predicate<Member> asked) {
        return members.stream().allMatch(asked);
    }

    List<Life> lives() {
        return members.stream().flatMap(m -> Optional.ofNullable(m.life).stream()).toList();
    }

    /// A start whose time has come waits for its turn, which is another event.
    long nanosToNextTimer() {
        return members.stream()
                .filter(m -> !m.timer.never())
                .filter(m -> !(m.is(ChildState.WAITING) && m.timer.hasPassed()))
                .mapToLong(m -> Math.max(0, m.timer.left().toNanos()))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    // ---- what is wanted
    // --------------------------------------------------------------------------

    /// Restarts those that must not go on without one that failed.
    void takeAlong(Member failed) {
        int index = members.indexOf(failed);
        for (int i = 0; i < members.size(); i++) {
            Member other = members.get(i);
            boolean concerned =
                    strategy == RestartStrategy.ONE_FOR_ALL
                            || (strategy == RestartStrategy.REST_FOR_ONE && i > index);
            if (concerned && other != failed && other.removal == null) {
                other.mustStop = !other.isDown();
                other.want(other.spec.restart() != RestartPolicy.NEVER || !other.everUp);
            }
        }
    }

    void wantNone() {
        for (Member member : members) {
            member.want(false);
            member.mustStop = !member.isDown();
        }
    }

    // ---- the next step
    // ---------------------------------------------------------------------------

    /// Stops who must stop: the last first, and one at a time if they belong together.
    void stopNext(boolean ending) {
        boolean ordered = strategy != RestartStrategy.ONE_FOR_ONE || ending;
        for (Member member : members.reversed()) {
            if (member.mustStop && !member.isDown()) {
                if (!member.is(ChildState.STOPPING)) {
                    stop(member);
                }
                if (ordered) {
                    return;
                }
            }
        }
    }

    /// Starts who is down and wanted: the first first, and one at a time if they belong together; then only when all
    /// that must stop have stopped.
    void startNext(boolean firstTime) {
        boolean together = strategy != RestartStrategy.ONE_FOR_ONE;
        if (together && !areAll(m -> !m.mustStop || m.isDown())) {
            return;
        }
        for (Member member : members) {
            boolean waits = member.is(ChildState.WAITING);
            if (waits && member.timer.hasPassed()) {
                start(member);
            }
            boolean holdsUp = waits || member.is(ChildState.STARTING);
            if (holdsUp && (together || firstTime)) {
                return;
            }
        }
    }

    private void start(Member member) {
        Life life = new Life(supervisor, member.spec, owner);
        member.life = life;
        member.enter(ChildState.STARTING, Deadline.in(member.spec.startLimit()));
        life.begin();
    }

    private void stop(Member member) {
        Life life = member.life;
        if (hurried) {
            kill(member);
        } else if (life != null) {
            member.enter(ChildState.STOPPING, Deadline.in(member.spec.stopLimit()));
            life.stop(member.spec.stopLimit());
        }
    }

    void kill(Member member) {
        Life life = member.life;
        if (life != null) {
            member.killed = true;
            member.enter(ChildState.STOPPING, Deadline.in(AFTER_KILL));
            life.kill();
        }
    }

    /// Kills from now on instead of asking, those included that were asked.
    void hurry() {
        hurried = true;
        all().stream().filter(m -> m.is(ChildState.STOPPING) && !m.killed).forEach(this::kill);
    }
}

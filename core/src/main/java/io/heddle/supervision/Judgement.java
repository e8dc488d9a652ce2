package io.heddle.supervision;

import io.heddle.HeddleException;
import io.heddle.spi.Deadline;
import io.heddle.spi.Durations;
import io.heddle.supervision.SupervisorEvent.Kind;
import io.heddle.supervision.SupervisorSnapshot.ChildState;
import io.heddle.supervision.SupervisorSnapshot.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What follows for all from what happens to one child: who is restarted, stopped or forgotten, and when there were too many
/// restarts. It changes what is wanted; the steps towards that are up to [Decisions]. Only the decision thread touches
/// it, but for the failure.
final class Judgement {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// How long something that cannot be killed may take to notice that it was interrupted.
    private static final Duration LAST_CHANCE = Duration.ofMillis(500);

    private final String name;
    private final Intensity intensity;
    private final Herald herald;
    private final Members members;
    private Phase phase = Phase.STARTING;

    /// What is told to those who wait, once the picture shows it.
    private final List<Runnable> replies = new ArrayList<>();

    private long restarts;
    private long abandoned;

    /// Read by anybody.
    private volatile @Nullable SupervisorFailedException failure;

    Judgement(SupervisorBuilder spec, Members members) {
        this.name = spec.name();
        this.intensity = new Intensity(spec.restarts(), spec.period());
        this.herald = new Herald(name, spec.listeners());
        this.members = members;
    }

    // ---- how it stands
    // ---------------------------------------------------------------------------

    Phase phase() {
        return phase;
    }

    boolean is(Phase asked) {
        return phase == asked;
    }

    /// Looks whether all have been up, or are down at last.
    void lookAtPhase() {
        if (phase == Phase.STARTING && members.areAll(member -> member.everUp)) {
            phase = Phase.RUNNING;
        }
        if (phase == Phase.ENDING && members.areAll(Member::isDown)) {
            phase = Phase.ENDED;
        }
    }

    long restarts() {
        return restarts;
    }

    long abandoned() {
        return abandoned;
    }

    @Nullable SupervisorFailedException failure() {
        return failure;
    }

    /// Tells those who wait what has become of what they wait for.
    void reply() {
        replies.forEach(Runnable::run);
        replies.clear();
    }

    void tellEnd() {
        herald.tell(Kind.ENDED, "", failure);
    }

    // ---- what happens to one
    // ---------------------------------------------------------------------

    void started(Member member) {
        if (member.is(ChildState.STARTING)) {
            member.up();
            herald.tell(Kind.STARTED, member.spec.name(), null);
            replies.add(() -> member.arrival.complete(null));
        }
    }

    void startFailed(Member member, Throwable cause) {
        boolean asked = isAskedToStop(member);
        member.down();
        if (asked) {
            stopped(member);
            return;
        }
        member.failed(cause);
        herald.tell(Kind.START_FAILED, member.spec.name(), cause);
        if (phase == Phase.ENDING) {
            return;
        }
        if (neverCame(member, cause)) {
            members.remove(member);
        } else if (phase != Phase.ENDING) {
            judge(member, cause);
        }
    }

    /// Deals with one that failed before it was up for the first time.
    ///
    /// @return whether it was added later, and is given up
    private boolean neverCame(Member member, Throwable cause) {
        if (!member.everUp && phase == Phase.STARTING) {
            giveUp(
                    "a child could not be started: supervisor=%s child=%s; those before it were stopped"
                            .formatted(name, member.spec.name()),
                    cause,
                    List.of());
        }
        boolean givenUp = !member.everUp && member.added;
        if (givenUp) {
            member.want(false);
            HeddleException why =
                    new HeddleException(
                            "a child could not be started: supervisor=%s child=%s"
                                    .formatted(name, member.spec.name()),
                            cause);
            replies.add(() -> member.arrival.completeExceptionally(why));
        }
        return givenUp;
    }

    void ended(Member member, @Nullable Throwable why) {
        boolean asked = isAskedToStop(member);
        member.down();
        if (asked) {
            stopped(member);
            return;
        }
        if (why == null) {
            herald.tell(Kind.CHILD_ENDED, member.spec.name(), null);
        } else {
            member.failed(why);
            herald.tell(Kind.CHILD_FAILED, member.spec.name(), why);
        }
        judge(member, why);
    }

    /// Who dies while it is its turn to be stopped has done what it was to do.
    private boolean isAskedToStop(Member member) {
        return member.is(ChildState.STOPPING) || member.mustStop;
    }

    private void stopped(Member member) {
        herald.tell(Kind.STOPPED, member.spec.name(), null);
        forget(member);
    }

    /// Forgets who was removed, and who came later and never comes again.
    private void forget(Member member) {
        CompletableFuture<Boolean> removal = member.removal;
        boolean gone = member.added && member.spec.restart() == RestartPolicy.NEVER;
        if (removal != null || (gone && member.is(ChildState.ENDED))) {
            members.remove(member);
            replies.add(() -> refuse(member));
        }
    }

    /// Lives, but is of no use.
    private void unfit(Member member, Throwable cause) {
        if (member.mustStop) {
            return; // it goes anyway
        }
        member.failed(cause);
        member.mustStop = true;
        herald.tell(Kind.UNFIT, member.spec.name(), cause);
        if (neverCame(member, cause)) {
            member.removal = new CompletableFuture<>();
        } else if (phase != Phase.ENDING) {
            judge(member, cause);
        }
    }

    private void judge(Member member, @Nullable Throwable why) {
        if (!member.spec.restart().restarts(why != null)) {
            member.want(false);
            forget(member);
            return;
        }
        Throwable cause =
                why != null
                        ? why
                        : new HeddleException(
                                "a child ended that is to run always: child=" + member.spec.name());
        if (!intensity.allows(System.nanoTime(), cause)) {
            giveUp(
                    "too many restarts: supervisor=%s child=%s most=%d within=%s; the causes before are suppressed exceptions"
                            .formatted(
                                    name,
                                    member.spec.name(),
                                    intensity.most(),
                                    Durations.text(intensity.period())),
                    cause,
                    intensity.before());
            return;
        }
        restarts++;
        member.restart();
        members.takeAlong(member);
    }

    private void giveUp(String what, Throwable cause, List<Throwable> before) {
        SupervisorFailedException why = new SupervisorFailedException(what, cause, before);
        failure = why;
        herald.tell(Kind.GAVE_UP, "", why);
        endAll();
    }

    void endAll() {
        if (phase != Phase.ENDED) {
            phase = Phase.ENDING;
            members.wantNone();
        }
    }

    /// There is no way to end it from outside.
    void unkillable(Member member) {
        if (member.killed) {
            member.timer = Deadline.in(LAST_CHANCE);
        }
    }

    private void abandon(Member member) {
        abandoned++;
        LOG.log(
                System.Logger.Level.WARNING,
                "a child does not end and cannot be ended, so it is left behind: supervisor=%s child=%s; does it listen to interrupts?"
                        .formatted(name, member.spec.name()));
        herald.tell(Kind.ABANDONED, member.spec.name(), null);
        member.down();
        forget(member);
    }

    // ---- time, and health
    // ----------------------------------------------------------------------------------

    void timeIsUp(Member member) {
        switch (member.state()) {
            case STARTING ->
                    unfit(
                            member,
                            new HeddleException(
                                    "a child did not start in time: supervisor=%s child=%s limit=%s"
                                            .formatted(
                                                    name,
                                                    member.spec.name(),
                                                    Durations.text(member.spec.startLimit()))));
            case RUNNING -> health(member);
            case STOPPING -> {
                if (member.killed) {
                    abandon(member);
                } else {
                    members.kill(member);
                }
            }
            case WAITING, ENDED -> {} // its turn comes, or never
        }
    }

    private void health(Member member) {
        Life life = member.life;
        HealthCheck check = member.spec.health().orElse(null);
        if (life == null || check == null) {
            return;
        }
        if (member.checking) {
            life.endCheck();
            checked(
                    member,
                    new HeddleException(
                            "a child did not say in time whether it is well: child=%s limit=%s"
                                    .formatted(
                                            member.spec.name(), Durations.text(check.timeout()))));
        } else {
            member.checking = true;
            member.timer = Deadline.in(check.timeout());
            life.check(check.question(), ++member.checkNumber);
        }
    }

    /// Takes the answer to a question, unless nobody waits for it any more.
    void checked(Member member, int number, @Nullable Throwable why) {
        if (member.checking && member.checkNumber == number) {
            checked(member, why);
        }
    }

    private void checked(Member member, @Nullable Throwable why) {
        if (!member.is(ChildState.RUNNING)) {
            return;
        }
        if (why == null) {
            member.goodAnswer();
        } else if (member.badAnswer()) {
            unfit(
                    member,
                    new HeddleException(
                            "a child is not well: supervisor=%s child=%s"
                                    .formatted(name, member.spec.name()),
                            why));
        }
    }

    // ---- coming and going
    // ------------------------------------------------------------------------

    void add(Member member) {
        String child = member.spec.name();
        if (phase == Phase.ENDING || phase == Phase.ENDED) {
            refuse(member);
        } else if (members.find(other -> other.spec.name().equals(child)).isPresent()) {
            member.arrival.completeExceptionally(
                    new IllegalArgumentException(
                            "a child of that name is there: supervisor=%s child=%s"
                                    .formatted(name, child)));
        } else {
            members.add(member);
        }
    }

    void refuse(Member member) {
        member.arrival.completeExceptionally(
                new IllegalStateException(
                        "a child was not started, since it or its supervisor was stopped: supervisor=%s child=%s"
                                .formatted(name, member.spec.name())));
        CompletableFuture<Boolean> removal = member.removal;
        if (removal != null) {
            removal.complete(true);
        }
    }

    void remove(String child, CompletableFuture<Boolean> removal) {
        Member member = members.find(one -> one.spec.name().equals(child)).orElse(null);
        if (member == null) {
            removal.complete(false);
            return;
        }
        CompletableFuture<Boolean> before = member.removal;
        if (before != null) {
            var _ = before.thenAccept(removal::complete);
            return;
        }
        member.removal = removal;
        member.want(false);
        if (member.isDown()) {
            forget(member);
        } else {
            member.mustStop = true;
        }
    }
}

package io.heddle.supervision;

import io.heddle.HeddleException;
import io.heddle.spi.Deadline;
import io.heddle.spi.Durations;
import io.heddle.spi.KeepAlive;
import io.heddle.supervision.SupervisorEvent.Kind;
import io.heddle.supervision.SupervisorSnapshot.ChildState;
import io.heddle.supervision.SupervisorSnapshot.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a supervisor decides, in one thread that never waits for a child and runs no code of users.
///
/// The thread takes one message after the other (a child is up, has ended, somebody closes), looks whose time is up, and
/// then does the next step towards what is wanted: first whoever must stop is stopped, the last first; then
/// whoever is down and wanted is started, the first first. So nothing is lost that happens in the middle of a restart:
/// it changes what is wanted, and the next step is another one.
final class Decisions implements Life.Owner {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// How long something that cannot be killed may take to notice that it was interrupted.
    private static final Duration LAST_CHANCE = Duration.ofMillis(500);

    private final String name;
    private final RestartStrategy strategy;
    private final Intensity intensity;
    private final Herald herald;
    private final LinkedBlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();

    /// Guarded by the mailbox: whether it is closed.
    private boolean over;

    // touched by the decision thread only, from its start on

    private final Members members;
    private Phase phase = Phase.STARTING;
    private boolean keepsAlive;

    /// What is told to those who wait, once the picture shows it.
    private final List<Runnable> replies = new ArrayList<>();

    private long restarts;
    private long abandoned;

    // written by the decision thread, read by anybody

    private volatile SupervisorSnapshot snapshot;
    private volatile List<Life> lives = List.of();
    private volatile @Nullable SupervisorFailedException failure;

    /// Completed when all children have been up; fails when nothing is left instead.
    final CompletableFuture<@Nullable Void> startup = new CompletableFuture<>();

    /// Completed when nothing is left.
    final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

    Decisions(SupervisorBuilder spec) {
        this.name = spec.name();
        this.strategy = spec.strategy();
        this.intensity = new Intensity(spec.restarts(), spec.period());
        this.herald = new Herald(name, spec.listeners());
        this.members = new Members(name, strategy, this);
        spec.children().forEach(child -> members.add(new Member(child, false)));
        this.snapshot = picture();
    }

    void begin() {
        Thread.ofPlatform()
                .daemon()
                .inheritInheritableThreadLocals(false)
                .name("heddle-" + name + "-supervisor")
                .start(this::decide);
    }

    // ---- what anybody may ask
    // --------------------------------------------------------------------

    SupervisorSnapshot snapshot() {
        return snapshot;
    }

    List<Life> lives() {
        return lives;
    }

    @Nullable SupervisorFailedException failure() {
        return failure;
    }

    void stop() {
        post(this::endAll);
    }

    /// Ends all at once, whoever is being asked politely included.
    void kill() {
        post(() -> {
            endAll();
            members.hurry();
        });
    }

    CompletableFuture<@Nullable Void> add(ChildSpec spec) {
        Member member = new Member(spec, true);
        if (!post(() -> add(member))) {
            refuse(member);
        }
        return member.arrival;
    }

    CompletableFuture<Boolean> remove(String child) {
        CompletableFuture<Boolean> removal = new CompletableFuture<>();
        if (!post(() -> remove(child, removal))) {
            removal.complete(false);
        }
        return removal;
    }

    // ---- messages of lives
    // -----------------------------------------------------------------------

    @Override
    public void started(Life life) {
        about(life, this::started);
    }

    @Override
    public void startFailed(Life life, Throwable cause) {
        about(life, member -> startFailed(member, cause));
    }

    @Override
    public void ended(Life life, @Nullable Throwable why) {
        about(life, member -> ended(member, why));
    }

    @Override
    public void checked(Life life, int number, @Nullable Throwable why) {
        about(
                life,
                member -> {
                    if (member.checking && member.checkNumber == number) {
                        checked(member, why);
                    }
                });
    }

    @Override
    public void unkillable(Life life) {
        about(
                life,
                member -> {
                    if (member.killed) {
                        member.timer = Deadline.in(LAST_CHANCE);
                    }
                });
    }

    /// What is told of a life that nobody waits for any more concerns nobody.
    private void about(Life life, Consumer<Member> decision) {
        var _ = post(() -> members.find(member -> member.life == life).ifPresent(decision));
    }

    private boolean post(Runnable message) {
        synchronized (mailbox) {
            return !over && mailbox.add(message);
        }
    }

    // ---- the thread
    // ------------------------------------------------------------------------------

    private void decide() {
        runSafely(this::advance);
        while (phase != Phase.ENDED) {
            runSafely(this::receive);
            runSafely(this::lookAtTimers);
            runSafely(this::advance);
        }
        synchronized (mailbox) {
            over = true;
        }
        for (Runnable late = mailbox.poll(); late != null; late = mailbox.poll()) {
            runSafely(late);
        }
        members.all().forEach(this::refuse);
        replies.forEach(Runnable::run);
        publish();
        herald.tell(Kind.ENDED, "", failure);
        SupervisorFailedException why = failure;
        startup.completeExceptionally(
                why != null
                        ? why
                        : new IllegalStateException(
                                "a supervisor was stopped while it started: supervisor=" + name));
        end.complete(null);
    }

    private void runSafely(Runnable step) {
        try {
            step.run();
        } catch (Throwable bug) {
            LOG.log(System.Logger.Level.ERROR, "a supervisor failed: supervisor=" + name, bug);
        }
    }

    private void receive() {
        try {
            Runnable message = mailbox.poll(members.nanosToNextTimer(), TimeUnit.NANOSECONDS);
            while (message != null) {
                runSafely(message);
                message = mailbox.poll();
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "nobody may interrupt a supervisor", e);
        }
    }

    private void lookAtTimers() {
        for (Member member : members.all()) {
            if (member.timer.hasPassed()) {
                timeIsUp(member);
            }
        }
    }

    private void timeIsUp(Member member) {
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

    // ---- the next step
    // ---------------------------------------------------------------------------

    private void advance() {
        members.stopNext(phase == Phase.ENDING);
        if (phase != Phase.ENDING) {
            members.startNext(phase == Phase.STARTING);
        }
        if (phase == Phase.STARTING && members.areAll(member -> member.everUp)) {
            phase = Phase.RUNNING;
        }
        if (phase == Phase.ENDING && members.areAll(Member::isDown)) {
            phase = Phase.ENDED;
        }
        publish();
        replies.forEach(Runnable::run);
        replies.clear();
        if (phase == Phase.RUNNING) {
            startup.complete(null);
        }
    }

    private void publish() {
        lives = members.lives();
        snapshot = picture();
        boolean busy =
                phase == Phase.ENDING
                        || !members.areAll(m -> !m.wanted || m.is(ChildState.RUNNING));
        keepAlive(busy && phase != Phase.ENDED);
    }

    private SupervisorSnapshot picture() {
        return new SupervisorSnapshot(
                name,
                strategy,
                phase,
                members.all().stream().map(Member::picture).toList(),
                restarts,
                abandoned);
    }

    /// Between the death of a child and its next life the program must not end for want of work.
    private void keepAlive(boolean busy) {
        if (busy == keepsAlive) {
            return;
        }
        if (busy) {
            KeepAlive.begin();
        } else {
            KeepAlive.end();
            KeepAlive.settle();
        }
        keepsAlive = busy;
    }

    // ---- what messages lead to
    // -------------------------------------------------------------------

    private void started(Member member) {
        if (member.is(ChildState.STARTING)) {
            member.up();
            herald.tell(Kind.STARTED, member.spec.name(), null);
            replies.add(() -> member.arrival.complete(null));
        }
    }

    private void startFailed(Member member, Throwable cause) {
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

    private void ended(Member member, @Nullable Throwable why) {
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

    private void endAll() {
        if (phase != Phase.ENDED) {
            phase = Phase.ENDING;
            members.wantNone();
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

    // ---- health
    // ----------------------------------------------------------------------------------

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

    private void add(Member member) {
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

    private void refuse(Member member) {
        member.arrival.completeExceptionally(
                new IllegalStateException(
                        "a child was not started, since it or its supervisor was stopped: supervisor=%s child=%s"
                                .formatted(name, member.spec.name())));
        CompletableFuture<Boolean> removal = member.removal;
        if (removal != null) {
            removal.complete(true);
        }
    }

    private void remove(String child, CompletableFuture<Boolean> removal) {
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

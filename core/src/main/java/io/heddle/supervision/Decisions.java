package io.heddle.supervision;

import io.heddle.spi.KeepAlive;
import io.heddle.supervision.SupervisorSnapshot.ChildState;
import io.heddle.supervision.SupervisorSnapshot.Phase;
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

    private final String name;
    private final RestartStrategy strategy;
    private final LinkedBlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();

    /// Guarded by the mailbox: whether it is closed.
    private boolean over;

    // touched by the decision thread only, from its start on

    private final Members members;
    private final Judgement judgement;
    private boolean keepsAlive;

    // written by the decision thread, read by anybody

    private volatile SupervisorSnapshot snapshot;
    private volatile List<Life> lives = List.of();

    /// Completed when all children have been up; fails when nothing is left instead.
    final CompletableFuture<@Nullable Void> startup = new CompletableFuture<>();

    /// Completed when nothing is left.
    final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

    Decisions(SupervisorBuilder spec) {
        this.name = spec.name();
        this.strategy = spec.strategy();
        this.members = new Members(name, strategy, this);
        this.judgement = new Judgement(spec, members);
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
        return judgement.failure();
    }

    void stop() {
        post(judgement::endAll);
    }

    /// Ends all at once, whoever is being asked politely included.
    void kill() {
        post(() -> {
            judgement.endAll();
            members.hurry();
        });
    }

    CompletableFuture<@Nullable Void> add(ChildSpec spec) {
        Member member = new Member(spec, true);
        if (!post(() -> judgement.add(member))) {
            judgement.refuse(member);
        }
        return member.arrival;
    }

    CompletableFuture<Boolean> remove(String child) {
        CompletableFuture<Boolean> removal = new CompletableFuture<>();
        if (!post(() -> judgement.remove(child, removal))) {
            removal.complete(false);
        }
        return removal;
    }

    // ---- messages of lives
    // -----------------------------------------------------------------------

    @Override
    public void started(Life life) {
        about(life, judgement::started);
    }

    @Override
    public void startFailed(Life life, Throwable cause) {
        about(life, member -> judgement.startFailed(member, cause));
    }

    @Override
    public void ended(Life life, @Nullable Throwable why) {
        about(life, member -> judgement.ended(member, why));
    }

    @Override
    public void checked(Life life, int number, @Nullable Throwable why) {
        about(life, member -> judgement.checked(member, number, why));
    }

    @Override
    public void unkillable(Life life) {
        about(life, judgement::unkillable);
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
        while (!judgement.is(Phase.ENDED)) {
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
        members.all().forEach(judgement::refuse);
        judgement.reply();
        publish();
        judgement.tellEnd();
        SupervisorFailedException why = judgement.failure();
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
                judgement.timeIsUp(member);
            }
        }
    }

    // ---- the next step
    // ---------------------------------------------------------------------------

    private void advance() {
        boolean ending = judgement.is(Phase.ENDING);
        members.stopNext(ending);
        if (!ending) {
            members.startNext(judgement.is(Phase.STARTING));
        }
        judgement.lookAtPhase();
        publish();
        judgement.reply();
        if (judgement.is(Phase.RUNNING)) {
            startup.complete(null);
        }
    }

    private void publish() {
        lives = members.lives();
        snapshot = picture();
        boolean busy =
                judgement.is(Phase.ENDING)
                        || !members.areAll(m -> !m.wanted || m.is(ChildState.RUNNING));
        keepAlive(busy && !judgement.is(Phase.ENDED));
    }

    private SupervisorSnapshot picture() {
        return new SupervisorSnapshot(
                name,
                strategy,
                judgement.phase(),
                members.all().stream().map(Member::picture).toList(),
                judgement.restarts(),
                judgement.abandoned());
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
}

package io.heddle.supervision;

import io.heddle.spi.Deadline;
import io.heddle.spi.FailureText;
import io.heddle.supervision.SupervisorSnapshot.ChildState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A child over all its lives: what is wanted of it, and where it is. Only the decision thread touches it.
///
/// | state      | means                          | from there                                     | timer          |
/// |------------|--------------------------------|------------------------------------------------|----------------|
/// | `WAITING`  | down, to be started            | `STARTING` at its turn                         | not before     |
/// | `STARTING` | its starter runs               | `RUNNING`; `WAITING` if it failed; `STOPPING`  | the latest     |
/// | `RUNNING`  | up                             | `WAITING` or `ENDED` if it ends; `STOPPING`    | health         |
/// | `STOPPING` | asked to end, then killed      | `WAITING` or `ENDED`                           | next step      |
/// | `ENDED`    | down, not to be started        | `WAITING` if a sibling takes it along          | none           |
final class Member {

    final ChildSpec spec;

    /// Whether it came after the start of the supervisor.
    final boolean added;

    /// Whether it is to run.
    boolean wanted = true;

    /// Whether it is to be stopped before anything is started.
    boolean mustStop;

    /// Whether it has been up at least once.
    boolean everUp;

    /// Whether it was killed, in the state `STOPPING`.
    boolean killed;

    /// Whether somebody waits for an answer about its health, and for which one.
    boolean checking;

    int checkNumber;
    private int badAnswers;

    /// When it may be started, if it is to be.
    private Deadline notBefore = Deadline.in(Duration.ZERO);

    /// When something is due; what, the state says.
    Deadline timer = notBefore;

    /// Its life; `null` if it is down.
    @Nullable Life life;

    /// Who waits for its first start, and who for its removal.
    final CompletableFuture<@Nullable Void> arrival = new CompletableFuture<>();

    @Nullable CompletableFuture<Boolean> removal;

    private ChildState state = ChildState.WAITING;
    private Instant since = Instant.now();
    private long upSinceNanos;

    /// Whether it has been up since its last restart was counted.
    private boolean wasUp;

    private long restarts;
    private int restartsInARow;
    private String lastCause = "";

    Member(ChildSpec spec, boolean added) {
        this.spec = spec;
        this.added = added;
    }

    ChildState state() {
        return state;
    }

    boolean is(ChildState asked) {
        return state == asked;
    }

    boolean isDown() {
        return life == null;
    }

    void enter(ChildState next, Deadline due) {
        if (next != state) {
            since = Instant.now();
        }
        state = next;
        timer = due;
    }

    void up() {
        everUp = true;
        wasUp = true;
        upSinceNanos = System.nanoTime();
        badAnswers = 0;
        checking = false;
        enter(ChildState.RUNNING, nextQuestion());
    }

    void down() {
        life = null;
        mustStop = false;
        killed = false;
        rest();
    }

    private void rest() {
        if (wanted) {
            enter(ChildState.WAITING, notBefore);
        } else {
            enter(ChildState.ENDED, Deadline.NEVER);
        }
    }

    /// Says that it need not run any more, or has to again.
    void want(boolean on) {
        wanted = on;
        if (isDown()) {
            rest();
        }
    }

    void failed(Throwable cause) {
        lastCause = FailureText.of(cause);
    }

    /// Counts a restart on its own account, and puts it off if there are several in a row.
    void restart() {
        long upNanos = wasUp ? System.nanoTime() - upSinceNanos : 0;
        if (upNanos >= TimeUnit.NANOSECONDS.convert(spec.backoff().healthyAfter())) {
            restartsInARow = 0;
        }
        wasUp = false;
        restarts++;
        notBefore = Deadline.in(spec.backoff().before(restartsInARow++));
        want(true);
    }

    Deadline nextQuestion() {
        checking = false;
        return spec.health().map(health -> Deadline.in(health.every())).orElse(Deadline.NEVER);
    }

    void goodAnswer() {
        badAnswers = 0;
        timer = nextQuestion();
    }

    /// Counts a bad answer.
    ///
    /// @return whether it was one too many
    boolean badAnswer() {
        badAnswers++;
        timer = nextQuestion();
        return spec.health().filter(health -> badAnswers >= health.failures()).isPresent();
    }

    SupervisorSnapshot.Child picture() {
        Life now = life;
        return new SupervisorSnapshot.Child(
                spec.name(),
                spec.restart(),
                state,
                now == null ? 0 : now.pid(),
                restarts,
                since,
                lastCause);
    }
}

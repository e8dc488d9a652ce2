package io.heddle.coroutine;

import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.Roster;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The one turn of a cooperative scope: who has it, who is in the line for it, and what time it is.
///
/// Whoever puts somebody into the line does so at that moment, not when the other thread wakes up; so the
/// order of the line depends on what the coroutines do and on nothing else.
///
/// ## The clock
/// The clock of the scope begins at zero and moves in two ways only: by [#HAND_OVER_NANOS] with each turn
/// that is given, and to the time of the next sleeper when the line is empty. So who sleeps until when is the
/// same at every run, however fast the machine is, and those who only pause do not hold up sleepers for ever.
/// In real time a sleeper sleeps at least as long as he wanted to: his turn waits for that, if it must.
///
/// Everything here is guarded by the monitor of this object, in which nothing blocks.
final class Turns implements TimeSource {

    /// How much of the scope's time a hand-over takes.
    static final long HAND_OVER_NANOS = 1_000;

    /// The same for all, so that what chance decides is the same at every run.
    private static final long SEED = 0x48454444_4C45L;

    /// What stands in the line.
    interface InLine {

        /// Tells when its turn may come at the earliest, on the clock behind that of the scope.
        long notBeforeNanos();
    }

    /// Longer than any program runs, and what a clock can tell.
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 4;

    /// Somebody or something that waits for a time.
    private final class Sleeper implements Comparable<Sleeper>, Alarm, InLine {

        /// On the clock of the scope.
        final long atNanos;

        /// On the clock behind it.
        final long realNanos;

        final long sequence = sleepersMade++;
        final @Nullable Participant participant;
        final @Nullable Runnable action;

        Sleeper(long nanos, @Nullable Participant participant, @Nullable Runnable action) {
            long wait = Math.min(nanos, LONGEST_NANOS);
            this.atNanos = now + wait;
            this.realNanos = time.nanos() + wait;
            this.participant = participant;
            this.action = action;
        }

        @Override
        public int compareTo(Sleeper other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }

        @Override
        public long notBeforeNanos() {
            return realNanos;
        }

        @Override
        public void cancel() {
            synchronized (Turns.this) {
                if (!sleepers.remove(this)) {
                    line.remove(this);
                }
            }
        }
    }

    private final TimeSource time;

    /// From when on somebody wants it.
    private @Nullable List<TurnRecord> trace;

    private final SplittableRandom random = new SplittableRandom(SEED);

    /// Who may run.
    private @Nullable Participant holder;

    private final ArrayDeque<InLine> line = new ArrayDeque<>();
    private final PriorityQueue<Sleeper> sleepers = new PriorityQueue<>();

    /// Whether the turn is just being given, and somebody who comes now must not begin that once more.
    private boolean giving;

    /// All who are there, for [TurnWatch].
    private final Roster<Participant> participants = new Roster<>();

    private long now;
    private long sleepersMade;
    private long given;

    /// Calls when the next sleeper may go on; there is one only while nobody has the turn.
    private @Nullable Alarm idle;

    Turns(TimeSource time) {
        this.time = time;
    }

    Roster.Entry<Participant> add(Participant participant) {
        return participants.add(participant);
    }

    // ---- for participants; all under the monitor
    // -------------------------------------------------

    /// Takes the turn for somebody who comes first, before there is anybody else.
    void takeFirst(Participant first) {
        holder = first;
    }

    boolean isHeldBy(Participant participant) {
        return holder == participant;
    }

    /// Puts somebody into the line.
    void enqueue(Participant participant) {
        line.add(participant);
        if (holder == null && !giving) {
            giveToNext();
        }
    }

    /// Gives the turn of the holder to the next one.
    void pass() {
        holder = null;
        giveToNext();
    }

    /// Gives the turn of the holder to the next one, and puts the holder behind all who are due by then.
    void passBehind(Participant before) {
        holder = null;
        wakeTheDue();
        line.add(before);
        giveToNext();
    }

    void leaveLine(Participant participant) {
        line.remove(participant);
    }

    long realNanos() {
        return time.nanos();
    }

    /// Lets somebody be put into the line after a time.
    Alarm sleep(Participant participant, long nanos) {
        Sleeper sleeper = new Sleeper(nanos, participant, null);
        sleepers.add(sleeper);
        return sleeper;
    }

    private void giveToNext() {
        stopIdling();
        giving = true;
        try {
            while (holder == null) {
                wakeTheDue();
                InLine next = line.peek();
                if (next == null) {
                    idleUntilTheFirstSleeper();
                    return;
                }
                if (next.notBeforeNanos() - time.nanos() > 0) {
                    idleUntil(next.notBeforeNanos());
                    return;
                }
                line.remove();
                take(next);
            }
        } finally {
            giving = false;
        }
    }

    private void take(InLine next) {
        if (next instanceof Participant participant) {
            give(participant);
        } else {
            Objects.requireNonNull(((Sleeper) next).action).run();
        }
    }

    private void wakeTheDue() {
        Sleeper first = sleepers.peek();
        while (first != null && first.atNanos <= now) {
            wake(sleepers.remove());
            first = sleepers.peek();
        }
    }

    private void wake(Sleeper sleeper) {
        Participant participant = sleeper.participant;
        if (participant == null) {
            line.add(sleeper);
        } else {
            participant.slept(sleeper.realNanos);
            line.add(participant);
        }
    }

    private void give(Participant next) {
        holder = next;
        now += HAND_OVER_NANOS;
        given++;
        next.granted(); // first: what follows takes memory
        if (trace != null) {
            trace.add(new TurnRecord(given, next.name(), Duration.ofNanos(now)));
        }
    }

    private void idleUntilTheFirstSleeper() {
        Sleeper first = sleepers.peek();
        if (first != null) {
            idleUntil(first.realNanos);
        }
    }

    private void idleUntil(long realNanos) {
        idle = time.idleUntil(realNanos, () -> idleIsOver(realNanos));
    }

    private void stopIdling() {
        Alarm waiting = idle;
        if (waiting != null) {
            idle = null;
            waiting.cancel();
        }
    }

    private synchronized void idleIsOver(long realNanos) {
        if (holder != null || idle == null) {
            return; // somebody came from outside
        }
        Sleeper first = sleepers.peek();
        if (line.isEmpty() && first != null && first.realNanos - realNanos <= 0) {
            now = Math.max(now, first.atNanos);
        }
        giveToNext();
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells who has had the turn all the time since another look.
    ///
    /// @param givenBefore what [#given()] said then
    /// @return the holder, or `null`
    synchronized @Nullable Participant holderSince(long givenBefore) {
        return given == givenBefore ? holder : null;
    }

    /// Gives those who wait for the turn, or for something before that.
    synchronized List<Participant> paused() {
        return participants.present().stream().filter(Participant::isPaused).toList();
    }

    synchronized long given() {
        return given;
    }

    /// From now on turns are recorded.
    ///
    /// @return how many were before
    synchronized int record() {
        List<TurnRecord> known = trace;
        if (known == null) {
            known = new ArrayList<>();
            trace = known;
        }
        return known.size();
    }

    synchronized List<TurnRecord> trace(int from) {
        List<TurnRecord> known = Objects.requireNonNull(trace);
        return List.copyOf(known.subList(from, known.size()));
    }

    /// Chooses, the same at every run.
    synchronized int choose(int bound) {
        return random.nextInt(bound);
    }

    /// Takes the turn away from somebody who would never give it back.
    synchronized void takeAwayFrom(Participant stuck) {
        if (holder == stuck) {
            stuck.lost();
            pass();
        }
    }

    /// The clock behind that of the scope.
    TimeSource real() {
        return time;
    }

    // ---- TimeSource ----------------------------------------------------------------------------

    @Override
    public synchronized long nanos() {
        return now;
    }

    /// Calls when the scope's clock says so; or, if the caller keeps the turn beyond that, when the time has really
    /// come.
    @Override
    public synchronized Alarm at(long nanos, Runnable action) {
        return alarm(nanos, action, holder);
    }

    /// Calls when the scope's clock says so; or, if anybody keeps the turn beyond that, when the time has really
    /// come.
    synchronized Alarm atTheLatest(long nanos, Runnable action) {
        return alarm(nanos, action, null);
    }

    private Alarm alarm(long nanos, Runnable action, @Nullable Participant whose) {
        Late late = new Late(action, whose);
        Sleeper sleeper = new Sleeper(nanos - now, null, late);
        sleepers.add(sleeper);
        late.real = time.at(sleeper.realNanos, late::check);
        return () -> {
            sleeper.cancel();
            late.cancel();
        };
    }

    /// An action that runs once: in its place in the line, or because somebody keeps the turn too long.
    private final class Late implements Runnable {

        private static final Duration PATIENCE = Duration.ofMillis(10);

        private final @Nullable Participant whose;
        private @Nullable Runnable action;
        private @Nullable Alarm real;

        /// Which turn it was when this was looked at for the last time.
        private long givenBefore = -1;

        Late(Runnable action, @Nullable Participant whose) {
            this.action = action;
            this.whose = whose;
        }

        @Override
        public void run() {
            synchronized (Turns.this) {
                Runnable mine = action;
                cancel();
                if (mine != null) {
                    mine.run();
                }
            }
        }

        void cancel() {
            synchronized (Turns.this) {
                action = null;
                if (real != null) {
                    real.cancel();
                }
            }
        }

        /// Looks again and again, since the turn may be kept later.
        private void check() {
            synchronized (Turns.this) {
                if (action == null) {
                    return;
                }
                boolean kept = holder != null && (whose == null || whose == holder);
                if (kept && given == givenBefore) {
                    run();
                } else {
                    givenBefore = given;
                    real = Clock.schedule(Deadline.in(PATIENCE), this::check)::cancel;
                }
            }
        }
    }
}

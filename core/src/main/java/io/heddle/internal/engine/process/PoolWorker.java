package io.heddle.internal.engine.process;

import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.WorkerDiedException.Death;
import io.heddle.internal.os.ProcFs;
import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.StatusPage;
import io.heddle.spi.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One worker of a pool: a child, and the tasks that it was given and has not answered.
///
/// Everything here is guarded by the pool's lock, but for the calls of the child, which go straight on to
/// the pool.
///
/// ## States
/// STARTING → SPARE → IDLE ⇄ BUSY → ENDING. A worker that is *leaving* is BUSY with its last tasks and
/// gets no other.
///
/// ## How far ahead tasks are given
/// A worker whose tasks take long has one task. One whose tasks take microseconds gets up to
/// [#MOST_OUTSTANDING], as many as it finishes in about [#AHEAD_NANOS], so that it never waits for the
/// next. What it has not started can be taken back.
final class PoolWorker implements Child.Owner {

    private static final int MOST_OUTSTANDING = 64;

    /// A worker that runs something for long remembers all that was taken back from it meanwhile, and no
    /// more than [WorkerDesk#MOST_RECALLED].
    private static final int MOST_TAKEN_BACK = WorkerDesk.MOST_RECALLED / 2;

    private static final long AHEAD_NANOS = 200_000;
    private static final int NAMES_REMEMBERED = 256;

    /// A replacement is started when a worker has only this part of its tasks left.
    private static final int LAST_PART = 10;

    private final ProcessTaskPool pool;
    private final WorkerLives lives;
    private final String name;
    private final long mostTasks;
    private final long bornAtNanos = System.nanoTime();
    private final ArrayDeque<PoolTask<?>> outstanding = new ArrayDeque<>();

    /// Names of tasks for lines of output that are read after the task has ended.
    private final Map<Long, String> names = new LinkedHashMap<>();

    private @Nullable Child child;
    private WorkerState state = WorkerState.STARTING;
    private Clock.@Nullable Alarm startAlarm;

    /// The task that is being ended, 0 if none; until it has ended the worker gets no other.
    private long reservedFor;

    /// Whether it is too old or too large.
    private boolean wornOut;

    /// Whether it gets no further task.
    private boolean leaving;

    /// Whether it begins nothing any more.
    private boolean frozen;

    /// Whether it has tasks that it must not begin.
    private boolean restrained;

    /// For how many looks of the [Lookout] nothing was heard of it.
    private int silentLooks;

    /// How many tasks it was given, for [PoolTask#turn()].
    private long turns;

    /// How many tasks were taken back that still lie in its connection.
    private int takenBack;

    /// The turn of the last of these.
    private long lastTakenBack;

    private long tasksTaken;
    private long tasksDone;
    private long lastFinished;
    private long idleSinceNanos;

    /// A moving average of how long a task runs; without experience a long time.
    private long averageNanos = AHEAD_NANOS;

    /// @param mostTasks how many tasks it may be given in its life
    PoolWorker(ProcessTaskPool pool, WorkerLives lives, String name, long mostTasks) {
        this.pool = pool;
        this.lives = lives;
        this.name = name;
        this.mostTasks = mostTasks;
    }

    String name() {
        return name;
    }

    ArrayDeque<PoolTask<?>> outstanding() {
        return outstanding;
    }

    /// How many tasks it has.
    int load() {
        return outstanding.size();
    }

    /// How many tasks it has beside the one that it runs or is about to begin.
    int ahead() {
        return Math.max(outstanding.size() - 1, 0);
    }

    /// How many of its tasks it has begun, as its page tells: one, or more if it is faster than its answers
    /// are read.
    int begun() {
        long last = lastStarted();
        int count = 0;
        for (PoolTask<?> task : outstanding) {
            count++;
            if (task.handOver() == last) {
                return count;
            }
        }
        return 0;
    }

    WorkerState state() {
        return state;
    }

    void setState(WorkerState next) {
        if (state == WorkerState.STARTING && startAlarm != null) {
            startAlarm.cancel();
        }
        state = next;
        if (next == WorkerState.IDLE || next == WorkerState.SPARE) {
            idleSinceNanos = System.nanoTime();
        }
    }

    boolean isActive() {
        return state == WorkerState.IDLE || state == WorkerState.BUSY;
    }

    /// Notes what ends it if it is not ready in time.
    void setStartAlarm(Clock.Alarm alarm) {
        startAlarm = alarm;
        if (state != WorkerState.STARTING) {
            alarm.cancel();
        }
    }

    void setChild(Child started) {
        child = started;
    }

    @Nullable Child childOrNull() {
        return child;
    }

    Child child() {
        return Objects.requireNonNull(child, "the worker has no process yet");
    }

    boolean mayTakeMore() {
        return isActive()
                && !isLeaving()
                && reservedFor == 0
                && outstanding.size() < room()
                && !isGivingBack()
                && (outstanding.isEmpty() || takenBack < MOST_TAKEN_BACK);
    }

    /// Tells whether it was asked for tasks that it still has: others must not come in before these.
    private boolean isGivingBack() {
        PoolTask<?> last = outstanding.peekLast();
        return last != null && last.isAskedBack();
    }

    /// Tells whether it was asked for what it has ahead so short a time ago that it can be expected to
    /// answer.
    boolean isExpectedToGiveBack() {
        return ahead() > 0 && outstanding.getLast().isExpectedBack();
    }

    /// Sees to it that the worker gets nothing until a task has ended that it runs.
    void reserveFor(PoolTask<?> task) {
        reservedFor = task.handOver();
    }

    private int room() {
        return Math.clamp(AHEAD_NANOS / Math.max(averageNanos, 1), 1, MOST_OUTSTANDING);
    }

    /// Notes that it has said something.
    void heard() {
        silentLooks = 0;
    }

    /// Notes that it has said nothing since the last look.
    ///
    /// @return for how many looks now
    int silent() {
        return ++silentLooks;
    }

    /// Tells whether it has a task that it has not begun.
    boolean hasUnbegun() {
        PoolTask<?> last = outstanding.peekLast();
        return last != null && !hasBegun(last);
    }

    /// Lets it begin nothing any more, whatever it was given.
    void freeze() {
        frozen = true;
        showForbidden();
    }

    /// Sees to it that a task never begins, if it has not begun. Others whose marks are the same may come
    /// back too.
    ///
    /// @return whether it never will; if not, it has begun, or the worker gives it back by itself
    boolean forbid(PoolTask<?> task) {
        if (task.isForbidden() || hasBegun(task)) {
            return task.isForbidden();
        }
        task.forbid();
        showForbidden();
        if (task.turn() <= turnOfNamed()) { // the worker has been faster, or withdraws just now
            task.allow();
            showForbidden();
        }
        return task.isForbidden();
    }

    /// Writes to the page what must not begin.
    private void showForbidden() {
        long marks = 0;
        for (PoolTask<?> task : outstanding) {
            if (task.isForbidden()) {
                marks |= StatusPage.markOf(task.handOver());
            }
        }
        restrained = marks != 0;
        child().page().forbid(frozen ? StatusPage.ALL : marks);
    }

    boolean isFrozen() {
        return frozen;
    }

    // ---- recycling ---------------------------------------------------------------------------

    /// Tells whether it is to be replaced soon: it is worn out, or has had most of its tasks.
    boolean isDue() {
        return wornOut || (tasksTaken > 0 && mostTasks - tasksTaken <= mostTasks / LAST_PART);
    }

    boolean isWornOut() {
        return wornOut;
    }

    void setWornOut() {
        wornOut = true;
    }

    /// Tells whether it gets no further task: it was told so, or has had as many as it may have.
    boolean isLeaving() {
        return leaving || tasksTaken >= mostTasks;
    }

    /// Lets it finish what it has and nothing else.
    void leave() {
        leaving = true;
    }

    /// Tells whether it will be there for further tasks, as far as is known now.
    boolean isStaying() {
        return state != WorkerState.ENDING && !isLeaving();
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - bornAtNanos);
    }

    long bornAtNanos() {
        return bornAtNanos;
    }

    /// How long it has had nothing to do.
    Duration idleFor() {
        return Duration.ofNanos(System.nanoTime() - idleSinceNanos);
    }

    // ---- tasks -------------------------------------------------------------------------------

    /// Gives it a task; the frame goes out with the next [Child#flushTasks()].
    void assign(PoolTask<?> task) {
        outstanding.addLast(task);
        state = WorkerState.BUSY;
        tasksTaken++;
        task.assignTo(this, ++turns);
        if (task.hasOwnName()) {
            remember(task.id(), task.name());
        }
        child().addTask(task.frame());
    }

    private void remember(long task, String called) {
        if (names.size() == NAMES_REMEMBERED) {
            names.remove(names.keySet().iterator().next());
        }
        names.put(task, called);
    }

    /// Has it run the pool's initializer, which is no task of anybody.
    void initialize(Frame initializer) {
        remember(initializer.id(), "initializer");
        child().addTask(initializer);
    }

    String rememberedName(long task) {
        return task == 0 ? "" : names.getOrDefault(task, "task-" + task);
    }

    /// Takes the task that it has answered.
    ///
    /// @return the task, or `null` if it is none of its own
    @Nullable PoolTask<?> finish(long id, long nanos) {
        PoolTask<?> task = outstanding.peekFirst();
        if (task == null || task.handOver() != id) {
            return null;
        }
        outstanding.removeFirst();
        reservedFor = 0;
        lastFinished = id;
        if (task.turn() > lastTakenBack) {
            takenBack = 0;
        }
        task.runEnded();
        if (task.isRetryable()) {
            task.leaveWorker();
        } else {
            task.endPlace();
        }
        tasksDone++;
        averageNanos += (nanos - averageNanos) / 4;
        return task;
    }

    /// Takes back a task that it will not run.
    @Nullable PoolTask<?> giveBack(long id) {
        for (PoolTask<?> task : outstanding) {
            if (task.handOver() == id) {
                outstanding.remove(task);
                tasksTaken--;
                takenBack++;
                lastTakenBack = Math.max(lastTakenBack, task.turn());
                if (restrained) {
                    showForbidden();
                }
                if (reservedFor == id) {
                    reservedFor = 0;
                }
                return task;
            }
        }
        return null;
    }

    long lastStarted() {
        return child == null ? 0 : child.page().lastStarted();
    }

    /// Tells whether its page names a task: it is the one that has begun last, or the worker is about to see
    /// that it must not begin.
    boolean isNamed(PoolTask<?> task) {
        return lastStarted() == task.handOver();
    }

    /// Tells whether a task of its own has begun: the page names it or one that it was given later.
    boolean hasBegun(PoolTask<?> task) {
        return !task.isForbidden() && task.turn() <= turnOfNamed();
    }

    private long turnOfNamed() {
        long last = lastStarted();
        for (PoolTask<?> task : outstanding) {
            if (task.handOver() == last) {
                return task.turn();
            }
        }
        return 0;
    }

    /// Tells whether its page names a task that it can have started: one that it has, or the one that it
    /// has finished last. Otherwise somebody has written over the page.
    boolean isPageCredible() {
        long started = lastStarted();
        return (tasksDone == 0 && started <= 0)
                || started == lastFinished
                || outstanding.stream().anyMatch(task -> task.handOver() == started);
    }

    PoolSnapshot.Worker snapshot() {
        PoolTask<?> first = outstanding.peekFirst();
        boolean runs = first != null && isNamed(first);
        long pid = child == null ? 0 : child.pid();
        return new PoolSnapshot.Worker(
                name,
                pid,
                state,
                child == null ? Instant.now() : child.startedAt(),
                tasksDone,
                runs ? first.id() : 0,
                runs ? first.name() : "",
                residentBytes(pid));
    }

    static long residentBytes(long pid) {
        return pid == 0 ? 0 : ProcFs.memory(pid).map(ProcFs.Memory::residentBytes).orElse(0L);
    }

    // ---- called by the child -----------------------------------------------------------------

    @Override
    public void ready(Child ready) {
        lives.ready(this, ready);
    }

    @Override
    public void received(Child from, Frame frame) {
        pool.received(this, frame);
    }

    @Override
    public void receivedAll(Child from) {
        from.flushTasks();
    }

    @Override
    public void died(Child dead, Death death) {
        lives.died(this, dead, death);
    }

    @Override
    public String nameOfTask(long id) {
        return pool.nameOfTask(this, id);
    }
}

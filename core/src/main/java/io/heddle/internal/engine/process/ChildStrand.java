package io.heddle.internal.engine.process;

import io.heddle.HeddleException;
import io.heddle.Kind;
import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.StrandStatus;
import io.heddle.Task;
import io.heddle.TaskSerializationException;
import io.heddle.WorkerDiedException.Death;
import io.heddle.internal.os.ProcFs;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.Enclosure;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.FailureText;
import io.heddle.spi.Grace;
import io.heddle.spi.Graceful;
import io.heddle.spi.KeepAlive;
import io.heddle.spi.Parking;
import io.heddle.spi.Payload;
import io.heddle.spi.StrandCompletion;
import io.heddle.spi.StrandDependent;
import io.heddle.spi.StrandSpec;
import io.heddle.spi.TaskCompletion;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A child process for one task.
///
/// The future is decided by the task's answer or by the death of the process; [#join()] waits for the
/// death, which comes after the answer.
final class ChildStrand<T extends @Nullable Object> extends StrandCompletion<T>
        implements ProcessStrand<T>, Child.Owner, StrandDependent, Graceful {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /// Those that were started and have not ended, in the order of their ids.
    private static final Set<ChildStrand<?>> ACTIVE =
            new ConcurrentSkipListSet<>(java.util.Comparator.comparingLong(TaskCompletion::id));

    private final StrandSpec spec;
    private final Codec codec;
    private final Task<T> task;
    private final CountDownLatch ended = new CountDownLatch(1);

    /// Guarded by this.
    private boolean startCalled;

    /// Set by the starting thread, read by anybody.
    private volatile @Nullable Child child;

    /// Set before [#ended] by the watcher of the child, read by anybody.
    private volatile @Nullable Death death;

    /// Set by the starting thread before the child is started.
    private @Nullable Payload body;

    ChildStrand(StrandSpec spec, Task<T> task) {
        super(spec.name().isEmpty() ? "process-" + NUMBERS.incrementAndGet() : spec.name());
        this.spec = spec;
        this.codec = Codec.jdk(spec.child().rules());
        this.task = Objects.requireNonNull(task, "task");
    }

    static List<ProcessStrand<?>> active() {
        return List.copyOf(ACTIVE);
    }

    @Override
    public void start() {
        markStartCalled();
        noteStart();
        startProcess();
        Enclosure.adopt(this);
    }

    private void startProcess() {
        try {
            body = pack(codec, task);
        } catch (IOException | OutOfMemoryError e) {
            String path = Culprit.find(task).orElse("");
            neverBorn(
                    new TaskSerializationException(
                            "the task cannot travel to another process: process=%s %s; pass what the process needs to make its own"
                                    .formatted(name(), path.isEmpty() ? FailureText.of(e) : path),
                            path,
                            e));
            return;
        }
        ACTIVE.add(this);
        try {
            Child born =
                    Child.start(
                            new Child.Spec(
                                    name(), spec.child(), Share.whole(), true, spec.daemon()),
                            this);
            child = born;
            if (isCancelled()) {
                born.kill(); // cancelled before there was a process to end
            }
        } catch (IOException | RuntimeException | Error e) {
            neverBorn(
                    new HeddleException(
                            "a child process could not be started: process=" + name(), e));
        }
    }

    private synchronized void markStartCalled() {
        if (startCalled || isDone()) {
            throw new IllegalStateException(
                    "a strand is started once, and not after it was cancelled: process=%s state=%s"
                            .formatted(name(), state()));
        }
        if (!spec.daemon()) {
            KeepAlive.begin(); // if it throws, the strand was not started
        }
        startCalled = true;
    }

    private void neverBorn(HeddleException why) {
        fail(why);
        end();
    }

    private void end() {
        ACTIVE.remove(this);
        ended.countDown();
        if (!spec.daemon()) {
            KeepAlive.end();
            KeepAlive.settle();
        }
    }

    private Child started() {
        Child running = child;
        if (running == null) {
            throw new IllegalStateException("the process was not started: process=" + name());
        }
        return running;
    }

    // ---- called by the child -----------------------------------------------------------------

    @Override
    public void ready(Child ready) {
        if (isDone()) {
            ready.kill(); // cancelled before it began
            return;
        }
        ready.addTask(new Frame(Frame.Type.RUN, true, id(), 0, Objects.requireNonNull(body)));
        ready.flushTasks();
    }

    @Override
    public void received(Child from, Frame frame) {
        switch (frame.type()) {
            case RESULT, FAILED -> decide(frame);
            case RECALLED -> {} // it was asked for its task and had none to give back
            default -> from.kill("it sent what no child sends: " + frame.type());
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the child ran a Task<T>
    private void decide(Frame frame) {
        try {
            Object value = codec.decode(frame.payload());
            if (frame.type() == Frame.Type.FAILED) {
                fail(((FailureEnvelope) Objects.requireNonNull(value)).open(codec));
            } else {
                succeed((T) value);
            }
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            fail(
                    Unreadable.because(
                            "the result could not be read: process=" + name(),
                            "does its readObject work here?",
                            e,
                            e));
        }
    }

    @Override
    public void receivedAll(Child from) {}

    @Override
    public void died(Child dead, Death how) {
        death = how;
        fail(Obituary.ofStrand(name(), attempts(), how));
        end();
    }

    @Override
    public String nameOfTask(long task) {
        return task == 0 ? "" : name();
    }

    // ---- Strand ------------------------------------------------------------------------------

    @Override
    public Kind kind() {
        return Kind.PROCESS;
    }

    @Override
    public boolean isAlive() {
        return child != null && ended.getCount() > 0;
    }

    @Override
    public boolean isDaemon() {
        return spec.daemon();
    }

    @Override
    public StrandStatus status() {
        Child running = child;
        if (ended.getCount() == 0) {
            return StrandStatus.ENDED;
        }
        if (running == null) {
            return isDone() ? StrandStatus.ENDED : StrandStatus.NEW;
        }
        StrandStatus seen =
                ProcFs.status(running.pid())
                        .orElse(running.isAlive() ? StrandStatus.RUNNING : StrandStatus.ZOMBIE);
        boolean beingSetUp = running.page().lastStarted() == 0;
        boolean active = seen == StrandStatus.RUNNING || seen == StrandStatus.WAITING;
        return beingSetUp && active ? StrandStatus.READY : seen;
    }

    @Override
    public void join() throws InterruptedException {
        requireStarted();
        awaitEnd();
        heard();
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        Parking.around(() -> {
            ended.await();
            return true;
        });
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        requireStarted();
        long nanos = TimeUnit.NANOSECONDS.convert(limit);
        boolean over = Parking.around(() -> ended.await(nanos, TimeUnit.NANOSECONDS));
        if (over) {
            heard();
        }
        return over;
    }

    private synchronized void requireStarted() {
        if (!startCalled) {
            throw new IllegalStateException(
                    "a strand that was never started cannot be joined: process=" + name());
        }
    }

    @Override
    public int attempts() {
        Child running = child;
        return running != null && running.page().lastStarted() != 0 ? 1 : 0;
    }

    /// Also ends a process whose task has returned, and that lives on because of something the task started.
    @Override
    public void stop() {
        if (!cancel(true) && !isCancelled()) {
            end(Grace.DEFAULT);
        }
    }

    @Override
    protected void cancelled(boolean mayInterrupt) {
        if (mayInterrupt) {
            end(Grace.DEFAULT);
        }
    }

    @Override
    public void end(Grace grace) {
        Child running = child;
        if (running == null) {
            return;
        }
        if (running.page().lastStarted() == 0) {
            running.kill();
        } else {
            Escalation.begin(running, id(), grace, () -> ended.getCount() > 0);
        }
    }

    // ---- ProcessStrand -------------------------------------------------------------------------

    @Override
    public long pid() {
        return started().pid();
    }

    @Override
    public long parentPid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public OptionalInt exitCode() {
        Death how = death;
        return how == null ? OptionalInt.empty() : OptionalInt.of(how.exitCode());
    }

    @Override
    public void terminate() {
        heard(); // whoever ends it knows that it fails
        Child running = child;
        if (running != null) {
            running.terminate();
        }
    }

    @Override
    public void kill() {
        heard();
        Child running = child;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public void send(Signal signal) {
        started().send(signal);
    }
}

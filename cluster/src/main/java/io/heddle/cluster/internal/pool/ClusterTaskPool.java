package io.heddle.cluster.internal.pool;

import io.heddle.Kind;
import io.heddle.PoolSnapshot;
import io.heddle.TaskOptions;
import io.heddle.TaskSerializationException;
import io.heddle.spi.AbstractTaskPool;
import io.heddle.spi.CannotTravel;
import io.heddle.spi.Clock;
import io.heddle.spi.Codec;
import io.heddle.spi.Deadline;
import io.heddle.spi.KeepAlive;
import io.heddle.spi.PoolSpec;
import io.heddle.spi.TaskCompletion;
import io.heddle.spi.TaskRules;
import io.heddle.spi.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A pool whose tasks run on the workers of a cluster.
///
/// It has no workers of its own; how many of its tasks are with the cluster at once may be limited. It waits for
/// its own tasks only, and its end is nobody else's.
public final class ClusterTaskPool extends AbstractTaskPool {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Desk desk;
    private final String name;
    private final TaskRules rules;
    private final Codec codec = Codec.jdk();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();

    /// What waits here because the limit is reached. Guarded by [#lock].
    private final TreeSet<ClusterTask<?>> held =
            new TreeSet<>(
                    Comparator.<ClusterTask<?>>comparingInt(ClusterTask::priority)
                            .reversed()
                            .thenComparingLong(ClusterTask::id));

    /// What is with the cluster. Guarded by [#lock].
    private final Set<ClusterTask<?>> handedIn = new LinkedHashSet<>();

    /// How many futures have no outcome that everybody can see.
    private final AtomicLong undecided = new AtomicLong();

    /// Written under [#lock].
    private volatile int limit = PoolSpec.UNLIMITED;

    /// Written under [#lock].
    private volatile boolean shutdown;

    /// Written under [#lock].
    private volatile boolean terminated;

    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();

    /// Opens a pool.
    ///
    /// @param desk where it hands its tasks in
    public ClusterTaskPool(Desk desk) {
        this.desk = desk;
        this.rules = desk.link().options().taskRules();
        this.name = desk.link().options().name() + "-pool-" + COUNT.incrementAndGet();
    }

    String name() {
        return name;
    }

    Codec codec() {
        return codec;
    }

    @Override
    protected int parallelism() {
        return Math.min(limit, desk.parallelism());
    }

    // ---- tasks come and go
    // -------------------------------------------------------------------------

    @Override
    protected <T extends @Nullable Object> TaskCompletion<T> launch(
            TaskOptions options, Work<T> work) {
        requireOpen(options.name());
        ClusterTask<T> task = new ClusterTask<>(this, options, rules, work);
        KeepAlive.begin();
        undecided.incrementAndGet();
        task.whenDecided(this::published);
        try {
            task.pack(codec, desk.classes(), desk.link().largestValue());
        } catch (IOException | OutOfMemoryError | TaskSerializationException e) {
            TaskSerializationException failure =
                    e instanceof TaskSerializationException own
                            ? own
                            : CannotTravel.task(task.name(), work.body(), e);
            task.failBecause(failure);
            if (work.inherited()) {
                throw new RejectedExecutionException(failure.getMessage(), failure);
            }
            return task;
        } catch (RuntimeException | Error e) {
            task.failBecause(e); // nobody waits for what nobody has
            throw e;
        }
        admit(task, options.name());
        return task;
    }

    private void published() {
        undecided.decrementAndGet();
        lock.lock();
        try {
            terminateIfOver();
        } finally {
            lock.unlock();
        }
    }

    private void admit(ClusterTask<?> task, String given) {
        lock.lock();
        try {
            if (!shutdown) {
                watchQueue(task);
                held.add(task);
                release();
                return;
            }
        } finally {
            lock.unlock();
        }
        task.cancel(false);
        requireOpen(given);
    }

    private void requireOpen(String task) {
        if (shutdown) {
            throw new RejectedExecutionException(
                    "a pool that was shut down takes no more tasks: pool=%s state=%s task=%s"
                            .formatted(
                                    name,
                                    terminated ? "TERMINATED" : "SHUTDOWN",
                                    task.isEmpty() ? "unnamed" : task));
        }
    }

    private void watchQueue(ClusterTask<?> task) {
        task.queueTimeout()
                .ifPresent(limit ->
                        task.setQueueAlarm(
                                Clock.schedule(
                                        Deadline.in(limit),
                                        () ->
                                                Thread.startVirtualThread(
                                                        () -> waitedTooLong(task)))));
    }

    private void waitedTooLong(ClusterTask<?> task) {
        if (withdrawAll(List.of(task), false).contains(task)) {
            task.failInQueue();
        }
    }

    /// Hands in what the limit allows. Called with [#lock].
    private void release() {
        while (handedIn.size() < limit && !held.isEmpty()) {
            ClusterTask<?> next = held.removeFirst();
            handedIn.add(next);
            desk.post(next);
        }
    }

    /// Called once for each task that was handed in, when nobody has it any more.
    void ended(ClusterTask<?> task) {
        task.endPlace();
        lock.lock();
        try {
            held.remove(task);
            handedIn.remove(task);
            release();
            terminateIfOver();
        } finally {
            lock.unlock();
        }
    }

    void withdraw(ClusterTask<?> task) {
        var _ = withdrawAll(List.of(task), true);
    }

    /// Takes back what has not begun; gives what it was.
    ///
    /// @param soon whether it does not wait for a server that is gone
    private Set<ClusterTask<?>> withdrawAll(List<ClusterTask<?>> tasks, boolean soon) {
        Set<ClusterTask<?>> withdrawn = Collections.newSetFromMap(new IdentityHashMap<>());
        List<ClusterTask<?>> elsewhere = new ArrayList<>();
        lock.lock();
        try {
            for (ClusterTask<?> task : tasks) {
                if (held.remove(task)) {
                    task.endPlace();
                    withdrawn.add(task);
                } else if (handedIn.contains(task)) {
                    elsewhere.add(task);
                }
            }
        } finally {
            lock.unlock();
        }
        if (!elsewhere.isEmpty()) {
            withdrawn.addAll(desk.withdraw(elsewhere, soon));
        }
        return withdrawn;
    }

    void stop(ClusterTask<?> task) {
        desk.stop(List.of(task));
    }

    void catchUp() {
        desk.catchUp();
    }

    void decided(Future.State outcome) {
        (switch (outcome) {
                    case SUCCESS -> done;
                    case CANCELLED -> cancelled;
                    default -> failed;
                })
                .incrementAndGet();
        KeepAlive.end();
    }

    @Override
    public void resize(int workers) {
        PoolSpec.requireWorkers(workers);
        lock.lock();
        try {
            limit = workers;
            release();
        } finally {
            lock.unlock();
        }
    }

    // ---- the end
    // -------------------------------------------------------------------------------------

    @Override
    public void shutdown() {
        lock.lock();
        try {
            shutdown = true;
            terminateIfOver();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<ClusterTask<?>> all = new ArrayList<>();
        lock.lock();
        try {
            shutdown = true;
            all.addAll(handedIn);
            all.addAll(held);
        } finally {
            lock.unlock();
        }
        Set<ClusterTask<?>> withdrawn = withdrawAll(all, true);
        List<Runnable> neverStarted = new ArrayList<>();
        for (ClusterTask<?> task : all) {
            if (withdrawn.contains(task) && !task.hasBegun()) {
                neverStarted.add(task.work().byHand());
            }
            task.leaveToPool();
            task.cancel(true);
        }
        desk.stop(all);
        shutdown();
        return neverStarted;
    }

    private void terminateIfOver() {
        if (shutdown
                && held.isEmpty()
                && handedIn.isEmpty()
                && undecided.get() == 0
                && !terminated) {
            terminated = true;
            over.signalAll();
            KeepAlive.settle();
        }
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return terminated;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            while (!terminated) {
                if (left <= 0) {
                    return false;
                }
                left = over.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PoolSnapshot snapshot() {
        desk.catchUp();
        lock.lock();
        try {
            long running = handedIn.stream().filter(ClusterTask::isRunning).count();
            return new PoolSnapshot(
                    name,
                    Kind.PROCESS,
                    List.of(),
                    held.size() + handedIn.size() - running,
                    running,
                    done.get(),
                    failed.get(),
                    cancelled.get(),
                    0,
                    0,
                    shutdown);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "TaskPool[pool=%s of cluster %s]".formatted(name, desk.link().options().name());
    }
}

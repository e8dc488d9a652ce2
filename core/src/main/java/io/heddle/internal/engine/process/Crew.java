package io.heddle.internal.engine.process;

import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.WorkerState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The workers of a pool that have not died, and which of them should have the next task. Guarded by the
/// pool's lock.
final class Crew {

    private final List<PoolWorker> workers = new ArrayList<>();

    /// Those without a task, the one that was busy last at the end: its caches are warm.
    private final ArrayDeque<PoolWorker> idle = new ArrayDeque<>();

    boolean isEmpty() {
        return workers.isEmpty();
    }

    boolean anyIdle() {
        return !idle.isEmpty();
    }

    List<PoolWorker> all() {
        return List.copyOf(workers);
    }

    List<PoolWorker> all(Predicate<PoolWorker> which) {
        return workers.stream().filter(which).toList();
    }

    int count(Predicate<PoolWorker> which) {
        int count = 0;
        for (PoolWorker worker : workers) {
            count += which.test(worker) ? 1 : 0;
        }
        return count;
    }

    void add(PoolWorker worker) {
        workers.add(worker);
    }

    void remove(PoolWorker worker) {
        workers.remove(worker);
        idle.remove(worker);
    }

    void setIdle(PoolWorker worker) {
        worker.setState(WorkerState.IDLE);
        if (!idle.contains(worker)) {
            idle.addLast(worker);
        }
    }

    void setEnding(PoolWorker worker) {
        worker.setState(WorkerState.ENDING);
        idle.remove(worker);
    }

    void setSpare(PoolWorker worker) {
        worker.setState(WorkerState.SPARE);
        idle.remove(worker);
    }

    /// Those without a task, the one that has been so longest first.
    List<PoolWorker> idle() {
        return List.copyOf(idle);
    }

    /// Notes that a worker is about to get a task.
    void setBusy(PoolWorker worker) {
        if (worker == idle.peekLast()) {
            idle.pollLast();
        } else if (worker.state() == WorkerState.IDLE) {
            idle.remove(worker);
        }
    }

    /// An idle worker, or a busy one whose tasks are so short that it should have the next at hand.
    @Nullable PoolWorker findWithRoom() {
        PoolWorker best = idle.peekLast();
        if (best != null) {
            return best;
        }
        for (PoolWorker worker : workers) {
            if (worker.mayTakeMore() && (best == null || worker.load() < best.load())) {
                best = worker;
            }
        }
        return best;
    }

    /// Who is to have a task that was taken back from a worker; nobody if it is best left to whoever has
    /// room next.
    @Nullable PoolWorker findLessLoadedThan(PoolWorker worker) {
        PoolWorker other = worker.load() == 0 ? null : findWithRoom();
        return other != null && other.load() < worker.load() ? other : null;
    }

    /// The worker with the most tasks that it has not begun, or `null` if nobody has any.
    @Nullable PoolWorker mostLoaded() {
        PoolWorker most = null;
        for (PoolWorker worker : workers) {
            if (worker.load() > 1 && (most == null || worker.load() > most.load())) {
                most = worker;
            }
        }
        return most;
    }

    List<PoolSnapshot.Worker> snapshot() {
        return workers.stream().map(PoolWorker::snapshot).toList();
    }

    /// How many tasks workers have ahead of those that they run.
    int ahead() {
        int count = 0;
        for (PoolWorker worker : workers) {
            count += worker.ahead();
        }
        return count;
    }

    long load() {
        return workers.stream().mapToLong(PoolWorker::load).sum();
    }

    /// How many tasks workers have begun and not answered.
    long begun() {
        return workers.stream().mapToLong(PoolWorker::begun).sum();
    }
}

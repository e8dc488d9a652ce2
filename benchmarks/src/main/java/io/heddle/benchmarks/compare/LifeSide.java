package io.heddle.benchmarks.compare;

import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.TaskPool;
import java.util.Set;

/// What it costs that workers come and go.
abstract class LifeSide extends TimedSide {

    /// How many tasks a worker does in the cases that recycle.
    static final int TASKS_PER_WORKER = 20;

    /// A process of its own for each task, out of a spare: from the submission to the result.
    static Contestant.Side warm(int starts) {
        TaskPool pool = TaskPool.ofProcesses().workers(1).spares(1).maxTasksPerWorker(1).build();
        return new LifeSide(pool, starts) {
            @Override
            long operation() throws Exception {
                awaitSpare();
                long begin = System.nanoTime();
                int answer = pool.submit(() -> 42).get();
                long nanos = System.nanoTime() - begin;
                if (answer != 42) {
                    throw new IllegalStateException("a wrong result: " + answer);
                }
                return nanos;
            }
        };
    }

    /// The first task behind the last one of a worker: it needs another worker.
    static Contestant.Side recycled(int recyclings) {
        TaskPool pool =
                TaskPool.ofProcesses()
                        .workers(1)
                        .spares(1)
                        .maxTasksPerWorker(TASKS_PER_WORKER)
                        .build();
        return new LifeSide(pool, recyclings) {
            @Override
            long operation() throws Exception {
                awaitSpare();
                long worker = idlePid();
                while (idlePid() == worker && doneBy(worker) < TASKS_PER_WORKER - 1) {
                    pool.submit(() -> {}).get();
                }
                awaitSpare();
                pool.submit(() -> {}).get(); // its last
                long begin = System.nanoTime();
                pool.submit(() -> {}).get();
                return System.nanoTime() - begin;
            }

            private long doneBy(long pid) {
                return pool.snapshot().workers().stream()
                        .filter(worker -> worker.pid() == pid)
                        .mapToLong(PoolSnapshot.Worker::tasksDone)
                        .findFirst()
                        .orElse(TASKS_PER_WORKER);
            }
        };
    }

    /// The same tasks with a worker that stays.
    static Contestant.Side kept(int tasks) {
        return new LifeSide(TaskPool.processes(1), tasks) {
            @Override
            long operation() throws Exception {
                pool.submit(() -> {}).get();
                long begin = System.nanoTime();
                pool.submit(() -> {}).get();
                return System.nanoTime() - begin;
            }
        };
    }

    final TaskPool pool;

    private LifeSide(TaskPool pool, int operations) {
        super(operations);
        this.pool = pool;
    }

    /// Waits until one worker has nothing to do, another one is ready to take its place, and nobody comes
    /// or goes.
    void awaitSpare() {
        Waiting.until(
                "there is an idle worker and a spare",
                () -> {
                    var states =
                            pool.snapshot().workers().stream()
                                    .map(PoolSnapshot.Worker::state)
                                    .toList();
                    return states.contains(WorkerState.IDLE)
                            && states.contains(WorkerState.SPARE)
                            && Set.of(WorkerState.IDLE, WorkerState.SPARE).containsAll(states);
                });
    }

    long idlePid() {
        return pool.snapshot().workers().stream()
                .filter(worker -> worker.state() == WorkerState.IDLE)
                .mapToLong(PoolSnapshot.Worker::pid)
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() {
        pool.close();
    }
}

package io.heddle.console.quickstart;

import io.heddle.PoolSnapshot.Worker;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.TaskLine;
import io.heddle.TaskPool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Kills one worker of a pool while it runs a task.
///
/// It listens to what the tasks print. The line of a [HeldTask] says that this task is running; then
/// the pool's snapshot must agree that the process which printed it is busy, and that process is
/// ended by SIGKILL, as the system would do it. Nothing in the pool knows that this is coming.
///
/// ## Memory consistency
///
/// Lines arrive on threads of the pool, the kill is done by a virtual thread, and the result is a
/// future.
final class WorkerKill implements Consumer<TaskLine> {

    /// The kill as it was carried out.
    ///
    /// @param worker the worker's name
    /// @param pid its process
    /// @param taskBegin when the task that it hit had begun, as the task itself said
    /// @param at when the signal was sent
    /// @param crew the processes that the pool had then
    record Strike(String worker, long pid, Instant taskBegin, Instant at, Set<Long> crew) {

        /// Copies the set, so that it stays as it is.
        Strike {
            crew = Set.copyOf(crew);
        }
    }

    /// How long the snapshot may take to agree that the worker is busy.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long LOOK_AGAIN_MILLIS = 2;

    private final Consumer<TaskLine> otherLines;
    private final CompletableFuture<Strike> strike = new CompletableFuture<>();

    /// Written once before the first task is submitted, read when a line has arrived.
    private volatile @Nullable TaskPool pool;

    /// Gets ready.
    ///
    /// @param otherLines gets what other tasks print
    WorkerKill(Consumer<TaskLine> otherLines) {
        this.otherLines = otherLines;
    }

    /// Names the pool whose worker is to be killed; before a task is submitted.
    void aimAt(TaskPool target) {
        this.pool = target;
    }

    @Override
    public void accept(TaskLine line) {
        Optional<String> begin = HeldTask.beginIn(line.text());
        if (begin.isEmpty()) {
            otherLines.accept(line);
            return;
        }
        // not on the thread that reads the lines: this waits
        Thread.ofVirtual().start(() -> kill(line.pid(), Instant.parse(begin.get())));
    }

    private void kill(long pid, Instant taskBegin) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (System.nanoTime() - deadline < 0 && !killIfBusy(pid, taskBegin)) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean killIfBusy(long pid, Instant taskBegin) {
        TaskPool target = pool;
        List<Worker> crew = target == null ? List.of() : target.snapshot().workers();
        Optional<Worker> busy =
                crew.stream()
                        .filter(worker -> worker.pid() == pid)
                        .filter(worker -> worker.state() == WorkerState.BUSY)
                        .findFirst();
        busy.ifPresent(worker -> strike(worker, taskBegin, crew));
        return busy.isPresent();
    }

    private void strike(Worker worker, Instant taskBegin, List<Worker> crew) {
        Set<Long> pids = crew.stream().map(Worker::pid).collect(Collectors.toSet());
        Instant at = Instant.now();
        boolean sent =
                ProcessHandle.of(worker.pid()).map(ProcessHandle::destroyForcibly).orElse(false);
        if (sent) {
            strike.complete(new Strike(worker.name(), worker.pid(), taskBegin, at, pids));
        }
    }

    /// Tells what was done so far.
    ///
    /// @return empty if no signal was sent
    Optional<Strike> strike() {
        return Optional.ofNullable(strike.getNow(null));
    }
}

package io.heddle.console.quickstart;

import io.heddle.HeddleException;
import io.heddle.PoolUnavailableException;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/// Has a pool read every file once, and submits again what a dying worker left undone.
///
/// No more than [#AHEAD] tasks are under way, so a million files need no more memory here than their
/// results. Used by one thread; callbacks of futures only put into a queue.
final class Round {

    private static final int AHEAD = 4096;

    /// How long the task that is to be hit waits for it.
    private static final Duration HOLD = Duration.ofSeconds(10);

    private record Ended(int file, TaskFuture<FileFacts> future) {}

    private final TaskPool pool;
    private final List<SourceFile> files;
    private final OptionalInt held;
    private final Crew crew;
    private final Progress.Phase phase;
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private int underWay;

    private final Map<Integer, FileFacts> facts = new HashMap<>();
    private final Map<Integer, Throwable> failures = new HashMap<>();
    private final List<Loss> losses = new ArrayList<>();

    /// Prepares a round.
    ///
    /// @param pool does the work
    /// @param files what is to be read
    /// @param held the index of the file whose task waits to be killed; empty for none
    /// @param crew learns of workers that turn up
    /// @param phase is told of each file
    Round(
            TaskPool pool,
            List<SourceFile> files,
            OptionalInt held,
            Crew crew,
            Progress.Phase phase) {
        this.pool = pool;
        this.files = files;
        this.held = held;
        this.crew = crew;
        this.phase = phase;
    }

    /// Does it.
    ///
    /// @throws PoolUnavailableException if the pool cannot run anything
    void run() throws InterruptedException {
        for (int file = 0; file < files.size(); file++) {
            while (underWay >= AHEAD) {
                settle(ended.take());
            }
            submitFirst(file);
            for (Ended next = ended.poll(); next != null; next = ended.poll()) {
                settle(next);
            }
        }
        while (underWay > 0) {
            settle(ended.take());
        }
    }

    private void submitFirst(int file) {
        FactsTask task = new FactsTask(files.get(file).uri());
        TaskOptions options = TaskOptions.named(files.get(file).name());
        boolean hold = held.isPresent() && held.getAsInt() == file;
        listen(
                file,
                hold ? pool.submit(options, new HeldTask(task, HOLD)) : pool.submit(options, task));
    }

    private void submitAgain(int file) {
        SourceFile source = files.get(file);
        listen(file, pool.submit(TaskOptions.named(source.name()), new FactsTask(source.uri())));
    }

    private void listen(int file, TaskFuture<FileFacts> future) {
        underWay++;
        future.whenComplete((_, _) -> ended.add(new Ended(file, future)));
    }

    private void settle(Ended task) throws InterruptedException {
        underWay--;
        try {
            succeed(task.file(), task.future().get());
        } catch (ExecutionException e) {
            fail(task.file(), e.getCause() == null ? e : e.getCause());
        }
    }

    private void succeed(int file, FileFacts result) {
        facts.put(file, result);
        if (!crew.knows(result.stint().pid())) {
            crew.look(pool.snapshot());
        }
        phase.step();
    }

    private void fail(int file, Throwable cause) {
        switch (cause) {
            case WorkerDiedException e -> lose(file, e);
            case PoolUnavailableException e ->
                    throw new HeddleException("the pool cannot run anything: " + e.getMessage(), e);
            default -> giveUp(file, cause);
        }
    }

    private void lose(int file, WorkerDiedException death) {
        boolean isSecond = losses.stream().anyMatch(loss -> loss.file() == file);
        losses.add(new Loss(file, death.death(), Instant.now()));
        if (isSecond) {
            giveUp(file, death);
        } else {
            submitAgain(file);
        }
    }

    private void giveUp(int file, Throwable cause) {
        failures.put(file, cause);
        phase.step();
    }

    Map<Integer, FileFacts> facts() {
        return facts;
    }

    Map<Integer, Throwable> failures() {
        return failures;
    }

    List<Loss> losses() {
        return losses;
    }
}

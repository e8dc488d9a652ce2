package io.heddle.internal.engine.process;

import io.heddle.WorkerDiedException;
import io.heddle.WorkerDiedException.Death;

/// The one place that says in words who died of what.
///
/// In this order: what failed, who, the values of the report, what to look at next, the last words.
final class Obituary {

    private Obituary() {}

    /// Of a worker that died while it ran a task.
    ///
    /// @param task the name of the task, and what else is to be said of it
    /// @param attempts how often it had been started
    static WorkerDiedException ofTask(
            String pool, String worker, String task, int attempts, Death death) {
        String who =
                "worker died while running a task: task=%s pool=%s worker=%s"
                        .formatted(task, pool, worker);
        return new WorkerDiedException(text(who, death), death, attempts);
    }

    /// Of a worker that died before it could be given a task.
    static WorkerDiedException ofStart(String pool, String worker, Death death) {
        String who = "worker died while it was started: pool=%s worker=%s".formatted(pool, worker);
        return new WorkerDiedException(text(who, death), death, 0);
    }

    /// Of a worker that died while it ran the pool's initializer.
    static WorkerDiedException ofInitializer(String pool, String worker, Death death) {
        String who =
                "worker died while it ran the initializer: pool=%s worker=%s"
                        .formatted(pool, worker);
        return new WorkerDiedException(text(who, death), death, 0);
    }

    /// Of a process that was started for one task.
    ///
    /// @param attempts 1 if its task had been started, otherwise 0
    static WorkerDiedException ofStrand(String process, int attempts, Death death) {
        String who = "the process died before its task was done: process=" + process;
        return new WorkerDiedException(text(who, death), death, attempts);
    }

    private static String text(String who, Death death) {
        String hint = death.hint().isEmpty() ? "" : "; " + death.hint();
        String words =
                death.lastErrorLines().isEmpty()
                        ? ""
                        : "; its last words: " + String.join(" | ", death.lastErrorLines());
        return who + " " + death + hint + words;
    }
}

package io.heddle.stress;

import io.heddle.PoolSnapshot;
import java.util.Locale;

/// What a worker is about at the moment when it is hit, as far as a snapshot tells.
enum Phase {
    /// Its process is there and cannot take a task yet.
    STARTING(17),
    /// It waits to take the place of another one.
    SPARE(6),
    /// It has nothing to do.
    IDLE(13),
    /// It has been given a task and has not announced it: an argument is on its way, or between tasks.
    READING(19),
    /// It runs a task.
    RUNNING(19),
    /// It runs a task with a large result: the result is being made, written or on its way.
    WRITING(18),
    /// It is being ended, or recycled.
    ENDING(8);

    private final int weight;

    Phase(int weight) {
        this.weight = weight;
    }

    /// Chooses by a number from 0 to 99.
    static Phase ofTicket(int ticket) {
        int left = ticket;
        for (Phase phase : values()) {
            left -= phase.weight;
            if (left < 0) {
                return phase;
            }
        }
        return RUNNING;
    }

    static Phase of(PoolSnapshot.Worker worker) {
        return switch (worker.state()) {
            case STARTING -> STARTING;
            case SPARE -> SPARE;
            case IDLE -> IDLE;
            case ENDING -> ENDING;
            case BUSY ->
                    worker.taskId() == 0
                            ? READING
                            : isLargeResult(worker.taskName()) ? WRITING : RUNNING;
        };
    }

    private static boolean isLargeResult(String task) {
        return task.startsWith(ErrandKind.LARGE_RESULT.label())
                || task.startsWith(ErrandKind.LARGE_BOTH.label());
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

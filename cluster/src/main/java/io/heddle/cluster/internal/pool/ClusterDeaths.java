package io.heddle.cluster.internal.pool;

import io.heddle.WorkerDiedException;
import io.heddle.spi.Durations;
import java.time.Duration;
import java.util.List;

/// Finds words for what became of a task whose worker said nothing of it any more.
final class ClusterDeaths {

    private ClusterDeaths() {}

    /// A worker whose lease has run out.
    ///
    /// @param told the milliseconds of its lease, a space, and its name
    static WorkerDiedException silent(String task, String told, int attempts) {
        int end = told.indexOf(' ');
        Duration lease = Duration.ofMillis(Long.parseLong(told.substring(0, end)));
        return death(
                "a worker of the cluster is silent: task=%s worker=%s attempts=%d silence=%s"
                        .formatted(task, told.substring(end + 1), attempts, Durations.text(lease)),
                "the machine, its worker or the network between is gone; the task may have been done"
                        + " in part; retries(n) has another worker do it again",
                attempts);
    }

    /// A worker that has left at once.
    static WorkerDiedException left(String task, String worker, int attempts) {
        return death(
                "a worker of the cluster has left: task=%s worker=%s attempts=%d"
                        .formatted(task, worker, attempts),
                "the task may have been done in part; a worker that leaves politely ends what it has,"
                        + " and retries(n) has another worker do it again",
                attempts);
    }

    /// Nobody who has taken it has begun it.
    static WorkerDiedException untaken(String task, String worker, int bytes, int attempts) {
        return death(
                "the task was taken by workers again and again and never begun: task=%s bytes=%d takes=%d worker=%s"
                        .formatted(task, bytes, TaskScripts.MOST_TAKES, worker),
                "each of them went silent with it in hand; their logs and their memory say why",
                attempts);
    }

    private static WorkerDiedException death(String what, String hint, int attempts) {
        WorkerDiedException.Death death =
                new WorkerDiedException.Death(
                        0,
                        WorkerDiedException.Kind.SILENT,
                        0,
                        Duration.ZERO,
                        0,
                        0,
                        List.of(),
                        "",
                        hint);
        return new WorkerDiedException(what + "; " + hint, death, attempts);
    }

    /// Corrects what a worker says of the death of a process: it counts its own attempts only.
    static Throwable counted(Throwable told, int attempts) {
        if (!(told instanceof WorkerDiedException death) || death.attempts() == attempts) {
            return told;
        }
        WorkerDiedException counted =
                new WorkerDiedException(
                        "%s attempts=%d".formatted(death.getMessage(), attempts),
                        death.death(),
                        attempts);
        counted.setStackTrace(death.getStackTrace());
        for (Throwable suppressed : death.getSuppressed()) {
            counted.addSuppressed(suppressed);
        }
        return counted;
    }
}

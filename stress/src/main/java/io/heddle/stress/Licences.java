package io.heddle.stress;

import io.heddle.WorkerDiedException.Death;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which deaths the storm answers for. A kill is a licence for one task to fail, and only for the death of
/// that process by that weapon.
///
/// Numbers of processes are used again, on a small system within minutes. So a licence is only for a
/// process that had been started when it was killed.
final class Licences {

    /// Between the end of a process and the moment when its task fails.
    private static final Duration SLACK = Duration.ofSeconds(10);

    private record Licence(long nanos, Weapon weapon) {}

    /// Guarded by this.
    private final Map<Long, ArrayDeque<Licence>> open = new HashMap<>();

    /// Gives a licence. Called before the process is killed, since the task may fail at once.
    synchronized void give(long pid, Weapon weapon) {
        open.computeIfAbsent(pid, _ -> new ArrayDeque<>())
                .addLast(new Licence(System.nanoTime(), weapon));
    }

    /// Uses a licence up for a task that failed by a death.
    ///
    /// @return what is wrong; empty if the death is the storm's and has cost nothing so far
    synchronized Optional<String> use(Death death) {
        ArrayDeque<Licence> licences = open.getOrDefault(death.pid(), new ArrayDeque<>());
        long startedBefore = System.nanoTime() - death.uptime().toNanos() - SLACK.toNanos();
        while (!licences.isEmpty() && licences.peekFirst().nanos() - startedBefore < 0) {
            licences.removeFirst(); // of a process that had this number before
        }
        Licence licence = licences.pollFirst();
        if (licence == null) {
            return Optional.of("nobody killed this process, or its death has cost a task already");
        }
        return fits(licence.weapon(), death)
                ? Optional.empty()
                : Optional.of(
                        "the report does not fit what killed the process: " + licence.weapon());
    }

    /// A process that does not end at once of a milder signal may be killed by its pool.
    private static boolean fits(Weapon weapon, Death death) {
        int exit = death.exitCode();
        return exit == -9
                || switch (weapon) {
                    case KILL, STOP_KILL, PAUSE -> false;
                    case TERM -> exit == -15;
                    // a JVM that may not write a core file ends with 1 after its report
                    case SEGV ->
                            exit == -6
                                    || exit == -11
                                    || (exit == 1 && !death.crashFile().isEmpty());
                };
    }
}

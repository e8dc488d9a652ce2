package io.heddle.console.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The whole job, done in one way.
///
/// @param title its name
/// @param way the way
/// @param held the index of the file whose task waited to be killed; empty if none did
/// @param begin when the first task was submitted
/// @param took from then until the last result was here
/// @param startTook how long the pool took to have all its workers ready
/// @param facts the results, by the index of the file
/// @param failures why there is no result, by the index of the file
/// @param losses the workers that died
/// @param crew the workers in processes of their own
/// @param strike the deliberate kill; empty if none was carried out
/// @param replacementTook how long it took, from the loss, to have all workers again; empty if there
///   was no loss or it was not seen
record Run(
        String title,
        Way way,
        OptionalInt held,
        Instant begin,
        Duration took,
        Duration startTook,
        Map<Integer, FileFacts> facts,
        Map<Integer, Throwable> failures,
        List<Loss> losses,
        List<Crew.Member> crew,
        Optional<WorkerKill.Strike> strike,
        Optional<Duration> replacementTook) {

    /// Tells whether a worker was to be killed meanwhile.
    boolean killed() {
        return held.isPresent();
    }

    double seconds() {
        return seconds(took);
    }

    double filesPerSecond() {
        return seconds() > 0 ? facts.size() / seconds() : 0;
    }

    /// Gives the name of a worker by its pid.
    String workerName(long pid) {
        return crew.stream()
                .filter(member -> member.pid() == pid)
                .map(Crew.Member::name)
                .findFirst()
                .orElse("pid " + pid);
    }

    static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}

package io.heddle.testkit;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A process that has stopped. The signal is only the beginning: on a machine with much to do, the process goes on for
/// a while.
final class Standstill {

    private Standstill() {}

    /// Stops a process, and waits until none of its threads runs.
    static void of(ProcessStrand<?> child) throws Exception {
        of(child.pid());
    }

    /// Stops a process, and waits until none of its threads runs.
    static void of(long pid) throws Exception {
        Signals.send(pid, Signal.STOP);
        Eventually.holds(
                "it has stopped", () -> threadsOf(pid).stream().allMatch(Standstill::isStopped));
    }

    private static List<Path> threadsOf(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.toList();
        }
    }

    private static boolean isStopped(Path thread) {
        try {
            String line = Files.readString(thread.resolve("stat"));
            return line.charAt(line.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            return true; // it has ended since
        }
    }
}

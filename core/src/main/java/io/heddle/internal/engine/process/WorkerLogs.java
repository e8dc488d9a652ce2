package io.heddle.internal.engine.process;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a worker knows about logging before anything logs: where records go, and which of them anybody
/// wants. That is all there is at the start; the classes of `java.util.logging` come with the first
/// logger that somebody asks for.
final class WorkerLogs {

    private static volatile @Nullable WorkerOutput output;
    private static volatile Map<String, Integer> levels = Map.of();

    private WorkerLogs() {}

    static void begin(WorkerOutput to, Map<String, Integer> levelsOfParent) {
        levels = levelsOfParent;
        output = to;
    }

    /// Tells whether what is logged through the JDK arrives at [WorkerLogHandler].
    static boolean areOurs() {
        return "java.logging"
                .equals(System.LoggerFinder.getLoggerFinder().getClass().getModule().getName());
    }

    /// As [ChildLogs#levels], in the parent when it started this worker.
    static Map<String, Integer> levels() {
        return levels;
    }

    /// Sends a record. When this returns, the record has left the process.
    static void send(LoggedRecord record) throws IOException {
        WorkerOutput to = output;
        if (to == null) {
            System.err.println(record.logger() + ": " + record.message());
        } else {
            to.log(record.bytes());
        }
    }
}

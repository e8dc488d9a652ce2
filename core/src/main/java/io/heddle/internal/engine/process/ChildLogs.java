package io.heddle.internal.engine.process;

import java.io.IOException;
import java.util.Map;

/// Gives the log records of a child to the loggers of this program, each to the one of the same name.
///
/// Used by the thread that reads the child's standard error; the program's log handlers run in it.
final class ChildLogs {

    /// Whether the loggers of this program are those of `java.util.logging`, so that a record can keep its
    /// time and its place.
    private static final boolean OURS_ARE_JUL = haveJavaLogging() && systemLoggersAreJul();

    private final String worker;
    private final long pid;

    ChildLogs(String worker, long pid) {
        this.worker = worker;
        this.pid = pid;
    }

    /// Tells from which level on this program logs, for those of its loggers that say so themselves.
    ///
    /// @return levels, as numbers of `java.util.logging`, by the name of the logger
    static Map<String, Integer> levels() {
        try {
            return haveJavaLogging() ? JulLogs.levels() : Map.of();
        } catch (RuntimeException | LinkageError e) {
            System.getLogger("io.heddle")
                    .log(System.Logger.Level.WARNING, "the log levels could not be read", e);
            return Map.of(); // of a log manager of its own kind; children use the usual levels
        }
    }

    private static boolean haveJavaLogging() {
        return ModuleLayer.boot().findModule("java.logging").isPresent();
    }

    private static boolean systemLoggersAreJul() {
        String module = System.LoggerFinder.getLoggerFinder().getClass().getModule().getName();
        return "java.logging".equals(module);
    }

    void take(byte[] bytes, long task, String nameOfTask) {
        try {
            LoggedRecord record = LoggedRecord.read(bytes);
            String message = record.message() + origin(task, nameOfTask);
            if (OURS_ARE_JUL) {
                JulLogs.log(record, message);
            } else {
                log(record, message);
            }
        } catch (IOException | RuntimeException | Error e) {
            System.getLogger("io.heddle")
                    .log(
                            System.Logger.Level.WARNING,
                            "a log record of a child could not be logged: worker=" + worker,
                            e);
        }
    }

    private String origin(long task, String name) {
        String of = task == 0 ? "" : " task=%d %s".formatted(task, name);
        return " [worker=%s pid=%d%s]".formatted(worker, pid, of);
    }

    private static void log(LoggedRecord record, String message) {
        System.Logger logger = System.getLogger(record.logger());
        System.Logger.Level level = levelOf(record.level());
        if (record.thrown() == null) {
            logger.log(level, message);
        } else {
            logger.log(level, message, record.thrown().standIn());
        }
    }

    /// Finds the level that a number of `java.util.logging` reaches.
    static System.Logger.Level levelOf(int number) {
        System.Logger.Level reached = System.Logger.Level.TRACE;
        for (System.Logger.Level level : System.Logger.Level.values()) {
            boolean real = level != System.Logger.Level.ALL && level != System.Logger.Level.OFF;
            if (real && level.getSeverity() <= number) {
                reached = level;
            }
        }
        return reached;
    }
}

package io.heddle.internal.engine.process;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What the parent does with `java.util.logging`; only used where that is there.
final class JulLogs {

    private JulLogs() {}

    /// As [ChildLogs#levels].
    static Map<String, Integer> levels() {
        Map<String, Integer> levels = new HashMap<>();
        List<String> names = Collections.list(LogManager.getLogManager().getLoggerNames());
        for (String name : names) {
            Logger logger = LogManager.getLogManager().getLogger(name);
            Level level = logger == null ? null : logger.getLevel();
            if (level != null) {
                levels.put(name, level.intValue());
            }
        }
        return levels;
    }

    static void log(LoggedRecord from, String message) {
        LogRecord record = new LogRecord(Level.parse(Integer.toString(from.level())), message);
        record.setLoggerName(from.logger());
        record.setInstant(from.at());
        record.setLongThreadID(from.thread());
        record.setSourceClassName(from.source());
        record.setSourceMethodName(from.method());
        if (from.thrown() != null) {
            record.setThrown(from.thrown().standIn());
        }
        Logger.getLogger(from.logger()).log(record);
    }
}

package io.heddle.internal.engine.process;

import java.util.ArrayDeque;
import java.util.List;

/// Remembers the last lines that a child wrote to its standard error, for the report of its death.
final class ErrorTail {

    private static final int LINES = 20;
    private static final int LONGEST_LINE = 2_000;

    /// Guarded by this.
    private final ArrayDeque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.addLast(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}

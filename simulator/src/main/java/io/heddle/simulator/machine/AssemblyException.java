package io.heddle.simulator.machine;

import io.heddle.simulator.SimulationException;

/// A program text cannot be understood.
public final class AssemblyException extends SimulationException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    AssemblyException(String what, int line, int column, String found, String advice) {
        super("%s: line=%d column=%d found='%s'; %s".formatted(what, line, column, found, advice));
        this.line = line;
        this.column = column;
    }

    /// Tells where.
    ///
    /// @return the line, from 1
    public int line() {
        return line;
    }

    /// Tells where in the line.
    ///
    /// @return the character, from 1
    public int column() {
        return column;
    }
}

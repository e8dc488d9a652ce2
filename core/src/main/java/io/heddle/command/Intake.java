package io.heddle.command;

/// An end from which this process reads what a command says.
interface Intake {

    /// Stops reading; the receiver is told that this was the end, unless it knows already.
    void close();
}

package io.heddle.command;

/// An end from which this process reads what a command says.
interface Intake {

    /// Lets it be read by the thread that reads, from now on. Called once.
    void begin();

    /// Reads what is there, in the calling thread. Called before [#begin()], by whoever calls that.
    void drain();

    /// Stops reading; the receiver is told that this was the end, unless it knows already.
    void close();
}

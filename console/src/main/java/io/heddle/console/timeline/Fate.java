package io.heddle.console.timeline;

/// What became of a work.
public enum Fate {
    /// It has ended, or goes on.
    DONE(0),
    /// It ended with its process.
    KILLED(1),
    /// It ended with an exception.
    FAILED(3),
    /// It was cancelled.
    CANCELLED(4);

    private final int code;

    Fate(int code) {
        this.code = code;
    }

    /// Gives the number that the script of a page knows it by.
    int code() {
        return code;
    }
}

package io.heddle.console.quickstart;

import java.util.List;

/// One line of the timeline: what one worker did in one run. Times are microseconds from the
/// beginning of the run.
///
/// @param name the worker's name
/// @param detail its process or what else tells it apart
/// @param from when it was there
/// @param to when it was gone, or the run was over
/// @param killed whether it was killed
/// @param bars what it did, in the order of time
record Lane(String name, String detail, long from, long to, boolean killed, List<Bar> bars) {

    /// A stretch of work.
    ///
    /// @param file the index of the file; of the first one if there are more
    /// @param files how many files were read in it, one after the other
    /// @param from when it began
    /// @param to when it ended
    /// @param fate what became of it
    record Bar(int file, int files, long from, long to, Fate fate) {}

    /// What became of a task.
    enum Fate {
        /// It gave its result.
        DONE(0),
        /// It ended with its worker.
        KILLED(1),
        /// It gave its result after an earlier attempt had ended with its worker.
        REPEATED(2);

        private final int code;

        Fate(int code) {
            this.code = code;
        }

        /// Gives the number that the script of the page knows it by.
        int code() {
            return code;
        }
    }

    long busyMicros() {
        return bars.stream().mapToLong(bar -> bar.to() - bar.from()).sum();
    }

    int files() {
        return bars.stream().filter(bar -> bar.fate() != Fate.KILLED).mapToInt(Bar::files).sum();
    }
}

package io.heddle.monitor;

import io.heddle.internal.recording.Recorder;
import java.nio.file.Path;
import java.util.Optional;

/// What a program writes down about itself while it runs, for a timeline.
///
/// A program that is started with the system property [#PROPERTY], or with the variable [#VARIABLE] in its environment,
/// writes into that folder when its tasks are submitted, begin and end, what its threads and coroutines wait for, and
/// when its processes begin and end. Its children do the same beside it, each in a file of its own. The command
/// `heddle timeline` makes a page or a file for Perfetto of it; `heddle timeline out.html -- COMMAND` does all at
/// once.
///
/// Waits are seen by looking at all threads every few milliseconds, so those that are shorter may be missing. Where
/// nothing is recorded, nothing is looked at.
///
/// ## If a process dies
/// What it has written until then stays: each line is with the system before the work goes on. When it has died is
/// written by its parent, or follows from the last line, which is 50 milliseconds older at most.
public final class Recording {

    /// The system property that names the folder for the files, which is made if it is not there.
    public static final String PROPERTY = Recorder.PROPERTY;

    /// The variable of the environment that does the same, for programs whose command line is somebody else's.
    public static final String VARIABLE = Recorder.VARIABLE;

    private Recording() {}

    /// Tells where this process writes.
    ///
    /// @return the folder; empty if nothing is recorded, because nobody asked or the folder cannot be written
    public static Optional<Path> folder() {
        return Recorder.folder();
    }
}

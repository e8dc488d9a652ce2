package io.heddle.command;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/// Where one output stream of a command goes.
///
/// Captured output is in the result. Lines go to a consumer while the command runs. The others never come into
/// this process, so they cost it nothing, however much there is.
public sealed interface OutputTo {

    /// It is kept, and is in the result.
    record Capture() implements OutputTo {}

    /// It goes where the output of this process goes, a terminal perhaps.
    record Inherit() implements OutputTo {}

    /// It goes nowhere.
    record Discard() implements OutputTo {}

    /// It goes into a file.
    ///
    /// @param path the file
    /// @param append whether behind what is there; otherwise that is lost
    record ToFile(Path path, boolean append) implements OutputTo {
        /// Checks that there is a path.
        public ToFile {
            Objects.requireNonNull(path, "path");
        }
    }

    /// Each line is handed to a consumer.
    ///
    /// @param consumer called by a virtual thread, one line at a time
    record Lines(Consumer<? super String> consumer) implements OutputTo {
        /// Checks that there is a consumer.
        public Lines {
            Objects.requireNonNull(consumer, "consumer");
        }
    }

    /// Keeps it for the result. What all captured streams of a command say is limited by
    /// [Command#maxOutputBytes].
    ///
    /// @return the target
    static OutputTo capture() {
        return new Capture();
    }

    /// Lets it go where the output of this process goes.
    ///
    /// @return the target
    static OutputTo inherit() {
        return new Inherit();
    }

    /// Forgets it.
    ///
    /// @return the target
    static OutputTo discard() {
        return new Discard();
    }

    /// Writes it into a file, which is made if it is not there; what was in it is lost.
    ///
    /// If both streams of a command are to go into one file, send its output there and
    /// [merge][Command#mergeErrors()] its errors into that: two files that are the same write over each other.
    /// A named pipe is opened as by a shell: the start waits, whatever the time limit, until somebody reads it,
    /// or until it is interrupted; see [Command#input(Path)].
    ///
    /// @param path the file
    /// @return the target
    static OutputTo file(Path path) {
        return new ToFile(path, false);
    }

    /// Writes it behind what a file has already; the file is made if it is not there.
    ///
    /// @param path the file
    /// @return the target
    static OutputTo append(Path path) {
        return new ToFile(path, true);
    }

    /// Hands each line to a consumer, without its end, as soon as it is there.
    ///
    /// The consumer may block: meanwhile the command waits when it writes. The command has not ended before the
    /// consumer has had its last line. If the consumer throws, the command is killed and fails with
    /// [CommandOutputException]. A line longer than [Command#maxOutputBytes] is such a failure too.
    ///
    /// @param consumer called by a virtual thread, one line at a time for each stream
    /// @return the target
    static OutputTo lines(Consumer<? super String> consumer) {
        return new Lines(consumer);
    }

    /// Tells whether this process has to read it.
    ///
    /// @return true if it is captured or handed on
    default boolean isRead() {
        return this instanceof Capture || this instanceof Lines;
    }
}

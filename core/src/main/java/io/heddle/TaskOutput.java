package io.heddle;

import java.util.Objects;
import java.util.function.Consumer;

/// What becomes of the lines that tasks in child processes print.
///
/// Standard output and error of a child belong to its tasks. They are read as lines by the parent,
/// also when native code or a sub-process wrote them, and go where this says. A line longer than 64
/// KiB arrives in pieces; what a task has begun and not ended by a line feed is a line when the task
/// ends.
public sealed interface TaskOutput {

    /// Lines go to the parent's own [System#out] and [System#err], whole lines at a time.
    record Inherit() implements TaskOutput {}

    /// Lines are read and forgotten.
    record Discard() implements TaskOutput {}

    /// Lines are handed to a consumer.
    ///
    /// @param consumer called by the thread that reads the child's output, one line at a time for
    ///   each stream of each child; if it is slow, the child's writes wait
    record Lines(Consumer<? super TaskLine> consumer) implements TaskOutput {
        /// Checks that there is a consumer.
        public Lines {
            Objects.requireNonNull(consumer, "consumer");
        }
    }

    /// Prints what the tasks print.
    ///
    /// @return the output that passes lines on to the parent's own streams
    static TaskOutput inherit() {
        return new Inherit();
    }

    /// Forgets what the tasks print.
    ///
    /// @return the output that drops every line
    static TaskOutput discard() {
        return new Discard();
    }

    /// Hands each line to a consumer, with the worker and the task that it came from.
    ///
    /// @param consumer called for each line; an exception that it throws is logged, and the next
    ///   line is delivered all the same
    /// @return the output that calls the consumer
    static TaskOutput lines(Consumer<? super TaskLine> consumer) {
        return new Lines(consumer);
    }
}

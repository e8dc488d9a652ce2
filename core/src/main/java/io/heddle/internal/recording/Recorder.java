package io.heddle.internal.recording;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes down what happens in this process, if that was asked for when it began.
///
/// Whoever calls a method looks at [#ON] first. It is a constant: where nothing is recorded, compiled code has neither
/// the look nor the call. No method throws, whatever becomes of the file.
///
/// Times are those of [System#nanoTime()], which on Linux and macOS is one clock for all processes, so that the files
/// of a parent and of its children have one axis.
public final class Recorder {

    /// The system property that names the folder for the files.
    public static final String PROPERTY = "io.heddle.recording";

    /// The variable of the environment that does the same, also for programs that are started by others.
    public static final String VARIABLE = "HEDDLE_RECORDING";

    private static final @Nullable Journal JOURNAL = Journal.openIfAsked();

    /// Whether something is recorded.
    public static final boolean ON = JOURNAL != null;

    private static final @Nullable Sampler SAMPLER =
            JOURNAL == null ? null : Sampler.start(JOURNAL);

    private Recorder() {}

    /// Tells where it is recorded.
    ///
    /// @return the folder, empty if nothing is
    public static Optional<Path> folder() {
        return Optional.ofNullable(JOURNAL).map(Journal::folder);
    }

    /// A task was given to a pool.
    ///
    /// @param task its id
    /// @param name its name
    /// @param pool the name of the pool
    public static void submitted(long task, String name, String pool) {
        if (JOURNAL != null) {
            JOURNAL.write(
                    new Line("submitted").add("task", task).add("name", name).add("pool", pool));
        }
    }

    /// A task of a pool is on its way to a process.
    ///
    /// @param task its id
    /// @param number by which that process knows it
    /// @param pid the process
    public static void handedOver(long task, long number, long pid) {
        if (JOURNAL != null) {
            JOURNAL.write(
                    new Line("handedOver").add("task", task).add("number", number).add("pid", pid));
        }
    }

    /// The outcome of a task of a pool is known.
    ///
    /// @param task its id
    /// @param outcome in one word
    public static void decided(long task, Enum<?> outcome) {
        if (JOURNAL != null) {
            JOURNAL.write(new Line("decided").add("task", task).add("outcome", outcome.name()));
        }
    }

    /// The calling thread begins to run something.
    ///
    /// @param task its id, as in [#submitted]; 0 if it is of no pool
    /// @param name what it is called
    public static void begin(long task, String name) {
        begin("task", task, name);
    }

    /// The calling thread begins to run what this process was given by another one.
    ///
    /// @param number its number, as in [#handedOver]
    public static void beginGiven(long number) {
        begin("number", number, "");
    }

    private static void begin(String field, long number, String name) {
        if (JOURNAL != null && SAMPLER != null) {
            Thread thread = Thread.currentThread();
            JOURNAL.write(
                    Line.ofThread("begin", thread)
                            .add(field, number)
                            .add("name", name)
                            .add("thread", thread.getName())
                            .add("virtual", thread.isVirtual() ? 1 : 0));
            SAMPLER.watch(thread);
        }
    }

    /// The calling thread has done what it began last.
    ///
    /// @param failed whether it ended with an exception
    public static void end(boolean failed) {
        if (JOURNAL != null && SAMPLER != null) {
            Thread thread = Thread.currentThread();
            JOURNAL.write(Line.ofThread("end", thread).add("failed", failed ? 1 : 0));
            SAMPLER.leave(thread);
        }
    }

    /// A process was started.
    ///
    /// @param pid its id
    /// @param name what it is called
    /// @param ofHeddle whether it is one that records by itself as soon as it has something to do
    public static void started(long pid, String name, boolean ofHeddle) {
        if (JOURNAL != null) {
            JOURNAL.write(
                    new Line("started")
                            .add("pid", pid)
                            .add("name", name)
                            .add("child", ofHeddle ? 1 : 0));
        }
    }

    /// A process that was started has ended.
    ///
    /// @param pid its id
    /// @param exitCode how, as the JDK says it
    public static void ended(long pid, int exitCode) {
        if (JOURNAL != null) {
            JOURNAL.write(new Line("ended").add("pid", pid).add("exit", exitCode));
        }
    }
}

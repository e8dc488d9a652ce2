package io.heddle.console.tour;

import io.heddle.ProcessPoolBuilder;
import io.heddle.TaskFuture;
import io.heddle.TaskLine;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import io.heddle.WorkerDiedException;
import io.heddle.console.timeline.RecordingFolder;
import io.heddle.examples.tour.Catalogue.Entry;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs programs one at a time in a process of their own: a pool with a single worker.
///
/// So a program may hang or end its process, and costs nobody but itself. The worker is used again after a
/// program that left nothing behind; after any other it is ended with all that it has started, and the next
/// program gets a new one.
final class ProgramRunner implements AutoCloseable {

    /// How long the last lines of a program may be on their way.
    private static final long LAST_LINE_SECONDS = 5;

    private final Rules rules;
    private final RunPrinter printer;
    private final @Nullable RecordingFolder recording;
    private @Nullable TaskPool pool;

    /// The run whose lines are printed; written by the one who runs programs, read by those who read lines.
    private volatile LastLine last = new LastLine("");

    /// Under what every program runs.
    ///
    /// @param speed by how much pauses are shortened
    /// @param limit how long one may take
    /// @param patience how long its children may take to go when it is over
    /// @param given what they are to work with, those that take something
    record Rules(double speed, Duration limit, Duration patience, List<String> given)
            implements Serializable {
        Rules {
            given = List.copyOf(given);
        }
    }

    /// What tells that all lines of a run have come.
    private static final class LastLine {
        private final String line;
        private final CountDownLatch printed = new CountDownLatch(2);

        LastLine(String line) {
            this.line = line;
        }
    }

    /// Makes one; a process is only started when there is something to play.
    ///
    /// @param recording where the process records what it does, or `null`
    ProgramRunner(Rules rules, RunPrinter printer, @Nullable RecordingFolder recording) {
        this.rules = rules;
        this.printer = printer;
        this.recording = recording;
    }

    /// Runs a program.
    ///
    /// @return how it went
    Verdict run(Entry program) throws InterruptedException {
        LastLine now = new LastLine("end of " + UUID.randomUUID());
        last = now;
        Verdict verdict = runInWorker(program, now);
        if (verdict.left()) {
            close();
        }
        return verdict;
    }

    private Verdict runInWorker(Entry program, LastLine now) throws InterruptedException {
        TaskOptions options = TaskOptions.named(program.id()).timeout(rules.limit());
        TaskFuture<Verdict> future =
                open().submit(options, new ProgramRun(program.type(), rules, now.line));
        try {
            Verdict verdict = future.get();
            var _ = now.printed.await(LAST_LINE_SECONDS, TimeUnit.SECONDS);
            return verdict;
        } catch (ExecutionException e) {
            return Verdict.lost(reason(e.getCause() == null ? e : e.getCause()));
        }
    }

    private String reason(Throwable failure) {
        return switch (failure) {
            case TaskTimeoutException _ -> "hung after " + text(rules.limit());
            case WorkerDiedException death -> "its process died: " + death.getMessage();
            default -> failure.toString();
        };
    }

    private static String text(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    private TaskPool open() {
        TaskPool there = pool;
        if (there == null) {
            there =
                    recorded(TaskPool.ofProcesses())
                            .name("tour")
                            .workers(1)
                            .interruptGrace(Duration.ofMillis(500))
                            .terminateGrace(Duration.ofMillis(500))
                            .output(TaskOutput.lines(this::print))
                            .build();
            pool = there;
        }
        return there;
    }

    private ProcessPoolBuilder recorded(ProcessPoolBuilder builder) {
        return recording == null
                ? builder
                : builder.jvmArgs(recording.option()).environment(recording.environment());
    }

    private void print(TaskLine line) {
        LastLine now = last;
        if (line.text().equals(now.line)) {
            now.printed.countDown();
        } else {
            printer.says(line.text());
        }
    }

    /// Ends the process with all that it has started.
    @Override
    public void close() {
        if (pool != null) {
            pool.shutdownNow();
            pool.close();
            pool = null;
        }
    }
}

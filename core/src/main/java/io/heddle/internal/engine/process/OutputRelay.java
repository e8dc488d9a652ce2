package io.heddle.internal.engine.process;

import io.heddle.TaskLine;
import io.heddle.TaskOutput;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Brings the lines that a child prints to where the user wants them.
///
/// Two threads read the two streams as long as anybody holds their other ends. Lines with a mark carry
/// the task of the mark. Lines without one, which native code or a sub-process wrote, carry the task
/// that the worker had started last when the line was read. Log records travel in the same streams and go
/// to [ChildLogs].
///
/// The user's consumer and the program's log handlers run in these threads. While one of them does not
/// return, its pipe fills up, and then whoever writes into it in the child waits; answers do not pass here.
final class OutputRelay {

    /// More lines than a JVM says before it gives up.
    private static final int LONGEST_PRELUDE = 100;

    private final String worker;
    private final long pid;
    private final Consumer<TaskLine> target;
    private final LongSupplier lastStarted;
    private final LongFunction<String> nameOfTask;
    private final ErrorTail tail = new ErrorTail();
    private final ChildLogs logs;
    private final AtomicInteger failures = new AtomicInteger();
    private final Thread outThread;
    private final Thread errThread;

    private final JvmReport report = new JvmReport();

    OutputRelay(
            Process process,
            String worker,
            OutputMark mark,
            TaskOutput output,
            LongSupplier lastStarted,
            LongFunction<String> nameOfTask) {
        this.worker = worker;
        this.pid = process.pid();
        this.target = target(output);
        this.lastStarted = lastStarted;
        this.nameOfTask = nameOfTask;
        this.logs = new ChildLogs(worker, pid);
        this.outThread = start("out", () -> relay(process.getInputStream(), mark, false));
        this.errThread = start("err", () -> relay(process.getErrorStream(), mark, true));
    }

    private Thread start(String stream, Runnable reading) {
        return Thread.ofPlatform().daemon().name("heddle-" + worker + "-" + stream).start(reading);
    }

    private static Consumer<TaskLine> target(TaskOutput output) {
        return switch (output) {
            case TaskOutput.Inherit() ->
                    line -> (line.error() ? System.err : System.out).println(line.text());
            case TaskOutput.Discard() -> line -> {};
            case TaskOutput.Lines(var consumer) -> consumer::accept;
        };
    }

    private void relay(InputStream in, OutputMark mark, boolean error) {
        Sorting sorting = new Sorting(error);
        new LineReader(in, mark, sorting).run();
        sorting.end();
    }

    /// Sorts what one stream brings: lines of tasks, words of the JVM, log records. Used by one thread.
    private final class Sorting implements LineReader.Receiver {

        private final boolean error;
        private final JvmWords words = new JvmWords();

        /// What came before the program began. If it never begins, that was the JVM, refusing its options;
        /// `null` once that is known.
        private @Nullable List<String> prelude = new ArrayList<>();

        Sorting(boolean error) {
            this.error = error;
        }

        @Override
        public void line(String text, long task) {
            if (prelude != null && prelude.size() < LONGEST_PRELUDE) {
                prelude.add(text);
                return;
            }
            marked();
            sortOut(words.judge(text), task);
        }

        @Override
        public void marked() {
            List<String> before = prelude;
            prelude = null;
            if (before != null) {
                before.forEach(text -> sortOut(words.judge(text), 0));
            }
        }

        @Override
        public void record(byte[] bytes, long task) {
            long id = HandOver.taskOf(task);
            logs.take(bytes, id, nameOf(id));
        }

        @Override
        public boolean holdsBack() {
            return words.holdsBack();
        }

        @Override
        public void pause() {
            words.giveUpHolding().forEach(text -> deliver(text, error, 0));
        }

        private void sortOut(JvmWords.Verdict verdict, long task) {
            String ofJvm = verdict.ofJvm();
            if (ofJvm != null) {
                noteForReport(ofJvm);
            }
            for (String line : verdict.toUser()) {
                if (error) {
                    tail.add(line);
                }
                deliver(line, error, task);
            }
        }

        void end() {
            if (prelude != null) {
                prelude.forEach(OutputRelay.this::noteForReport);
            }
            pause();
        }
    }

    private void noteForReport(String ofJvm) {
        tail.add(ofJvm);
        report.add(ofJvm);
    }

    private void deliver(String text, boolean error, long marked) {
        long task = HandOver.taskOf(marked != 0 ? marked : lastStarted.getAsLong());
        try {
            target.accept(new TaskLine(text, error, worker, pid, task, nameOf(task)));
        } catch (RuntimeException | Error e) {
            complain(failures.incrementAndGet(), e);
        }
    }

    /// Asks only if there is a task: the answer takes the lock of the pool.
    private String nameOf(long task) {
        return task == 0 ? "" : nameOfTask.apply(task);
    }

    /// A consumer that always fails must not flood the log with as many stacks as there are lines.
    private void complain(int failures, Throwable failure) {
        if (Integer.bitCount(failures) == 1) {
            System.getLogger("io.heddle")
                    .log(
                            System.Logger.Level.WARNING,
                            "the consumer of output lines failed: worker=%s failures=%d"
                                    .formatted(worker, failures),
                            failure);
        }
    }

    /// Waits until everything that the child wrote has been delivered. If somebody else still holds the
    /// child's streams, or the consumer hangs, it gives up after a limit.
    void awaitEnd(Duration limit) {
        boolean interrupted = false;
        for (Thread thread : new Thread[] {outThread, errThread}) {
            try {
                thread.join(limit);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    ErrorTail tail() {
        return tail;
    }

    /// What the child's JVM said about its own end.
    JvmReport report() {
        return report;
    }
}

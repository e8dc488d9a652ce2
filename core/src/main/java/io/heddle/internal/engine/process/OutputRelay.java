package io.heddle.internal.engine.process;

import io.heddle.TaskLine;
import io.heddle.TaskOutput;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/// Brings the lines that a child prints to where the user wants them.
///
/// Two threads read the two streams as long as anybody holds their other ends. Lines with a mark carry
/// the task of the mark. Lines without one, which native code or a sub-process wrote, carry the task
/// that the worker had started last when the line was read.
final class OutputRelay {

    private final String worker;
    private final long pid;
    private final Consumer<TaskLine> target;
    private final LongSupplier lastStarted;
    private final LongFunction<String> nameOfTask;
    private final ErrorTail tail = new ErrorTail();
    private final Thread outThread;
    private final Thread errThread;

    /// Set by a thread that reads, read after it has ended.
    private volatile boolean jvmSaidOutOfMemory;

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
        JvmWords words = new JvmWords();
        new LineReader(in, mark, (text, task) -> sortOut(words.judge(text), error, task)).run();
        words.end().forEach(line -> deliver(line, error, 0));
    }

    private void sortOut(JvmWords.Verdict verdict, boolean error, long task) {
        String ofJvm = verdict.ofJvm();
        if (ofJvm != null) {
            tail.add(ofJvm);
            jvmSaidOutOfMemory |= ofJvm.contains("OutOfMemoryError");
        }
        for (String line : verdict.toUser()) {
            if (error) {
                tail.add(line);
            }
            deliver(line, error, task);
        }
    }

    private void deliver(String text, boolean error, long marked) {
        long task = marked != 0 ? marked : lastStarted.getAsLong();
        try {
            target.accept(new TaskLine(text, error, worker, pid, task, nameOfTask.apply(task)));
        } catch (RuntimeException | Error e) {
            System.getLogger("io.heddle")
                    .log(
                            System.Logger.Level.WARNING,
                            "the consumer of output lines failed: worker=" + worker,
                            e);
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

    boolean jvmSaidOutOfMemory() {
        return jvmSaidOutOfMemory;
    }
}

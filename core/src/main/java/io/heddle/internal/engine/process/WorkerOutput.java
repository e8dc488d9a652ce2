package io.heddle.internal.engine.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The `System.out` and `System.err` of a worker: they put a mark before the first characters of each
/// task, and after its last. Log records leave through standard error too, as marks of their own.
final class WorkerOutput {

    private final MarkingStream out;
    private final MarkingStream err;

    private WorkerOutput(MarkingStream out, MarkingStream err) {
        this.out = out;
        this.err = err;
    }

    static WorkerOutput install(OutputMark mark) {
        MarkingStream out = new MarkingStream(new FileOutputStream(FileDescriptor.out), mark);
        MarkingStream err = new MarkingStream(new FileOutputStream(FileDescriptor.err), mark);
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        out.announce();
        err.announce();
        return new WorkerOutput(out, err);
    }

    void begin(long task) {
        out.begin(task);
        err.begin(task);
    }

    /// Hands a log record to the parent. When this returns, the record has left the process and survives
    /// whatever becomes of it. It waits while the pipe is full.
    ///
    /// @throws IOException if nobody reads any more
    void log(byte[] record) throws IOException {
        err.log(record);
    }

    void end() {
        flush();
        out.end();
        err.end();
    }

    void flush() {
        flush(System.out);
        flush(System.err);
    }

    /// A task may have put a stream of its own in the place, or nothing.
    private static void flush(@Nullable PrintStream stream) {
        if (stream == null) {
            return;
        }
        try {
            stream.flush();
        } catch (RuntimeException | Error e) {
            // the task's own stream, and what it keeps back is lost
        }
    }

    /// Written by any thread of the task.
    private static final class MarkingStream extends OutputStream {

        private final FileOutputStream target;
        private final OutputMark mark;

        /// The task that runs, 0 if none. Guarded by this.
        private long task;

        /// The task of the last mark, 0 if it was the mark of an end. Guarded by this.
        private long marked;

        MarkingStream(FileOutputStream target, OutputMark mark) {
            this.target = target;
            this.mark = mark;
        }

        synchronized void begin(long id) {
            task = id;
        }

        synchronized void end() {
            task = 0;
            if (marked != 0) {
                announce();
            }
        }

        /// Says that from here on the program writes, and not the JVM that starts it.
        synchronized void announce() {
            try {
                mark(0);
            } catch (IOException e) {
                // nobody reads any more
            }
        }

        synchronized void log(byte[] record) throws IOException {
            for (byte[] piece : mark.ofRecord(task, record)) {
                target.write(piece);
            }
        }

        private void mark(long id) throws IOException {
            marked = id;
            target.write(mark.of(id));
        }

        @Override
        public synchronized void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > 0 && marked != task) {
                mark(task);
            }
            target.write(bytes, offset, length);
        }
    }
}

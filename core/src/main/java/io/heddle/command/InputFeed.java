package io.heddle.command;

import io.heddle.spi.ServiceThreads;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes what a command reads. What surely fits into its pipe is written at once, all else by a thread that ends
/// when it is written, or when nobody reads it any more.
final class InputFeed {

    /// Any pipe has room for as much when it is empty: a page.
    private static final int SURE_BYTES = 4096;

    private final OutputStream to;
    private final String name;
    private final Consumer<Throwable> failed;

    /// Guarded by this: whether something was given.
    private boolean given;

    /// Guarded by this: whether the command is over, and nobody waits for the end of the writing any more.
    private boolean abandoned;

    /// Guarded by this: who writes, if that takes long.
    private @Nullable Thread writing;

    /// @param to the input of the process
    /// @param name of the program
    /// @param failed told if code of the user fails
    InputFeed(OutputStream to, String name, Consumer<Throwable> failed) {
        this.to = to;
        this.name = name;
        this.failed = failed;
    }

    /// Gives it all that it will be given.
    ///
    /// @throws IllegalStateException if it was given something
    void give(Input input) {
        synchronized (this) {
            if (given) {
                throw new IllegalStateException(
                        "a command has its input already: program=%s; call communicate() without one"
                                .formatted(name));
            }
            given = true;
            if (abandoned) {
                return; // it has ended without waiting for its input
            }
        }
        switch (input) {
            case Input.Bytes(byte[] bytes) when bytes.length <= SURE_BYTES -> write(bytes);
            case Input.Bytes(byte[] bytes) -> writeInThread(out -> out.write(bytes));
            case Input.Written(InputWriter writer) -> writeInThread(writer);
            default -> close();
        }
    }

    /// Gives it nothing, unless it was given something.
    void giveNothing() {
        synchronized (this) {
            if (given || abandoned) {
                return;
            }
            given = true;
        }
        close();
    }

    /// The command is over: nobody reads any more what is still written.
    synchronized void abandon() {
        abandoned = true;
        if (writing != null) {
            writing.interrupt();
        }
    }

    private void write(byte[] bytes) {
        try (to) {
            to.write(bytes);
        } catch (IOException e) {
            noteRefusal(e);
        }
    }

    private void close() {
        try {
            to.close();
        } catch (IOException e) {
            noteRefusal(e);
        }
    }

    private static void noteRefusal(IOException e) {
        OutputReader.LOG.log(
                System.Logger.Level.DEBUG, "a command has not read all of its input", e);
    }

    private synchronized void writeInThread(InputWriter writer) {
        Thread thread =
                ServiceThreads.named("heddle-feeds-command").unstarted(() -> writeAll(writer));
        writing = thread;
        thread.start();
    }

    private void writeAll(InputWriter writer) {
        Refusable input = new Refusable(to);
        try {
            writer.write(input);
            input.close();
        } catch (IOException | RuntimeException | Error e) {
            if (isFault(input)) {
                failed.accept(e);
            } else if (e instanceof IOException refusal) {
                noteRefusal(refusal);
            }
        } finally {
            synchronized (this) {
                writing = null;
            }
            close();
        }
    }

    /// The user's code has failed by itself, if the command would have read on.
    private synchronized boolean isFault(Refusable input) {
        return !abandoned && !input.refused;
    }

    /// Notes whether the command has stopped reading.
    private static final class Refusable extends FilterOutputStream {

        /// Written and read by the thread that writes.
        private boolean refused;

        Refusable(OutputStream to) {
            super(to);
        }

        /// A part of writing that fails when the command reads no more.
        private interface Part {
            void run() throws IOException;
        }

        private void note(Part part) throws IOException {
            try {
                part.run();
            } catch (IOException e) {
                refused = true;
                throw e;
            }
        }

        @Override
        public void write(int b) throws IOException {
            note(() -> out.write(b));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            note(() -> out.write(bytes, offset, length));
        }

        @Override
        public void flush() throws IOException {
            note(out::flush);
        }

        @Override
        public void close() throws IOException {
            note(super::close);
        }
    }
}

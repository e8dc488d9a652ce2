package io.heddle.command;

import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/// Reads one stream of a command in a thread of its own, where [OutputReader] cannot.
///
/// The JDK closes its end of the pipe when the process itself has ended, after what is in it by then. What others
/// write later, to whom the process has handed it on, is lost.
final class OutputPump implements Intake, Runnable {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final InputStream in;
    private final Receiver receiver;
    private final AtomicBoolean over = new AtomicBoolean();

    private OutputPump(InputStream in, Receiver receiver) {
        this.in = in;
        this.receiver = receiver;
    }

    static Intake of(InputStream in, Receiver receiver) {
        return new OutputPump(in, receiver);
    }

    @Override
    public void begin() {
        ServiceThreads.named("heddle-reads-command").start(this);
    }

    /// Only a thread that may block can look.
    @Override
    public void drain() {}

    @Override
    public void run() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (in) {
            int count = in.read(buffer);
            while (count >= 0 && !over.get()) {
                receiver.received(ByteBuffer.wrap(buffer, 0, count));
                receiver.awaitRoom();
                count = in.read(buffer);
            }
        } catch (IOException e) {
            OutputReader.LOG.log(System.Logger.Level.DEBUG, "the output of a command ended", e);
        } finally {
            close();
        }
    }

    /// A thread that waits for output goes on doing so until there is some, or its end.
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            receiver.ended();
        }
    }
}

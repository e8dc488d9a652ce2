package io.heddle.command;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The reading end of a pipe, which is used for one command after the other.
///
/// A process writes to it by opening the file that the system shows for it, `/proc/self/fd/n`. When all who have
/// done so are gone, the end of what they said can be read; then the next one may open it.
final class OutputPipe {

    /// What is read of one pipe before it is the turn of others.
    private static final int MOST_AT_ONCE = 16;

    /// As much as most short commands say.
    private static final int FIRST_LOOK_BYTES = 4096;

    private final Pipe.SourceChannel channel;
    private final SelectionKey key;
    private final OutputReader reader;
    private final File file;

    /// The one command whose output is read. Set by whoever starts it, taken away by whoever ends its reading:
    /// the reading thread at the end of the output, or somebody who wants no more.
    private final AtomicReference<@Nullable Hearing> hearing = new AtomicReference<>();

    OutputPipe(Pipe.SourceChannel channel, int number, Selector selector, OutputReader reader)
            throws IOException {
        this.channel = channel;
        this.reader = reader;
        this.file = new File("/proc/self/fd/" + number);
        channel.configureBlocking(false);
        this.key = channel.register(selector, 0, this);
    }

    /// What a process is to open for its output.
    File file() {
        return file;
    }

    /// The reading of what one command says.
    private final class Hearing implements Intake {

        final Receiver receiver;

        Hearing(Receiver receiver) {
            this.receiver = receiver;
        }

        /// The receiver has room again.
        void resume() {
            synchronized (key) { // the pipe may be on its way to the next command
                if (hearing.get() != this) {
                    return; // and nobody is to wake up for nothing
                }
                wantMore();
            }
            reader.lookAgain();
        }

        @Override
        public void begin() {
            resume();
        }

        @Override
        public void drain() {
            read(ByteBuffer.allocate(FIRST_LOOK_BYTES));
        }

        @Override
        public void close() {
            if (hearing.compareAndSet(this, null)) {
                shut();
                receiver.ended();
            }
        }
    }

    /// Prepares to read. Comes after the start of the process: before, it would be the end of the last one's.
    Intake listen(Receiver receiver) {
        Hearing begun = new Hearing(receiver);
        receiver.onRoom(begun::resume);
        hearing.set(begun);
        return begun;
    }

    private void wantMore() {
        try {
            var _ = key.interestOps(SelectionKey.OP_READ);
        } catch (CancelledKeyException e) {
            // closed meanwhile
        }
    }

    private void wantNothing() {
        try {
            var _ = key.interestOps(0);
        } catch (CancelledKeyException e) {
            // closed meanwhile
        }
    }

    /// Frees its descriptor.
    void shut() {
        OutputReader.close(channel);
        reader.lookAgain(); // a channel that a selector knows is closed by the selector
    }

    /// Reads what there is. Called by the reading thread; before it begins with this one, by who has started it.
    void read(ByteBuffer buffer) {
        Hearing now = hearing.get();
        if (now == null) {
            wantNothing();
            return;
        }
        try {
            for (int i = 0; i < MOST_AT_ONCE && hearing.get() == now; i++) {
                int count = channel.read(buffer.clear());
                if (count < 0) {
                    end(now);
                    return;
                }
                if (count == 0 || !handOn(now, buffer.flip())) {
                    return;
                }
            }
        } catch (ClosedChannelException e) {
            now.close();
        } catch (IOException e) {
            OutputReader.LOG.log(
                    System.Logger.Level.WARNING, "the output of a command cannot be read", e);
            now.close();
        }
    }

    /// @return whether more may come
    private boolean handOn(Hearing now, ByteBuffer bytes) {
        now.receiver.received(bytes);
        if (!now.receiver.isFull()) {
            return true;
        }
        wantNothing(); // SYNC room-for-output
        if (!now.receiver.isFull()) {
            wantMore(); // it had room before it could be seen that nobody reads
        }
        return false;
    }

    private void end(Hearing now) {
        synchronized (key) {
            if (!hearing.compareAndSet(now, null)) {
                return;
            }
            wantNothing();
        }
        reader.giveBack(this);
        now.receiver.ended();
    }
}

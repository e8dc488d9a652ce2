package io.heddle.command;

import io.heddle.internal.os.Descriptors;
import io.heddle.internal.os.Descriptors.Descriptor;
import io.heddle.spi.ServiceThreads;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what all commands say, in one thread, out of pipes that it makes itself.
///
/// The pipes of the JDK can only be read by a thread that blocks, two for each command, and a virtual thread would
/// block its carrier. A channel of a pipe can be waited for together with others. A command gets its end of such a
/// pipe as a file, since Linux shows each open file under `/proc/self/fd`.
///
/// The number of a channel's descriptor is told by nobody. So pipes are made several at a time: whatever is open
/// afterwards and was not before is one of them, and each is found by writing its number into it. If somebody else
/// has made pipes meanwhile, there are too many, and they are made once more.
///
/// ## Source
/// `proc_pid_fd(5)`, `fifo(7)`; [docs/adr/0052](docs/adr/0052-one-thread-reads-all-commands.md).
final class OutputReader {

    static final System.Logger LOG = System.getLogger("io.heddle");

    /// Set to `threads` to have a thread for each stream, as where there is no `/proc`.
    static final String PROPERTY = "heddle.command.reader";

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int FIRST_BATCH = 4;
    private static final int LARGEST_BATCH = 256;
    private static final int MOST_IDLE = 64;
    private static final int MOST_ATTEMPTS = 50;

    private static final boolean POSSIBLE = Descriptors.areThere();

    /// Made when it is needed for the first time.
    private static @Nullable OutputReader instance;

    private final Selector selector;

    /// Pipes that no command uses. Guarded by itself.
    private final Deque<OutputPipe> idle = new ArrayDeque<>();

    /// How many pipes are made at once the next time. Guarded by [#making].
    private int batch = FIRST_BATCH;

    private final Object making = new Object();

    private OutputReader() throws IOException {
        selector = Selector.open();
        ServiceThreads.named("heddle-reads-commands").start(this::readAll);
    }

    /// Gives the reader of this process.
    ///
    /// @return the reader, or `null` if this system has none
    static synchronized @Nullable OutputReader get() throws IOException {
        if (!POSSIBLE || "threads".equals(System.getProperty(PROPERTY))) {
            return null;
        }
        if (instance == null) {
            instance = new OutputReader();
        }
        return instance;
    }

    // ---- pipes ---------------------------------------------------------------------------------

    /// Gives a pipe that nobody else uses.
    ///
    /// @throws IOException if there is no descriptor left
    OutputPipe take() throws IOException {
        OutputPipe free = poll();
        if (free != null) {
            return free;
        }
        synchronized (making) {
            free = poll(); // somebody has made some meanwhile
            return free == null ? make() : free;
        }
    }

    private @Nullable OutputPipe poll() {
        synchronized (idle) {
            return idle.pollFirst();
        }
    }

    /// Takes a pipe back whose last user has nothing more to say, or was never started.
    void giveBack(OutputPipe pipe) {
        synchronized (idle) {
            if (idle.size() < MOST_IDLE) {
                idle.addFirst(pipe);
                return;
            }
        }
        pipe.shut();
    }

    /// Makes some pipes. Ever more at a time, since the search takes time for each open file.
    private OutputPipe make() throws IOException {
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            List<OutputPipe> made = makeWhatThereIsRoomFor();
            if (!made.isEmpty()) {
                batch = Math.min(2 * batch, LARGEST_BATCH);
                OutputPipe first = made.removeFirst();
                synchronized (idle) {
                    idle.addAll(made);
                }
                return first;
            }
        }
        throw new IOException(
                "no pipe could be found in /proc/self/fd: attempts=%d; does another thread make pipes all the time? -D%s=threads does without"
                        .formatted(MOST_ATTEMPTS, PROPERTY));
    }

    /// Where descriptors are few, one pipe at a time will do.
    private List<OutputPipe> makeWhatThereIsRoomFor() throws IOException {
        while (true) {
            try {
                return tryToMake(batch);
            } catch (IOException e) {
                if (batch == 1) {
                    throw e;
                }
                batch = 1; // and leave the others to who starts the command
            }
        }
    }

    private List<OutputPipe> tryToMake(int count) throws IOException {
        List<Pipe.SourceChannel> channels = new ArrayList<>();
        boolean known = false;
        try (Descriptors.Watch watch = Descriptors.watch()) {
            for (int i = 0; i < count; i++) {
                Pipe pipe = Pipe.open();
                pipe.sink().close();
                channels.add(pipe.source());
            }
            List<Descriptor> after = watch.opened(target -> target.startsWith("pipe:"));
            List<OutputPipe> made = after.size() == count ? identify(channels, after) : List.of();
            known = !made.isEmpty();
            return made;
        } finally {
            if (!known) {
                channels.forEach(OutputReader::close);
            }
        }
    }

    /// Tells each channel its number through its own pipe.
    private List<OutputPipe> identify(List<Pipe.SourceChannel> channels, List<Descriptor> made)
            throws IOException {
        for (Descriptor descriptor : made) {
            try (FileOutputStream out =
                    new FileOutputStream("/proc/self/fd/" + descriptor.number())) {
                out.write(ByteBuffer.allocate(Integer.BYTES).putInt(descriptor.number()).array());
            }
        }
        List<OutputPipe> pipes = new ArrayList<>();
        Set<Integer> numbers = new HashSet<>();
        ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);
        for (Pipe.SourceChannel channel : channels) {
            channel.configureBlocking(false);
            if (channel.read(number.clear()) != Integer.BYTES
                    || !numbers.add(number.flip().getInt(0))) {
                throw new IOException("a pipe did not give what was written into it");
            }
            pipes.add(new OutputPipe(channel, number.getInt(0), selector, this));
        }
        return pipes;
    }

    static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "an end of a pipe could not be closed", e);
        }
    }

    // ---- the reading thread --------------------------------------------------------------------

    /// Lets the thread see what was changed of a pipe.
    void lookAgain() {
        var _ = selector.wakeup();
    }

    private void readAll() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        while (true) {
            try {
                var _ = selector.select(key -> ((OutputPipe) key.attachment()).read(buffer));
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                LOG.log(System.Logger.Level.ERROR, "what commands say could not be read", e);
            }
        }
    }
}

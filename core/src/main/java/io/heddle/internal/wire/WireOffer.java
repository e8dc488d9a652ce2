package io.heddle.internal.wire;

import io.heddle.HeddleException;
import io.heddle.internal.memory.RegionFile;
import io.heddle.internal.os.Descriptors;
import io.heddle.internal.os.Descriptors.Descriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Memory that a parent has made for the wire to a worker that is about to start, who may take it or not.
///
/// The file behind it has no name: it is deleted as soon as it is open, and the worker opens it through
/// `/proc`. So it goes with the last process that has it mapped, however these end. Every byte is really
/// written before it is mapped: a full file system is an exception here and not a fault of memory later.
public final class WireOffer implements AutoCloseable {

    /// How much each direction has. More lets the sender run farther ahead; less stays in the caches.
    private static final int RING_BYTES = 1 << 20;

    /// About as long as it takes to be woken on a machine that has fallen asleep.
    private static final long PATIENCE_NANOS = 50_000;

    /// So much must be left for others in the file system that lies in memory.
    private static final long LEFT_BYTES = 32L << 20;

    private static final String PROPERTY = "heddle.wire";
    private static final String SOCKET = "socket";
    private static final String MEMORY = "memory";

    /// By which `/proc` tells these files from others of ours.
    private static final String LABEL = "-wire";

    private static final Path FOLDER = Path.of("/dev/shm");
    private static final System.Logger LOG = System.getLogger("io.heddle");

    private final Arena arena;
    private final FileChannel file;
    private final WireMemory memory;
    private final String path;

    private WireOffer(UUID id, FileChannel file, Arena arena) throws IOException {
        this.file = file;
        this.arena = arena;
        this.memory = WireMemory.make(file, RING_BYTES, patienceNanos(), arena);
        this.path = pathOf(id);
    }

    /// Makes memory for a worker, if the system has some and nobody has forbidden it.
    ///
    /// @return the memory, or `null`: then the wire is a socket
    public static @Nullable WireOffer make() {
        String wanted = System.getProperty(PROPERTY, "");
        if (wanted.equals(SOCKET)) {
            return null;
        }
        try {
            return makeIfThereIsRoom();
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    wanted.equals(MEMORY) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                    "a wire to a worker is a socket, since there is no shared memory for it",
                    e);
            return null;
        }
    }

    private static WireOffer makeIfThereIsRoom() throws IOException {
        int bytes = WireMemory.bytesFor(RING_BYTES);
        if (!Files.isWritable(FOLDER)
                || Files.getFileStore(FOLDER).getUsableSpace() < bytes + LEFT_BYTES) {
            throw new IOException(
                    "little room for shared memory: folder=%s bytes=%d left=%d"
                            .formatted(FOLDER, bytes, LEFT_BYTES));
        }
        UUID id = UUID.randomUUID();
        FileChannel file = RegionFile.create(id, LABEL, bytes);
        Arena arena = Arena.ofShared();
        try {
            return new WireOffer(id, file, arena);
        } catch (IOException | RuntimeException e) {
            arena.close();
            file.close();
            throw e;
        }
    }

    /// Finds out where other processes can open the file.
    private static String pathOf(UUID id) {
        String name = "/" + RegionFile.nameOf(id);
        return Descriptors.of(ProcessHandle.current().pid(), target -> target.contains(name))
                .stream()
                .map(Descriptor::path)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new HeddleException("/proc does not show open files"));
    }

    /// A single processor has nobody else on it who could be waited for.
    private static long patienceNanos() {
        return Runtime.getRuntime().availableProcessors() == 1 ? 0 : PATIENCE_NANOS;
    }

    /// Tells where the worker can open it, as long as [#taken()] was not called.
    ///
    /// @return the path
    public String path() {
        return path;
    }

    /// Gives the memory, if the worker has joined it, once it has connected.
    ///
    /// @return the memory, or `null` if the worker could not open it; then it was given back
    public @Nullable WireMemory taken() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a file of a wire could not be closed", e);
        }
        if (memory.isJoined()) {
            return memory;
        }
        close();
        return null;
    }

    /// Gives the memory back. Who still uses it gets an exception.
    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a file of a wire could not be closed", e);
        }
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}

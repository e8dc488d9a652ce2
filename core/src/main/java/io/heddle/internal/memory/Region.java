package io.heddle.internal.memory;

import io.heddle.HeddleException;
import io.heddle.internal.os.Descriptors;
import io.heddle.internal.os.Descriptors.Descriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A piece of memory that several processes have mapped.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |  0x000 |     8 | magic | creator, last |
/// |  0x008 |     4 | version of the layout | creator |
/// |  0x010 |    16 | id of this region | creator |
/// |  0x020 |    16 | id of the registry whose participants use it; its own id if it is a registry | creator |
/// |  0x030 |     8 | a process that has the registry open | creator |
/// |  0x038 |     4 | the number under which that process has it | creator |
/// |  0x03C |     4 | state of the name, see [Names] | CAS, by anybody |
/// |  0x080 |       | what it is for | |
///
/// The file behind it has no name. It is there as long as one process has it open or mapped; other processes
/// can open it as long as one has it open. This object has it open until it is unreachable or closed.
final class Region {

    static final int HEADER_BYTES = 0x80;

    static final int NAME_STATE = 0x03C;

    private static final long MAGIC = 0x0000_0001_4C44_4548L;
    private static final int VERSION = 1;

    private static final int MAGIC_AT = 0x000;
    static final int VERSION_AT = 0x008;
    private static final int ID = 0x010;
    private static final int REGISTRY = 0x020;
    private static final int REGISTRY_PID = 0x030;
    private static final int REGISTRY_DESCRIPTOR = 0x038;

    /// A file and where it is mapped.
    private record Mapped(FileChannel channel, MemorySegment segment) {}

    private final FileChannel channel;
    private final MemorySegment segment;
    private final Memory memory;
    private final Arena arena;
    private final UUID id;

    /// The number of the descriptor, or what it was taken for; -1 until somebody has asked. Guarded by this.
    private int descriptor = -1;

    private Region(Mapped mapped, Memory memory, Arena arena) {
        this.channel = mapped.channel();
        this.segment = mapped.segment();
        this.memory = memory;
        this.arena = arena;
        this.id = readId(memory, ID);
    }

    // ---- making and opening --------------------------------------------------------------------

    /// Makes a region for the participants of a registry.
    ///
    /// @param label what the name of its file says besides its id, may be empty
    /// @param bytes how many it has besides its header
    /// @param registry the registry; `null` if it is one itself
    /// @param arena how long it stays mapped
    /// @throws HeddleException if there is no room for it
    static Region create(String label, long bytes, @Nullable RegionKey registry, Arena arena) {
        return create(label, bytes, bytes, registry, arena);
    }

    /// Makes a region of which not everything is really there yet.
    ///
    /// @param bytes how many it has besides its header
    /// @param filled how many of them are there; whoever needs more sees to it first
    static Region create(
            String label, long bytes, long filled, @Nullable RegionKey registry, Arena arena) {
        UUID id = UUID.randomUUID();
        Mapped mapped = createMapped(id, label, bytes, filled, arena);
        Memory memory = new MappedMemory(mapped.segment());
        writeId(memory, ID, id);
        writeId(memory, REGISTRY, registry == null ? id : registry.id());
        memory.setLong(REGISTRY_PID, registry == null ? 0 : registry.pid());
        memory.setInt(REGISTRY_DESCRIPTOR, registry == null ? 0 : registry.descriptor());
        memory.setInt(VERSION_AT, VERSION);
        memory.setLong(MAGIC_AT, MAGIC);
        return new Region(mapped, memory, arena);
    }

    /// Mapping more than there is makes the file longer.
    private static Mapped createMapped(
            UUID id, String label, long bytes, long filled, Arena arena) {
        try {
            return Uninterrupted.call(() ->
                    map(
                            RegionFile.create(id, label, HEADER_BYTES + filled),
                            HEADER_BYTES + bytes,
                            arena));
        } catch (IOException e) {
            throw new HeddleException(
                    "no room for shared memory: bytes=%d folder=%s; %s"
                            .formatted(bytes, RegionFile.folder(), RegionFile.advice(e)),
                    e);
        }
    }

    /// Opens a region that another process has open. The caller makes sure that this process does not have
    /// it open yet: closing a file drops all locks that a process has on it.
    ///
    /// @throws HeddleException if no process has it open any more
    static Region open(RegionKey key, Arena arena) {
        return openIfThere(key, arena)
                .orElseThrow(() ->
                        new HeddleException(
                                "nobody has this shared object any more: region=%s from=%d; keep it in a variable of a living process until the others have opened it"
                                        .formatted(key.id(), key.pid())));
    }

    /// Opens a region that another process has open.
    ///
    /// @return empty if no process has it open any more
    static Optional<Region> openIfThere(RegionKey key, Arena arena) {
        Predicate<String> wanted = isFileOf(key.id());
        Descriptor hint = new Descriptor(key.pid(), key.descriptor());
        boolean stillThere = hint.target().filter(wanted).isPresent();
        List<Descriptor> holders = stillThere ? List.of(hint) : Descriptors.ofOthers(wanted);
        return firstOf(holders, key.id(), arena)
                .or(() -> firstOf(Descriptors.ofOthers(wanted), key.id(), arena));
    }

    private static Predicate<String> isFileOf(UUID id) {
        String name = "/" + RegionFile.nameOf(id);
        return target -> target.contains(name);
    }

    private static Optional<Region> firstOf(List<Descriptor> holders, UUID id, Arena arena) {
        return holders.stream().flatMap(holder -> tryOpen(holder, id, arena).stream()).findFirst();
    }

    /// Opens what a descriptor of another process refers to, if it is the region.
    static Optional<Region> tryOpen(Descriptor holder, UUID id, Arena arena) {
        try {
            Mapped mapped = Uninterrupted.call(() -> openMapped(holder.path(), arena));
            Region region = new Region(mapped, new MappedMemory(mapped.segment()), arena);
            return region.isReady() && region.id.equals(id)
                    ? Optional.of(region)
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // its holder has ended meanwhile
        }
    }

    private static Mapped openMapped(Path path, Arena arena) throws IOException {
        FileChannel channel = openChannel(path);
        return map(channel, channel.size(), arena);
    }

    /// Opens a file of this user.
    ///
    /// @throws IOException if it is gone, or belongs to somebody else
    static FileChannel openChannel(Path path) throws IOException {
        if (Descriptors.user(path) != Descriptors.ownUser()) {
            throw new IOException("belongs to somebody else: " + path);
        }
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static Mapped map(FileChannel channel, long bytes, Arena arena) throws IOException {
        try {
            return new Mapped(channel, channel.map(MapMode.READ_WRITE, 0, bytes, arena));
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new HeddleException(
                    "shared memory could not be mapped: bytes=%d; see the limits of address space"
                            .formatted(bytes),
                    e);
        }
    }

    private boolean isReady() {
        return isReadable(memory);
    }

    /// Tells whether a header is whole and of this version.
    static boolean isReadable(Memory header) {
        return header.getLong(MAGIC_AT) == MAGIC && header.getInt(VERSION_AT) == VERSION;
    }

    /// Tells whether a header belongs to a region, or is not written yet.
    static boolean mayBe(UUID id, Memory header) {
        UUID written = readId(header, ID);
        return header.getLong(MAGIC_AT) == 0 || written.equals(id);
    }

    // ---- what it is ----------------------------------------------------------------------------

    UUID id() {
        return id;
    }

    Memory memory() {
        return memory;
    }

    FileChannel channel() {
        return channel;
    }

    /// The bytes after the header.
    MemorySegment content() {
        return segment.asSlice(HEADER_BYTES);
    }

    /// The same memory, which gets longer when others make the file longer.
    GrowingMemory growing() {
        return new GrowingMemory(this::path, segment);
    }

    /// Unmaps and closes it in this process. Whatever belongs to it must not be used any more.
    ///
    /// @throws IllegalStateException if somebody is at it just now; nothing has happened then
    /// @throws UnsupportedOperationException if its arena cannot be closed
    void close() {
        arena.close();
        try {
            channel.close();
        } catch (IOException e) {
            // closed all the same
        }
    }

    /// Names the registry whose participants use it.
    RegionKey registry() {
        return new RegionKey(
                readId(memory, REGISTRY),
                memory.getLong(REGISTRY_PID),
                memory.getInt(REGISTRY_DESCRIPTOR));
    }

    /// Names it to other processes.
    RegionKey key() {
        return new RegionKey(id, ProcessHandle.current().pid(), descriptor());
    }

    /// Where this process can open it again.
    Path path() {
        return new Descriptor(ProcessHandle.current().pid(), descriptor()).path();
    }

    /// What was found may have been another one of the same file, open for a moment only: then its number is
    /// that of something else now.
    private synchronized int descriptor() {
        long pid = ProcessHandle.current().pid();
        Predicate<String> wanted = isFileOf(id);
        boolean known =
                descriptor >= 0
                        && new Descriptor(pid, descriptor).target().filter(wanted).isPresent();
        if (!known) {
            descriptor =
                    Descriptors.of(pid, wanted).stream()
                            .mapToInt(Descriptor::number)
                            .findFirst()
                            .orElseThrow(() ->
                                    new HeddleException(
                                            "shared memory needs a /proc that shows open files: region="
                                                    + id));
        }
        return descriptor;
    }

    private static UUID readId(Memory memory, long at) {
        return new UUID(memory.getLong(at), memory.getLong(at + Long.BYTES));
    }

    private static void writeId(Memory memory, long at, UUID id) {
        memory.setLong(at, id.getMostSignificantBits());
        memory.setLong(at + Long.BYTES, id.getLeastSignificantBits());
    }
}

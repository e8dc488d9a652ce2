package io.heddle.internal.memory;

import io.heddle.internal.os.Descriptors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/// Makes the files that memory is mapped from. They are deleted as soon as they are open, so the system
/// frees them with the last process that has them open, however it ends.
///
/// The name says what is inside, and the system still shows it for each process that has the file open.
public final class RegionFile {

    /// What every name begins with.
    static final String PREFIX = "heddle-";

    private static final int PIECE_BYTES = 1 << 20;

    private RegionFile() {}

    /// Where files are made: in memory, if the system has a file system for that.
    static Path folder() {
        Path shared = Path.of("/dev/shm");
        return Files.isWritable(shared) ? shared : Path.of("/tmp");
    }

    /// Tells what the name of a file begins with.
    ///
    /// @param id who it is
    /// @return the name
    public static String nameOf(UUID id) {
        return PREFIX + id;
    }

    /// Makes a file whose bytes are all zero and really there.
    ///
    /// @param id who it is
    /// @param label what else its name says, may be empty
    /// @param bytes how long it is
    /// @return the file, open and without a name
    /// @throws IOException if there is no room for it
    public static FileChannel create(UUID id, String label, long bytes) throws IOException {
        Path folder = folder();
        Path file = folder.resolve(nameOf(id) + label);
        FileChannel channel = open(file);
        try {
            Files.deleteIfExists(file); // somebody who sweeps may be faster
            requireRoom(folder, bytes);
            fill(channel, 0, bytes);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Makes a file longer that is open elsewhere in this process.
    ///
    /// @param file where to open it once more
    /// @param bytes how long it is afterwards at least; what is new is zero and really there
    /// @throws IOException if there is no room for it
    static void extend(Path file, long bytes) throws IOException {
        Uninterrupted.call(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                long present = channel.size();
                if (bytes > present) {
                    requireRoom(folder(), bytes - present);
                    fill(channel, present, bytes);
                }
                return bytes;
            }
        });
    }

    private static void requireRoom(Path folder, long bytes) throws IOException {
        long usable = usableBytes(folder);
        if (bytes > usable) {
            throw new IOException(
                    "too large for the file system: bytes=%d usable=%d".formatted(bytes, usable));
        }
    }

    private static long usableBytes(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE; // it takes one more open file to ask; whoever fills will see
        }
    }

    /// Says what to look at if a file could not be made.
    ///
    /// @param why what the system said
    static String advice(IOException why) {
        return String.valueOf(why.getMessage()).contains("Too many open files")
                ? "how many files may this process have open? See ulimit -n; close what is not used any more"
                : "how large is that file system? In a container see --shm-size";
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /// Writes every byte, so that a full file system is an exception here and not a fault of memory later.
    private static void fill(FileChannel channel, long from, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, bytes - from));
        for (long at = from; at < bytes; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
            at += channel.write(zeros, at);
        }
    }

    /// Deletes files that their makers would have deleted at once, had they not been killed. Who is about to
    /// does not mind.
    ///
    /// @param user whose
    static void sweep(int user) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder(), PREFIX + "*")) {
            for (Path file : left) {
                deleteIfOf(user, file);
            }
        } catch (IOException | RuntimeException e) {
            // somebody else sweeps, or will
        }
    }

    private static void deleteIfOf(int user, Path file) {
        try {
            if (Descriptors.user(file) == user) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException e) {
            // gone already
        }
    }
}

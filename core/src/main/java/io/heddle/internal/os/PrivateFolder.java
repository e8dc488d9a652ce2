package io.heddle.internal.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder in which processes meet, and that only this user may enter: a parent and its children, a manager
/// and those who call its objects.
///
/// A worker makes its folders within that of its own parent, so that whoever
/// removes the outer one, when its owner was killed, removes the inner ones too. Several may be about to
/// remove a folder at once.
public final class PrivateFolder {

    /// A path of a socket may have about a hundred bytes.
    private static final int LONGEST_PATH = 80;

    /// Within which the folders of this process are to be, if it is a worker. Set once, at its beginning.
    private static volatile @Nullable Path own;

    private PrivateFolder() {}

    /// Says that this process is a worker.
    ///
    /// @param outer the folder of its parent
    /// @param tree the name of its tree
    public static void beginWithin(Path outer, String tree) {
        own = inner(outer, tree);
    }

    /// Makes a folder of this process, in which sockets may be.
    ///
    /// @param name what it is called if this is a worker; one letter, since the path of a socket is short
    /// @return the folder
    /// @throws IOException if there is none in the folder for temporary files, nor in `/tmp`
    public static Path makeForSockets(String name) throws IOException {
        Path outer = own;
        Path within = outer == null ? null : outer.resolve(name);
        if (within != null && bytes(within) <= LONGEST_PATH) {
            try {
                return make(within);
            } catch (IOException e) {
                logTrouble("no private folder can be made within that of the parent", e);
            }
        }
        String temporary = System.getProperty("java.io.tmpdir");
        try {
            return makeIn(Path.of(temporary).toAbsolutePath());
        } catch (IOException | InvalidPathException e) {
            logTrouble("no private folder can be made in " + temporary, e);
            return makeIn(Path.of("/tmp"));
        }
    }

    private static Path makeIn(Path temporary) throws IOException {
        Path folder = temporary.resolve("heddle-" + Trees.random(8));
        if (bytes(folder) > LONGEST_PATH) {
            throw new IOException("too long for the path of a socket within: " + folder);
        }
        return make(folder);
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /// Makes a folder that only this user may enter.
    ///
    /// @param folder where
    /// @return the same
    /// @throws IOException if it cannot be made, or is there already
    public static Path make(Path folder) throws IOException {
        return Files.createDirectory(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// Names the folder of the worker of a tree: its parent makes it, the worker has its temporary files
    /// there, and its parent removes it, or whoever removes the folder of the parent.
    ///
    /// @param outer the folder of the parent
    /// @param tree the name of the worker's tree
    /// @return its folder
    public static Path inner(Path outer, String tree) {
        return outer.resolve("t" + tree.substring(tree.lastIndexOf('/') + 1));
    }

    /// Removes a folder with everything in it, if it is there.
    ///
    /// @param folder which
    public static void remove(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            delete(folder);
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            entries.toList().forEach(PrivateFolder::remove);
        } catch (IOException | UncheckedIOException e) {
            logTrouble("a private folder could not be listed", e);
        }
        delete(folder);
    }

    /// Removes a file or an empty folder, if it is there.
    ///
    /// @param path which
    public static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            logTrouble("a private file could not be removed", e);
        }
    }

    /// Without a logger in a field: that would cost every child its set-up, at the start.
    private static void logTrouble(String what, Exception e) {
        System.getLogger("io.heddle").log(System.Logger.Level.DEBUG, what, e);
    }
}

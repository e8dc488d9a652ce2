package io.heddle.internal.engine.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder in which a parent meets its children, and that only this user may enter.
///
/// A worker that has children itself makes its folder within that of its own parent, so that whoever
/// removes the outer one, when its owner was killed, removes the inner ones too. Several may be about to
/// remove a folder at once.
final class PrivateFolder {

    /// A path of a socket may have about a hundred bytes.
    private static final int LONGEST_PATH = 80;

    /// Where the folder of this process is to be, if it is a worker. Set once, at its beginning.
    private static volatile @Nullable Path own;

    private PrivateFolder() {}

    /// Says that this process is a worker.
    static void beginWithin(WorkerSetup setup) {
        own = inner(setup.folder(), setup.tree());
    }

    static Path make() throws IOException {
        Path within = own;
        if (within != null && within.toString().length() <= LONGEST_PATH) {
            return Files.createDirectory(
                    within,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        int length = temporary.toString().length() + "/heddle-01234567890123456789".length();
        return Files.createTempDirectory(
                length > LONGEST_PATH ? Path.of("/tmp") : temporary, "heddle-");
    }

    /// Names the folder that the worker of a tree makes if it has children itself.
    static Path inner(Path outer, String tree) {
        return outer.resolve("t" + tree.substring(tree.lastIndexOf('/') + 1));
    }

    /// Removes a folder with everything in it, if it is there.
    static void remove(Path folder) {
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

    static void delete(Path path) {
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

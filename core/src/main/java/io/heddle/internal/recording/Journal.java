package io.heddle.internal.recording;

import io.heddle.spi.ServiceThreads;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The file in which this process writes down what happens.
///
/// Each line is written as a whole, by one call of the system, before the method returns: what a process has written
/// is there whatever kills it. A stream is used and not a channel, which an interrupt of the writing thread would
/// close.
///
/// A file that cannot be made, or written any more, or that has become too large, ends the recording of this process
/// and nothing else.
final class Journal {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// Some hundred thousand tasks.
    private static final long MOST_BYTES = 96L << 20;

    private final Path folder;
    private final OutputStream out;
    private final long most;

    /// Guarded by this.
    private long bytes;

    /// Guarded by this.
    private boolean over;

    /// Makes one of which nothing is written yet.
    ///
    /// @param folder where it is
    /// @param out where lines go
    /// @param most how many bytes that may be
    Journal(Path folder, OutputStream out, long most) {
        this.folder = folder;
        this.out = out;
        this.most = most;
    }

    static @Nullable Journal openIfAsked() {
        String folder = System.getProperty(Recorder.PROPERTY);
        if (folder == null) {
            folder = System.getenv(Recorder.VARIABLE);
        }
        return folder == null || folder.isEmpty() ? null : open(folder);
    }

    private static @Nullable Journal open(String named) {
        try {
            Path folder = Path.of(named).toAbsolutePath();
            makeFolder(folder);
            long pid = ProcessHandle.current().pid();
            Path file = folder.resolve(pid + "-" + System.nanoTime() + ".jsonl");
            Journal journal = new Journal(folder, new FileOutputStream(file.toFile()), MOST_BYTES);
            journal.introduce(pid);
            Runtime.getRuntime()
                    .addShutdownHook(
                            ServiceThreads.named("heddle-recording-ends")
                                    .unstarted(() -> journal.write(new Line("exit"))));
            return journal;
        } catch (IOException | InvalidPathException | IllegalStateException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "nothing is recorded: folder=%s (from the property %s or the variable %s)"
                            .formatted(named, Recorder.PROPERTY, Recorder.VARIABLE),
                    e);
            return null;
        }
    }

    /// Makes a folder that only its user can look into, unless it is there. The one around it must be: who removes a
    /// recording while somebody could still begin to write removes that one too.
    static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        try {
            boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (posix) {
                Files.createDirectory(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(folder);
            }
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) { // another process was faster otherwise
                throw e;
            }
        }
    }

    private void introduce(long pid) {
        Instant now = Instant.now();
        ProcessHandle self = ProcessHandle.current();
        write(
                new Line("process")
                        .add("pid", pid)
                        .add("parent", self.parent().map(ProcessHandle::pid).orElse(0L))
                        .add("begun", self.info().startInstant().map(Journal::millis).orElse(0L))
                        .add("name", System.getProperty("sun.java.command", "java"))
                        .add("millis", millis(now)));
    }

    private static long millis(Instant moment) {
        return moment.getEpochSecond() * 1000 + moment.getNano() / 1_000_000;
    }

    Path folder() {
        return folder;
    }

    synchronized void write(Line line) {
        if (over) {
            return;
        }
        try {
            byte[] text = line.bytes();
            bytes += text.length;
            if (bytes > most) {
                over = true;
                text = new Line("full").bytes();
            }
            out.write(text);
        } catch (IOException e) {
            over = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the recording ends here, its file cannot be written: folder=" + folder,
                    e);
        }
    }

    /// Tells whether nothing is written any more.
    synchronized boolean isOver() {
        return over;
    }
}

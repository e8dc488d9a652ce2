package io.heddle.internal.os;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Finds open files of this and of other processes of the same user, by what Linux says of them.
///
/// A file that was deleted while it was open has no name any more, but it can still be opened through the
/// process that has it open. That is how processes share memory that leaves nothing behind.
///
/// ## Source
/// `proc_pid_fd(5)`.
public final class Descriptors {

    private static final Path ROOT = Path.of("/proc");

    private Descriptors() {}

    /// An open file of some process.
    ///
    /// @param pid the process
    /// @param number the number of its descriptor
    public record Descriptor(long pid, int number) {

        /// Tells under which path other processes can open it.
        ///
        /// @return the path
        public Path path() {
            return folderOf(pid).resolve(Integer.toString(number));
        }

        /// Tells what it is, as the system puts it: a path, or for example `pipe:[4711]`.
        ///
        /// @return the text; empty if it is not open, or not ours to see
        public Optional<String> target() {
            try {
                return Optional.of(Files.readSymbolicLink(path()).toString());
            } catch (IOException | RuntimeException e) {
                return Optional.empty(); // gone, or not for us
            }
        }
    }

    /// Tells whether this system shows open files.
    ///
    /// @return true on Linux with a `/proc`
    public static boolean areThere() {
        return Files.isDirectory(ROOT.resolve("self/fd"));
    }

    /// Lists the open files of a process.
    ///
    /// @param pid the process
    /// @param wanted which ones, by their target
    /// @return those that are open now; none if it is gone, or not ours to see
    public static List<Descriptor> of(long pid, Predicate<String> wanted) {
        return all(pid).filter(d -> d.target().filter(wanted).isPresent()).toList();
    }

    /// Tells what this process opens from now on.
    ///
    /// @return what tells it
    /// @throws IOException if the system does not show open files
    public static Watch watch() throws IOException {
        return new Watch();
    }

    /// What this process had open at a moment. To ask what a descriptor is costs more than all else, so only those are
    /// asked that are new.
    ///
    /// What is opened under a number that was there before, because somebody has closed something meanwhile, is not
    /// found.
    public static final class Watch implements AutoCloseable {

        private final long pid = ProcessHandle.current().pid();
        private final Set<Descriptor> before = new HashSet<>();

        /// Kept open, since it is in its own list, and its number would be the first to be used again.
        private final DirectoryStream<Path> list;

        @SuppressWarnings("StreamResourceLeak") // closed with the watch
        private Watch() throws IOException {
            list = Files.newDirectoryStream(folderOf(pid));
            list.forEach(entry -> before.add(of(pid, entry)));
        }

        /// Lists what was opened.
        ///
        /// @param wanted which ones, by their target
        /// @return those that are open now and were not at the beginning
        public List<Descriptor> opened(Predicate<String> wanted) {
            return all(pid).filter(d -> !before.contains(d))
                    .filter(d -> d.target().filter(wanted).isPresent())
                    .toList();
        }

        @Override
        public void close() throws IOException {
            list.close();
        }
    }

    private static Stream<Descriptor> all(long pid) {
        List<Descriptor> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folderOf(pid))) {
            entries.forEach(entry -> found.add(of(pid, entry)));
        } catch (IOException | RuntimeException e) {
            return found.stream(); // gone, or not for us
        }
        return found.stream();
    }

    private static Path folderOf(long pid) {
        return ROOT.resolve(Long.toString(pid)).resolve("fd");
    }

    private static Descriptor of(long pid, Path entry) {
        return new Descriptor(pid, Integer.parseInt(String.valueOf(entry.getFileName())));
    }

    /// Lists the open files of all other processes.
    ///
    /// @param wanted which ones, by their target
    /// @return those that are open now and that this user may see
    public static List<Descriptor> ofOthers(Predicate<String> wanted) {
        long own = ProcessHandle.current().pid();
        List<Descriptor> found = new ArrayList<>();
        pids().filter(pid -> pid != own).forEach(pid -> found.addAll(of(pid, wanted)));
        return found;
    }

    /// Lists the open files of all processes, this one included. Each process is looked at when it is its turn.
    ///
    /// @param wanted which ones, by their target
    /// @return those that are open and that this user may see
    public static Stream<Descriptor> everywhere(Predicate<String> wanted) {
        return pids().boxed().flatMap(pid -> of(pid, wanted).stream());
    }

    private static LongStream pids() {
        return ProcFs.ifPossible(() -> Optional.of(ProcFs.pids())).orElse(LongStream.empty());
    }

    /// Tells which user a file belongs to.
    ///
    /// @param path the file
    /// @return the number of the user
    /// @throws IOException if the file is not there
    public static int user(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    /// Tells which user runs this process.
    ///
    /// @return the number of the user
    /// @throws IOException if the system does not say
    public static int ownUser() throws IOException {
        return user(ROOT.resolve("self"));
    }
}

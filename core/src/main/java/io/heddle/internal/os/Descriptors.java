package io.heddle.internal.os;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            return ROOT.resolve(Long.toString(pid)).resolve("fd").resolve(Integer.toString(number));
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
        List<Descriptor> found = new ArrayList<>();
        Path folder = ROOT.resolve(Long.toString(pid)).resolve("fd");
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Descriptor descriptor =
                        new Descriptor(pid, Integer.parseInt(String.valueOf(entry.getFileName())));
                descriptor.target().filter(wanted).ifPresent(_ -> found.add(descriptor));
            }
        } catch (IOException | RuntimeException e) {
            return found; // gone, or not for us
        }
        return found;
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

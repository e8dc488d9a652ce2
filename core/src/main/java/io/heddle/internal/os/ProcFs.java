package io.heddle.internal.os;

import io.heddle.HeddleException;
import io.heddle.StrandStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Reads what Linux says about processes under `/proc`.
///
/// Every answer is empty where there is no `/proc`, for a process that is gone, and for what this user may not read.
/// Where nobody could look, as when this process has no descriptor left, most throw a [HeddleException]: that nothing
/// was seen does not mean that nothing is there.
///
/// ## Source
/// `proc(5)`: `/proc/pid/stat`, `/proc/pid/status`, `/proc/pid/environ`, `/proc/pid/cmdline`.
public final class ProcFs {

    private static final Path ROOT = Path.of("/proc");
    private static final long BYTES_PER_KIBIBYTE = 1024;
    private static final Pattern KIBIBYTES = Pattern.compile("([0-9]{1,15}) kB");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private ProcFs() {}

    /// What one line of `/proc/pid/stat` says.
    ///
    /// @param pid the process
    /// @param name its name, at most 15 characters of it
    /// @param state its state, as the letter of `proc(5)`
    /// @param parent its parent; 0 if it has none, or none that can be seen
    /// @param session its session
    /// @param userTicks the time that it had a processor for its own code
    /// @param systemTicks the same for the code of the system
    /// @param threads how many threads it has
    /// @param startTicks when it was started, since the start of the system; two processes that had the same pid
    ///     differ in it
    public record Stat(
            long pid,
            String name,
            char state,
            long parent,
            long session,
            long userTicks,
            long systemTicks,
            int threads,
            long startTicks) {

        private static final int LAST_FIELD = 19;

        /// The name of the command stands in parentheses and may hold spaces and parentheses itself.
        static Optional<Stat> parse(String line) {
            int begin = line.indexOf('(');
            int end = line.lastIndexOf(')');
            if (begin < 1 || end < begin || end + 2 > line.length()) {
                return Optional.empty();
            }
            String[] fields = line.substring(end + 2).trim().split(" ", -1);
            if (fields.length <= LAST_FIELD || fields[0].isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(
                        new Stat(
                                Long.parseLong(line.substring(0, begin).trim()),
                                line.substring(begin + 1, end),
                                fields[0].charAt(0),
                                Long.parseLong(fields[1]),
                                Long.parseLong(fields[3]),
                                Long.parseLong(fields[11]),
                                Long.parseLong(fields[12]),
                                Integer.parseInt(fields[17]),
                                Long.parseLong(fields[LAST_FIELD])));
            } catch (NumberFormatException e) {
                return Optional.empty(); // no Linux
            }
        }

        /// Says the state in the words of Heddle.
        ///
        /// @return what the process is doing
        public StrandStatus status() {
            return switch (state) {
                case 'R' -> StrandStatus.RUNNING;
                case 'S', 'D', 'I' -> StrandStatus.WAITING;
                case 'T', 't' -> StrandStatus.STOPPED;
                case 'Z' -> StrandStatus.ZOMBIE;
                default -> StrandStatus.ENDED;
            };
        }

        /// Tells whether it has not ended. Its first thread may have, before others.
        ///
        /// @return false for a zombie
        public boolean lives() {
            return (state != 'Z' && state != 'X') || threads > 1;
        }

        /// Tells whether both are of the same process, and not of two that had the same pid.
        ///
        /// @param other what was seen another time
        /// @return whether it is the same
        public boolean isOfSameProcess(Stat other) {
            return pid == other.pid && startTicks == other.startTicks;
        }
    }

    /// What `/proc/pid/status` says of the memory of a process.
    ///
    /// @param residentBytes what it has now
    /// @param peakBytes the most that it ever had
    public record Memory(long residentBytes, long peakBytes) {}

    /// Reads how much memory a process has. Only a living process says it: what has ended, though
    /// nobody may have asked for its exit code yet, has no memory any more.
    ///
    /// @param pid the process
    /// @return what it has; empty if it has ended, or if nobody could look
    public static Optional<Memory> memory(long pid) {
        return ifPossible(() -> read(pid, "status"))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .flatMap(ProcFs::memoryIn);
    }

    static Optional<Memory> memoryIn(String status) {
        long resident = kibibytes(status, "VmRSS:").orElse(0);
        long peak = kibibytes(status, "VmHWM:").orElse(0);
        return resident == 0
                ? Optional.empty()
                : Optional.of(new Memory(resident, Math.max(peak, resident)));
    }

    /// Reads a line such as `VmRSS:      1732 kB`.
    ///
    /// @return bytes
    static OptionalLong kibibytes(String text, String name) {
        Matcher value = KIBIBYTES.matcher(line(text, name).orElse(""));
        return value.matches()
                ? OptionalLong.of(Long.parseLong(value.group(1)) * BYTES_PER_KIBIBYTE)
                : OptionalLong.empty();
    }

    /// Tells whether this system has a `/proc` that can be read.
    ///
    /// @return true on Linux
    public static boolean isThere() {
        return Files.isReadable(ROOT.resolve("self/stat"));
    }

    /// Lists all processes.
    ///
    /// @return their pids
    /// @throws HeddleException if nobody could look
    public static LongStream pids() {
        return look(ROOT, () -> names(ROOT)).stream()
                .flatMap(List::stream)
                .filter(name -> Character.isDigit(name.charAt(0)))
                .mapToLong(Long::parseLong);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
        }
    }

    /// Reads the state of a process.
    ///
    /// @param pid the process
    /// @return what the system says; empty if it is gone
    /// @throws HeddleException if nobody could look
    public static Optional<Stat> stat(long pid) {
        return read(pid, "stat")
                .flatMap(bytes -> Stat.parse(new String(bytes, StandardCharsets.UTF_8)));
    }

    /// Reads the states of all processes.
    ///
    /// @return what the system says, one after the other
    /// @throws HeddleException if nobody could look
    public static List<Stat> all() {
        return pids().boxed().flatMap(pid -> stat(pid).stream()).toList();
    }

    /// Tells whether a number is that of a thread which is not the first of its process.
    ///
    /// @param pid the number
    /// @return false if it is that of a process, or of nobody
    /// @throws HeddleException if nobody could look
    public static boolean isThread(long pid) {
        return read(pid, "status")
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .filter(status -> isThread(pid, status))
                .isPresent();
    }

    static boolean isThread(long pid, String status) {
        return line(status, "Tgid:")
                .filter(group -> NUMBER.matcher(group).matches())
                .filter(group -> !group.equals(Long.toString(pid)))
                .isPresent();
    }

    /// Finds a line of `/proc/pid/status`, or of a file of the same form. Only a newline ends a line: the name
    /// of a program, which the first one has, may hold every other character, and those that Java takes for the end
    /// of a line among them.
    static Optional<String> line(String text, String name) {
        return Arrays.stream(text.split("\n", -1))
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst();
    }

    /// Says what a process is doing: whether *any* of its threads is on a processor, since a JVM's work is
    /// never done by its first thread.
    ///
    /// @param pid the process
    /// @return what it is doing; empty if it is gone, or if nobody could look
    public static Optional<StrandStatus> status(long pid) {
        return ifPossible(() -> stat(pid).map(ProcFs::status));
    }

    /// As [#status(long)], of a process that has just been looked at.
    ///
    /// @param stat what was seen
    /// @return what it is doing
    /// @throws HeddleException if nobody could look
    public static StrandStatus status(Stat stat) {
        StrandStatus own = stat.status();
        if (own == StrandStatus.ZOMBIE && stat.lives()) {
            own = StrandStatus.WAITING; // only its first thread has ended
        }
        return own == StrandStatus.WAITING && anyThreadRuns(stat.pid())
                ? StrandStatus.RUNNING
                : own;
    }

    private static boolean anyThreadRuns(long pid) {
        Path process = ROOT.resolve(Long.toString(pid));
        return look(process, () -> names(process.resolve("task"))).stream()
                .flatMap(List::stream)
                .flatMap(thread -> read(process.resolve("task").resolve(thread), "stat").stream())
                .flatMap(bytes -> Stat.parse(new String(bytes, StandardCharsets.UTF_8)).stream())
                .anyMatch(stat -> stat.state() == 'R');
    }

    /// Reads the value of a variable from the environment with which a process was started.
    ///
    /// @param pid the process
    /// @param name the variable
    /// @return its value; empty if it has none, or if we may not look
    /// @throws HeddleException if nobody could look
    public static Optional<String> environment(long pid, String name) {
        return read(pid, "environ").flatMap(bytes -> valueOf(bytes, name + "="));
    }

    private static Optional<String> valueOf(byte[] environ, String prefix) {
        for (String entry : new String(environ, StandardCharsets.UTF_8).split("\0", -1)) {
            if (entry.startsWith(prefix)) {
                return Optional.of(entry.substring(prefix.length()));
            }
        }
        return Optional.empty();
    }

    /// Reads the command line with which this process was started.
    ///
    /// @return the program and its arguments; empty where there is no `/proc`, or if nobody could look
    public static List<String> ownCommandLine() {
        return ifPossible(() -> read(ProcessHandle.current().pid(), "cmdline"))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).split("\0"))
                .map(List::of)
                .orElse(List.of());
    }

    static Optional<byte[]> read(long pid, String file) {
        return read(ROOT.resolve(Long.toString(pid)), file);
    }

    private static Optional<byte[]> read(Path folder, String file) {
        return look(folder, () -> Files.readAllBytes(folder.resolve(file)));
    }

    /// Something that is looked at.
    ///
    /// @param <T> what it is
    interface Sight<T> {

        /// Looks.
        T see() throws IOException;
    }

    /// Looks at something of a process.
    ///
    /// @param folder that of the process or thread
    /// @return what was seen; empty if the process is gone, or not for us
    /// @throws HeddleException if nobody could look
    static <T> Optional<T> look(Path folder, Sight<T> sight) {
        try {
            return Optional.of(sight.see());
        } catch (IOException e) {
            return nothing(folder, e);
        } catch (UncheckedIOException e) {
            return nothing(folder, Objects.requireNonNull(e.getCause()));
        }
    }

    /// The system says *no such process* to who has opened a file before the end of the process and reads it after.
    private static <T> Optional<T> nothing(Path folder, IOException why) {
        boolean isGone =
                why instanceof NoSuchFileException
                        || why instanceof AccessDeniedException
                        || String.valueOf(why.getMessage()).contains("No such process")
                        || Files.notExists(folder); // whatever language the system speaks
        if (isGone) {
            return Optional.empty();
        }
        throw new HeddleException("cannot look at processes: " + why.getMessage(), why);
    }

    /// For who can do without an answer.
    static <T> Optional<T> ifPossible(Supplier<Optional<T>> look) {
        try {
            return look.get();
        } catch (HeddleException e) {
            return Optional.empty();
        }
    }
}

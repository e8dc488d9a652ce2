package io.heddle.internal.os;

import io.heddle.StrandStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Everything that Linux says about one process, and about no other that has got its pid meanwhile.
///
/// What may not be read, since the process is another user's, and what a process that has ended no longer has, is
/// empty.
///
/// ## Source
/// `proc(5)`: `stat`, `status`, `cmdline`, `smaps_rollup`, `fd` and `/proc/stat`; `getauxval(3)` for the length
/// of a tick.
///
/// @param stat the line of `/proc/pid/stat`
/// @param status what the process is doing
/// @param user with whose rights it runs
/// @param commandLine the program and its arguments
/// @param residentBytes the memory that it has
/// @param proportionalBytes the same, with what it shares counted for its part only
/// @param descriptors how many files and the like it has open
public record ProcFacts(
        ProcFs.Stat stat,
        StrandStatus status,
        Optional<String> user,
        List<String> commandLine,
        OptionalLong residentBytes,
        OptionalLong proportionalBytes,
        OptionalInt descriptors) {

    private static final int MOST_TRIES = 5;

    /// Looks at a process.
    ///
    /// @param pid the process
    /// @return what the system says; empty if there is no such process
    /// @throws io.heddle.HeddleException if nobody could look
    public static Optional<ProcFacts> of(long pid) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<ProcFs.Stat> before = ProcFs.stat(pid);
            if (before.isEmpty() || ProcFs.isThread(pid)) {
                return Optional.empty();
            }
            ProcFacts facts = read(before.get());
            if (ProcFs.stat(pid).filter(facts::areStillTrueFor).isPresent()) {
                return Optional.of(facts);
            }
        }
        return Optional.empty(); // another one each time
    }

    private boolean areStillTrueFor(ProcFs.Stat now) {
        return stat.isOfSameProcess(now) && stat.lives() == now.lives();
    }

    private static ProcFacts read(ProcFs.Stat stat) {
        long pid = stat.pid();
        String status = text(pid, "status").orElse("");
        OptionalLong resident = ProcFs.kibibytes(status, "VmRSS:");
        return new ProcFacts(
                stat,
                ProcFs.status(stat),
                user(pid, status),
                commandLine(pid),
                resident,
                resident.isEmpty() // it has no memory, and the file cannot be read
                        ? resident
                        : ProcFs.kibibytes(text(pid, "smaps_rollup").orElse(""), "Pss:"),
                stat.lives() ? descriptors(pid) : OptionalInt.empty());
    }

    private static Optional<String> text(long pid, String file) {
        return ProcFs.read(pid, file).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /// The folder of a process that guards its secrets belongs to root, whoever the process is; then there is only
    /// the number.
    private static Optional<String> user(long pid, String status) {
        Optional<String> effective = effectiveUser(status);
        try {
            Path folder = Path.of("/proc", Long.toString(pid));
            Object owner = Files.getAttribute(folder, "unix:uid");
            String name = Files.getOwner(folder).getName();
            return effective.map(id -> id.equals(owner.toString()) ? name : id);
        } catch (IOException | RuntimeException e) {
            return effective;
        }
    }

    /// The second of the four numbers: those of the real, the effective, the saved and the user for files.
    static Optional<String> effectiveUser(String status) {
        return ProcFs.line(status, "Uid:")
                .map(ids -> ids.split("\\s+", -1))
                .filter(ids -> ids.length > 1)
                .map(ids -> ids[1]);
    }

    private static List<String> commandLine(long pid) {
        String text = text(pid, "cmdline").orElse("");
        if (text.isEmpty()) {
            return List.of(); // a zombie, or a part of the system
        }
        int end = text.endsWith("\0") ? text.length() - 1 : text.length();
        return List.of(text.substring(0, end).split("\0", -1)); // arguments may be empty
    }

    private static OptionalInt descriptors(long pid) {
        Path folder = Path.of("/proc", Long.toString(pid));
        Optional<Integer> count =
                ProcFs.look(
                        folder,
                        () -> {
                            try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
                                return (int) open.count();
                            }
                        });
        int listing = pid == ProcessHandle.current().pid() ? 1 : 0; // is among its own
        return count.map(all -> OptionalInt.of(all - listing)).orElse(OptionalInt.empty());
    }

    /// Tells when the process was started.
    ///
    /// @return the time on the wall; empty if the system does not say when it was started itself
    public Optional<Instant> startTime() {
        return Ticks.BOOT_SECOND.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Instant.ofEpochMilli(
                                Ticks.BOOT_SECOND.getAsLong() * 1000
                                        + Ticks.time(stat.startTicks()).toMillis()));
    }

    /// Tells how long it had a processor for its own code.
    ///
    /// @return the time, of all its threads together
    public Duration userTime() {
        return Ticks.time(stat.userTicks());
    }

    /// Tells how long it had a processor for code of the system.
    ///
    /// @return the time, of all its threads together
    public Duration systemTime() {
        return Ticks.time(stat.systemTicks());
    }

    /// How long a tick is, and from when they are counted.
    private static final class Ticks {

        private static final long AT_CLKTCK = 17;
        private static final long USUAL_PER_SECOND = 100;
        private static final long NANOS_PER_SECOND = 1_000_000_000;

        private static final long PER_SECOND = perSecond();
        static final OptionalLong BOOT_SECOND = bootSecond();

        private Ticks() {}

        static Duration time(long ticks) {
            return Duration.ofSeconds(
                    ticks / PER_SECOND, ticks % PER_SECOND * NANOS_PER_SECOND / PER_SECOND);
        }

        /// What the system tells each program when it starts it: pairs of a kind and a value.
        private static long perSecond() {
            long self = ProcessHandle.current().pid();
            byte[] pairs = ProcFs.ifPossible(() -> ProcFs.read(self, "auxv")).orElse(new byte[0]);
            ByteBuffer buffer = ByteBuffer.wrap(pairs).order(ByteOrder.nativeOrder());
            while (buffer.remaining() >= 2 * Long.BYTES) {
                long kind = buffer.getLong();
                long value = buffer.getLong();
                if (kind == AT_CLKTCK && value > 0) {
                    return value;
                }
            }
            return USUAL_PER_SECOND;
        }

        private static OptionalLong bootSecond() {
            try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
                return lines.filter(line -> line.startsWith("btime "))
                        .flatMap(line -> Arrays.stream(line.split(" ", -1)).skip(1))
                        .mapToLong(Long::parseLong)
                        .findFirst();
            } catch (IOException | RuntimeException e) {
                return OptionalLong.empty();
            }
        }
    }
}

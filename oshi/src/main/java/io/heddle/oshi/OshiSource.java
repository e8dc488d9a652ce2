package io.heddle.oshi;

import io.heddle.StrandStatus;
import io.heddle.monitor.ProcessInfo;
import io.heddle.monitor.ProcessSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;
import oshi.spi.SystemInfoFactory;

/// What OSHI tells of a process.
///
/// `oshi-common`, which comes with this module, knows Linux and NetBSD. On macOS add OSHI's part for it, `oshi-core` or
/// `oshi-core-ffm`; OSHI takes the best that it finds. Where it finds none, it says so, and
/// Heddle tells what the JDK knows.
///
/// OSHI does not know the proportional memory, and the state is that of the first thread of the process.
public final class OshiSource implements ProcessSource {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private static final String UNKNOWN = "unknown";

    private final @Nullable OperatingSystem system;

    /// For [java.util.ServiceLoader].
    public OshiSource() {
        this(find());
    }

    OshiSource(@Nullable OperatingSystem system) {
        this.system = system;
    }

    private static @Nullable OperatingSystem find() {
        try {
            return SystemInfoFactory.create().getOperatingSystem();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "OSHI knows nothing of this system, so there is what the JDK knows; is oshi-core or oshi-core-ffm missing?",
                    e);
            return null;
        }
    }

    @Override
    public boolean knowsThisSystem() {
        return system != null;
    }

    @Override
    public Optional<ProcessInfo> of(long pid) {
        OperatingSystem known = system;
        if (known == null || pid > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        // the handle knows whether it is still the same process afterwards
        return ProcessHandle.of(pid)
                .flatMap(handle ->
                        Optional.ofNullable(known.getProcess((int) pid))
                                .filter(seen -> seen.getState() != OSProcess.State.INVALID)
                                .map(OshiSource::info)
                                .filter(info -> handle.isAlive()));
    }

    private static ProcessInfo info(OSProcess seen) {
        boolean ended = seen.getState() == OSProcess.State.ZOMBIE;
        return new ProcessInfo(
                seen.getProcessID(),
                positive(seen.getParentProcessID()),
                seen.getName(),
                status(seen.getState()),
                positive(seen.getStartTime()).stream().mapToObj(Instant::ofEpochMilli).findFirst(),
                Optional.of(seen.getUser())
                        .filter(user -> !user.isEmpty() && !user.equals(UNKNOWN)),
                ended ? List.of() : seen.getArguments(),
                Optional.of(Duration.ofMillis(seen.getUserTime())),
                Optional.of(Duration.ofMillis(seen.getKernelTime())),
                positive(seen.getResidentMemory()),
                OptionalLong.empty(),
                ended ? OptionalInt.empty() : number(positive(seen.getThreadCount())),
                ended ? OptionalInt.empty() : number(positive(seen.getOpenFiles())));
    }

    /// OSHI says 0 or less for what it does not know.
    private static OptionalLong positive(long value) {
        return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static OptionalInt number(OptionalLong value) {
        return value.isPresent()
                ? OptionalInt.of(Math.toIntExact(value.getAsLong()))
                : OptionalInt.empty();
    }

    private static StrandStatus status(OSProcess.State state) {
        return switch (state) {
            case NEW -> StrandStatus.READY;
            case SLEEPING, WAITING -> StrandStatus.WAITING;
            case STOPPED, SUSPENDED -> StrandStatus.STOPPED;
            case ZOMBIE -> StrandStatus.ZOMBIE;
            case RUNNING, OTHER, INVALID -> StrandStatus.RUNNING; // it lives
        };
    }
}

package io.heddle.internal.engine.process;

import io.heddle.internal.os.ProcFs;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Looks at a living child every second, for what nobody can find out once it is dead: how much memory it
/// has, and in which group of processes it is.
///
/// A look reads four small files, of the process, its group and the system, which takes a few hundred
/// microseconds of the thread of [Clock].
final class Vitals {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Process process;
    private final KillLedger.Watch kills;

    /// Guarded by this.
    private ProcFs.Memory last = new ProcFs.Memory(0, 0);

    /// Guarded by this.
    private Clock.@Nullable Alarm next;

    /// Guarded by this.
    private boolean closed;

    Vitals(Process process, KillLedger ledger) {
        this.process = process;
        this.kills = ledger.watch(process.pid());
    }

    /// Looks now, and from now on every second.
    void begin() {
        look();
        synchronized (this) {
            if (!closed && process.isAlive()) {
                next = Clock.schedule(Deadline.in(PERIOD), this::begin);
            }
        }
    }

    private void look() {
        ProcFs.memory(process.pid())
                .ifPresent(memory -> {
                    if (process.isAlive()) { // or its pid may be somebody else's already
                        note(memory);
                    }
                });
        kills.look();
    }

    private synchronized void note(ProcFs.Memory memory) {
        last = memory;
    }

    /// Gives what was seen last; zeros if nothing was.
    synchronized ProcFs.Memory memory() {
        return last;
    }

    /// Asks whether the system may have ended the child, which is dead by KILL.
    KillLedger.Verdict judgeKill() {
        return kills.judge();
    }

    void close() {
        synchronized (this) {
            closed = true;
            if (next != null) {
                next.cancel();
            }
        }
        kills.close();
    }
}

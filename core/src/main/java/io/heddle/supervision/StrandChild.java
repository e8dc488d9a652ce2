package io.heddle.supervision;

import io.heddle.HeddleException;
import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.spi.Grace;
import io.heddle.spi.Graceful;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;

/// A strand of any kind as a child.
///
/// @param strand the strand, started
record StrandChild(Strand<?> strand) implements Supervised {

    /// Takes a strand, and starts it if nobody has.
    ///
    /// @throws HeddleException if it could not be started
    static StrandChild of(Strand<?> strand) {
        Objects.requireNonNull(strand, "a strand");
        if (strand.status() == StrandStatus.NEW) {
            strand.start();
        }
        boolean neverBegan = !strand.isAlive() && strand.attempts() == 0;
        if (neverBegan && strand.state() == Strand.State.FAILED) {
            throw new HeddleException(
                    "a strand could not be started: strand=" + strand.name(),
                    strand.exceptionNow());
        }
        return new StrandChild(strand);
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        strand.join();
    }

    @Override
    public Optional<Throwable> failure() {
        return switch (strand.state()) {
            case SUCCESS -> Optional.empty();
            case FAILED -> Optional.of(strand.exceptionNow());
            case CANCELLED ->
                    Optional.of(
                            new CancellationException(
                                    "a strand was cancelled: strand=" + strand.name()));
            case RUNNING -> // nobody knows how it ended
                    Optional.of(
                            new HeddleException(
                                    "a strand ended without an outcome: strand=" + strand.name()));
        };
    }

    /// A process gets an interrupt, then TERM in the middle of its time, then KILL.
    @Override
    public void stop(Duration within) {
        if (strand instanceof Graceful process) {
            Duration half = within.dividedBy(2);
            process.end(new Grace(half, within.minus(half)));
        } else {
            var _ = strand.cancel(true);
        }
    }

    @Override
    public boolean kill() {
        if (strand instanceof ProcessStrand<?> process) {
            process.kill();
            return true;
        }
        var _ = strand.cancel(true);
        return false;
    }

    @Override
    public OptionalLong pid() {
        return strand instanceof ProcessStrand<?> process
                ? OptionalLong.of(process.pid())
                : OptionalLong.empty();
    }

    @Override
    public boolean isCurrent() {
        return Strand.current() == strand;
    }
}

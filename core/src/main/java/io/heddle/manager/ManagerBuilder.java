package io.heddle.manager;

import io.heddle.HeddleException;
import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.spi.Codec;
import io.heddle.spi.CodecRules;
import io.heddle.spi.Durations;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Says what a manager is to be like. A builder belongs to one thread and may be used again.
public final class ManagerBuilder {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /// What this room itself sends.
    private static final String OURS = "io.heddle.manager.*";

    /// A process whose socket has closed ends within this time, or hangs in its own end.
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private String name = "";
    private ProcessStrand.Builder process = Strand.ofProcess();
    private CodecRules rules = CodecRules.defaults();
    private Duration silenceLimit = Duration.ZERO;

    ManagerBuilder() {}

    /// Names the manager and its process.
    ///
    /// @param text any text; without it the name is `manager-` and a number
    /// @return this builder
    public ManagerBuilder name(String text) {
        this.name = Objects.requireNonNull(text, "name");
        return this;
    }

    /// Says what the process is to be like: heap, arguments, environment, output. Its name and that it is a daemon is up to
    /// the manager. What may travel is said here, by [#allowOnly]: a list or limits of the template itself would hold for one
    /// side only, and the list would have to name `io.heddle.manager.*`.
    ///
    /// @param template is used for it, and changed by that: give each manager its own
    /// @return this builder
    public ManagerBuilder process(ProcessStrand.Builder template) {
        this.process = Objects.requireNonNull(template, "process");
        return this;
    }

    /// Lets nothing be read by the manager, nor of what it answers by this process, but the listed types and those of the
    /// JDK that nearly every task needs; see [io.heddle.ProcessPoolBuilder#allowOnly]. Interfaces that are shared, and the
    /// classes whose lambdas make objects, are among those to be listed.
    ///
    /// @param patterns entries as of [java.io.ObjectInputFilter]
    /// @return this builder
    /// @throws IllegalArgumentException if one is no such entry, or would allow everything
    public ManagerBuilder allowOnly(String... patterns) {
        this.rules = rules.plusAllowed(io.heddle.spi.Parameters.listOf("allowOnly", patterns));
        return this;
    }

    /// Limits how long the process may be silent while somebody waits for it. A call that takes long is not limited by that:
    /// the process answers in between that it is there. It is silent when it is stopped (SIGSTOP, a debugger), or does not
    /// get to run. The calls that wait then fail with [ManagerSilentException].
    ///
    /// Without it they wait until it goes on.
    ///
    /// Time in which this process is stopped itself does not count.
    ///
    /// @param limit longer than the longest pause of its garbage collector, and than it takes to send the largest argument;
    ///   10 seconds, for example. Silence is noticed up to half as long again after it
    /// @return this builder
    /// @throws IllegalArgumentException if it is zero or negative
    public ManagerBuilder silenceLimit(Duration limit) {
        this.silenceLimit = Durations.requirePositive("silenceLimit", limit);
        return this;
    }

    /// Starts the process, and waits until it can be called.
    ///
    /// @return a manager without objects
    /// @throws HeddleException if it cannot be started, or the calling thread is interrupted meanwhile, whose interrupt is
    ///   still there afterwards; nothing is left
    public Manager start() {
        String named = name.isEmpty() ? "manager-" + NUMBERS.incrementAndGet() : name;
        ProcessStrand.Builder template = process.name(named).daemon(true);
        Codec codec = Codec.jdk();
        if (rules.strict()) {
            String[] all =
                    rules.plusAllowed(java.util.List.of(OURS)).allowed().toArray(String[]::new);
            template.allowOnly(all);
            codec = Codec.jdk(CodecRules.defaults().plusAllowed(java.util.List.of(all)));
        }
        return start(named, template, codec);
    }

    private Manager start(String named, ProcessStrand.Builder template, Codec codec) {
        String token = Greeting.secret();
        ProcessStrand<?> strand = null;
        boolean ready = false;
        try (Reception reception = new Reception()) {
            strand = template.start(new ServerTask(named, token, silenceLimit, reception.socket()));
            var _ = strand.whenComplete((_, _) -> reception.giveUp());
            Address address = reception.await(named, token, silenceLimit);
            ready = true;
            return Manager.of(address, codec, strand);
        } catch (ClosedByInterruptException e) {
            throw new HeddleException(
                    "interrupted while a manager was started: manager=" + named, e);
        } catch (IOException e) {
            throw new HeddleException(
                    "a manager could not be started: manager=" + named,
                    strand == null ? e : failure(strand, e));
        } finally {
            if (!ready && strand != null) {
                strand.kill();
            }
        }
    }

    private static Throwable failure(ProcessStrand<?> strand, IOException otherwise) {
        return strand.isDone()
                        && !strand.isCancelled()
                        && strand.state() == java.util.concurrent.Future.State.FAILED
                ? strand.exceptionNow()
                : otherwise;
    }

    /// Tells how the process of a manager came to its end. May wait a moment for it.
    ///
    /// @param closed whether the manager was closed
    static Endings.Ending ending(ProcessStrand<?> process, boolean closed) {
        boolean interrupted = Thread.interrupted();
        try {
            boolean over = closed || process.join(LONGEST_END);
            return new Endings.Ending(over, over && !closed ? death(process) : null);
        } catch (InterruptedException e) {
            interrupted = true;
            return new Endings.Ending(false, null);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static @Nullable Throwable death(ProcessStrand<?> process) {
        return switch (process.state()) {
            case FAILED -> process.exceptionNow();
            default -> null;
        };
    }
}

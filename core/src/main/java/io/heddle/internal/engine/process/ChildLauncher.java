package io.heddle.internal.engine.process;

import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The only place that starts child processes.
///
/// One thread that lives as long as the program starts them all: the system ties some properties of a
/// child to the *thread* that started it (its death signal, restrictions that it inherits), so that
/// must be a thread that never ends.
///
/// ## Source
/// `prctl(2)`, PR_SET_PDEATHSIG.
final class ChildLauncher {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private static final ExecutorService THREAD =
            Executors.newSingleThreadExecutor(ServiceThreads.named("heddle-launcher").factory());

    static final String ENDING = "no child process is started any more: this process is ending";

    /// How long the end of this process may wait for a start that has begun.
    private static final Duration LONGEST_START = Duration.ofSeconds(2);

    /// Set when this process ends: from then on nobody would take care of a child.
    private static volatile boolean closed;

    private ChildLauncher() {}

    /// Refuses to start anything more, and waits for what is being done: afterwards no process and no file
    /// appears any more.
    static void close() {
        closed = true;
        try {
            THREAD.submit(() -> {}).get(LONGEST_START.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.WARNING, "the launcher of children does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Starts a process with pipes for its three standard streams.
    ///
    /// @param command the program and its arguments
    /// @param variables what is added to the environment
    /// @return the process
    /// @throws IOException if the system cannot start it, or this process is ending
    static Process start(List<String> command, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(variables);
        return onLauncherThread(builder::start);
    }

    /// Does a part of a start. An interrupt of the caller waits until it is done, so that no process
    /// is forgotten and no file channel closed.
    static <T> T onLauncherThread(Callable<T> part) throws IOException {
        var starting =
                THREAD.submit(() -> {
                    if (closed) {
                        throw new IOException(ENDING);
                    }
                    return part.call();
                });
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return starting.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException("a child process could not be started", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package io.heddle.internal.os;

import io.heddle.HeddleException;
import io.heddle.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// Sends signals to processes.
///
/// TERM and KILL go through [ProcessHandle]; the others through the system's `kill` program, since
/// the JDK has no way to send them.
public final class Signals {

    private static final long LONGEST_KILL_SECONDS = 10;

    private Signals() {}

    /// Sends a signal. Does nothing if the process has ended.
    ///
    /// @param process the process; a handle knows when its process started, so a pid that was used
    ///     again is not signalled
    /// @param signal the signal
    /// @throws HeddleException if the system refuses
    public static void send(ProcessHandle process, Signal signal) {
        if (!process.isAlive()) {
            return;
        }
        switch (signal) {
            case TERM -> process.destroy();
            case KILL -> process.destroyForcibly();
            default -> sendByProgram(process, signal);
        }
    }

    private static void sendByProgram(ProcessHandle process, Signal signal) {
        ProcessBuilder kill =
                new ProcessBuilder("kill", "-s", signal.name(), Long.toString(process.pid()))
                        .redirectErrorStream(true);
        try {
            Process running = kill.start();
            running.getOutputStream().close();
            String said =
                    new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .strip();
            boolean ended = running.waitFor(LONGEST_KILL_SECONDS, TimeUnit.SECONDS);
            if ((!ended || running.exitValue() != 0) && process.isAlive()) {
                throw new HeddleException(
                        "a signal could not be sent: signal=%s pid=%d; kill said: %s"
                                .formatted(signal, process.pid(), said));
            }
        } catch (IOException e) {
            throw new HeddleException(
                    "a signal could not be sent: signal=%s pid=%d; is there a `kill` program on the path?"
                            .formatted(signal, process.pid()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HeddleException(
                    "interrupted while a signal was sent: signal=%s pid=%d"
                            .formatted(signal, process.pid()),
                    e);
        }
    }
}

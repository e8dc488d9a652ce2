package io.heddle.internal.os;

import io.heddle.HeddleException;
import io.heddle.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends signals to processes.
///
/// By `kill(2)` where native code may be called. Otherwise TERM and KILL go through [ProcessHandle], the others
/// through the system's `kill` program, since the JDK has no way to send them.
public final class Signals {

    private static final long LONGEST_KILL_SECONDS = 10;

    /// After so many rounds, whoever starts processes faster than they are signalled has won.
    private static final int MOST_ROUNDS = 50;

    private Signals() {}

    /// Sends a signal. Does nothing if there is no such process.
    ///
    /// @param pid the process, greater than 0
    /// @param signal the signal
    /// @return whether it was sent
    /// @throws HeddleException if the system refuses
    public static boolean send(long pid, Signal signal) {
        Optional<ProcessHandle> process = processOf(pid);
        return process.isPresent() && send(process.get(), signal);
    }

    /// The system numbers threads as it does processes, and gives the signal to the process of a thread; and a
    /// number that is too large would become another one on its way.
    private static Optional<ProcessHandle> processOf(long pid) {
        return pid > Integer.MAX_VALUE || ProcFs.isThread(pid)
                ? Optional.empty()
                : ProcessHandle.of(pid);
    }

    /// Sends a signal. Does nothing if the process has ended.
    ///
    /// @param process the process; a handle knows when its process started, so a pid that was used
    ///     again is not signalled
    /// @param signal the signal
    /// @return whether it was sent
    /// @throws HeddleException if the system refuses
    public static boolean send(ProcessHandle process, Signal signal) {
        if (!lives(process)) {
            return false;
        }
        NativeKill kill = NativeKill.here();
        if (kill != null) {
            return sendNatively(kill, process, signal);
        }
        boolean self = process.pid() == ProcessHandle.current().pid(); // the JDK refuses
        if (self || (signal != Signal.TERM && signal != Signal.KILL)) {
            return sendByProgram(process, signal);
        }
        boolean sent = signal == Signal.TERM ? process.destroy() : process.destroyForcibly();
        if (!sent && lives(process)) {
            throw refused(process, signal, "may this process do so? it is of another user");
        }
        return sent;
    }

    private static boolean lives(ProcessHandle process) {
        if (ProcFs.isThread(process.pid())) {
            return false; // it has a handle, and the signal would go to its process
        }
        // first our look, which throws if it fails; the JDK then says that the process has ended
        boolean seen =
                !ProcFs.isThere()
                        || ProcFs.stat(process.pid()).filter(ProcFs.Stat::lives).isPresent();
        return seen && process.isAlive();
    }

    private static boolean sendNatively(NativeKill kill, ProcessHandle process, Signal signal) {
        int error = kill.send((int) process.pid(), signal.number());
        if (error != 0 && error != NativeKill.NO_SUCH_PROCESS) {
            throw refused(
                    process,
                    signal,
                    "may this process do so? kill(2) said errno=%d".formatted(error));
        }
        return error == 0;
    }

    private static boolean sendByProgram(ProcessHandle process, Signal signal) {
        ProcessBuilder kill =
                new ProcessBuilder("kill", "-s", signal.name(), Long.toString(process.pid()))
                        .redirectErrorStream(true);
        try {
            Process running = kill.start();
            running.getOutputStream().close();
            if (!ends(running)) {
                running.destroyForcibly();
                throw refused(process, signal, "kill did not come to its end");
            }
            if (running.exitValue() == 0) {
                return true;
            }
            if (lives(process)) {
                throw refused(process, signal, "kill said: " + wordsOf(running));
            }
            return false;
        } catch (IOException e) {
            throw new HeddleException(
                    "a signal could not be sent: signal=%s pid=%d; is there a `kill` program on the path?"
                            .formatted(signal, process.pid()),
                    e);
        }
    }

    /// A line or two, so that the program did not wait for us to read them.
    private static String wordsOf(Process kill) throws IOException {
        return new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /// Waits for the program, which has little to do. An interrupt would come too late to keep the signal
    /// from being sent, so it is left for whatever the caller does next.
    private static boolean ends(Process kill) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return kill.waitFor(LONGEST_KILL_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static HeddleException refused(ProcessHandle process, Signal signal, String why) {
        return new HeddleException(
                "a signal could not be sent: signal=%s pid=%d user=%s; %s"
                        .formatted(signal, process.pid(), process.info().user().orElse("?"), why));
    }

    /// Sends a signal to a process and all that descend from it, parents first and this process last. Before KILL
    /// they are stopped, so that nobody can start others.
    ///
    /// @param pid the root, greater than 0
    /// @param signal the signal
    /// @return to how many it was sent
    /// @throws HeddleException if the system refuses for one of them, if they start others faster than they are
    ///     signalled, or if nobody can look who they are; the others have got it
    public static int sendTree(long pid, Signal signal) {
        Optional<ProcessHandle> root = processOf(pid);
        return root.isEmpty()
                ? 0
                : sendAll(signal, pid, new Family(root.get())::members, Signals::send);
    }

    /// @param family looks who belongs to the tree
    /// @param way how a signal is sent to one of them
    static int sendAll(
            Signal signal,
            long pid,
            Supplier<List<ProcessHandle>> family,
            BiPredicate<ProcessHandle, Signal> way) {
        ProcessHandle self = ProcessHandle.current();
        Set<ProcessHandle> told = new LinkedHashSet<>();
        Round all = new Round(signal, way);
        Consumer<ProcessHandle> sender =
                member -> {
                    if (!member.equals(self)) {
                        all.send(member);
                    }
                };
        if (signal == Signal.KILL) {
            stop(family, told, way);
            told.forEach(sender);
        }
        boolean complete = spread(family, told, sender);
        if (told.contains(self)) {
            all.send(self);
        }
        return all.result(pid, complete);
    }

    /// Stops whom it can. Who refuses this refuses what comes after it, and says why.
    private static void stop(
            Supplier<List<ProcessHandle>> family,
            Set<ProcessHandle> stopped,
            BiPredicate<ProcessHandle, Signal> way) {
        ProcessHandle self = ProcessHandle.current();
        Round all = new Round(Signal.STOP, way);
        try {
            var _ =
                    spread(
                            family,
                            stopped,
                            member -> {
                                if (!member.equals(self)) {
                                    all.send(member);
                                }
                            });
        } catch (HeddleException e) {
            // nobody can look; those that have been found get what they are to get
        }
    }

    /// Goes on until everybody has been told.
    ///
    /// @param told who has been; grows
    /// @return false if there were always others
    private static boolean spread(
            Supplier<List<ProcessHandle>> family,
            Set<ProcessHandle> told,
            Consumer<ProcessHandle> sender) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<ProcessHandle> fresh =
                    family.get().stream().filter(member -> !told.contains(member)).toList();
            if (fresh.isEmpty()) {
                return true;
            }
            told.addAll(fresh);
            fresh.forEach(sender);
        }
        return false;
    }

    /// What was sent to many, one of whom may refuse.
    private static final class Round {

        private final Signal signal;
        private final BiPredicate<ProcessHandle, Signal> way;
        private int sent;
        private @Nullable HeddleException refusal;

        private Round(Signal signal, BiPredicate<ProcessHandle, Signal> way) {
            this.signal = signal;
            this.way = way;
        }

        private void send(ProcessHandle process) {
            try {
                sent += way.test(process, signal) ? 1 : 0;
            } catch (HeddleException e) {
                if (refusal == null) {
                    refusal = e;
                } else {
                    refusal.addSuppressed(e);
                }
            }
        }

        private int result(long root, boolean complete) {
            if (refusal != null) {
                throw refusal;
            }
            if (!complete) {
                throw new HeddleException(
                        "a signal could not be sent to a whole tree: signal=%s pid=%d; they start faster than they are signalled: sent=%d"
                                .formatted(signal, root, sent));
            }
            return sent;
        }
    }
}

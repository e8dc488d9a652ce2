package io.heddle;

import io.heddle.spi.SignalSystem;
import java.util.Objects;
import java.util.ServiceLoader;

/// Sends signals to any process, and hears those that this one gets.
///
/// What each signal means to a program and to a JVM is told by the table of [Signal]. For a child that Heddle has
/// started use [ProcessStrand#send(Signal)], which knows it even if its pid has been given to another process.
///
/// ## Handlers
///
/// ```java
/// try (Signals.Registration hearing = Signals.on(Signal.HUP, settings::readAgain)) {
///     serve();
/// }
/// ```
///
/// Several handlers may hear the same signal. Each is called on a thread of its own, a daemon, never on one
/// of the JVM's: a handler that hangs holds up nobody else, and what it throws goes to the handler of uncaught
/// exceptions and stops neither the others nor its own next call. Calls of one handler come one after the
/// other; the system itself makes one of several equal signals that come close together.
///
/// As long as there is a handler, what would have happened without it does not: TERM does not end the program, for
/// example, unless the handler calls `System.exit`. When the last handler of a signal has been closed, that is back,
/// be it the behaviour of the JVM or a handler that somebody else has installed with the JDK's own means.
///
/// Some signals have no handlers. KILL and STOP cannot be caught. ILL, TRAP, BUS, FPE, SEGV, QUIT and USR2 belong to
/// the JVM; with its option `-Xrs` HUP, INT and TERM are kept from handlers too. A signal that was being ignored
/// when the program was started, as HUP is under `nohup`, goes on being ignored.
///
/// ### In a process that Heddle has started
///
/// There is one set of handlers for each process, and a worker runs many tasks: close what a task has registered. A
/// handler for TERM keeps the worker from ending politely; when a limit or a cancellation ends it, KILL follows
/// after `terminateGrace` as always. INT, which a terminal sends to all processes of a program when somebody presses
/// Ctrl-C, ends a worker if there is no handler.
///
/// ## Memory consistency
///
/// What happens before [#on] happens before each call of the handler.
///
/// ## Source
///
/// `kill(2)`, and `sun.misc.Signal` of the JDK's module `jdk.unsupported`.
public final class Signals {

    private Signals() {}

    /// A handler that hears a signal until this is closed.
    public interface Registration extends AutoCloseable {

        /// Tells which signal is heard.
        ///
        /// @return the signal
        Signal signal();

        /// Takes the handler away. A call that has begun goes on; none begins any more. A signal that came before and
        /// for which none had begun does what it does without handlers, unless there are others. Closing twice
        /// does nothing.
        @Override
        void close();
    }

    /// Sends a signal to one process, which may be this one.
    ///
    /// A pid is only a number, and the system uses it again when its process has ended. Where that may have
    /// happened, use [#send(ProcessHandle, Signal)].
    ///
    /// @param pid the process
    /// @param signal the signal
    /// @return whether it was sent; false if there is no such process, or it has ended and its parent has not yet
    ///     taken note
    /// @throws IllegalArgumentException if the pid is not positive: such numbers mean groups, or everybody
    /// @throws HeddleException if this process may not send it, the system has no means to, or nobody can look
    ///     whether the process lives
    public static boolean send(long pid, Signal signal) {
        return system().send(requireOne(pid), Objects.requireNonNull(signal, "signal"));
    }

    /// Sends a signal to one process, and to no other that may have got its pid since.
    ///
    /// @param process the process
    /// @param signal the signal
    /// @return whether it was sent; false if the process has ended, or the handle is that of a thread, which the JDK
    ///     gives for its number
    /// @throws HeddleException if this process may not send it, the system has no means to, or nobody can look
    ///     whether the process lives
    public static boolean send(ProcessHandle process, Signal signal) {
        return system().send(
                        Objects.requireNonNull(process, "process"),
                        Objects.requireNonNull(signal, "signal"));
    }

    /// Sends a signal to a process and to everything that it has started and that has not lost its parent, or is in
    /// its session; parents first, and this process last, if it is among them. What they start meanwhile gets it
    /// too, as long as whoever starts it still lives when that is looked for. Before KILL all of them are stopped by
    /// STOP, so that nobody starts anything any more.
    ///
    /// @param pid the root of the tree
    /// @param signal the signal
    /// @return to how many it was sent; 0 if there is no such process
    /// @throws IllegalArgumentException if the pid is not positive
    /// @throws HeddleException if one of them could not be sent it; it was sent to the others. Also if nobody can look
    ///     who belongs to the tree, or if they start processes faster than these can be signalled; then the tree
    ///     still has members that have not got it
    public static int sendTree(long pid, Signal signal) {
        return system().sendTree(requireOne(pid), Objects.requireNonNull(signal, "signal"));
    }

    /// Has a handler called each time this process gets a signal, until the registration is closed.
    ///
    /// @param signal the signal
    /// @param handler what is to be done
    /// @return the registration
    /// @throws IllegalArgumentException if the signal cannot be caught, or the JVM keeps it for itself
    /// @throws UnsupportedOperationException if the running JDK was made without the module `jdk.unsupported`
    public static Registration on(Signal signal, Runnable handler) {
        return system().on(
                        Objects.requireNonNull(signal, "signal"),
                        Objects.requireNonNull(handler, "handler"));
    }

    private static long requireOne(long pid) {
        if (pid <= 0) {
            throw new IllegalArgumentException(
                    "a signal is sent to one process and never to a group or to everybody: pid=%d"
                            .formatted(pid));
        }
        return pid;
    }

    private static SignalSystem system() {
        return Here.SYSTEM;
    }

    /// Looks for the system when it is first needed.
    private static final class Here {
        static final SignalSystem SYSTEM =
                ServiceLoader.load(SignalSystem.class, SignalSystem.class.getClassLoader())
                        .findFirst()
                        .orElseThrow(() ->
                                new HeddleException(
                                        "nobody sends signals here; is META-INF/services of heddle-core on the class path?"));
    }
}

package io.heddle;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A signal that one process can send to another: [Signals] sends and hears them.
///
/// ## What a JVM makes of them
///
/// | signal | a program that says nothing about it | a JVM |
/// |---|---|---|
/// | HUP, INT, TERM | ends | runs its shutdown hooks and ends; its exit code is 128 + N, for which Heddle reports `-N` |
/// | QUIT | ends, with a core file where those are wanted | prints all its threads and goes on |
/// | ILL, BUS, FPE, SEGV | ends, with a core file | takes it for a fault of its own: writes a crash file and ends by ABRT |
/// | KILL | ends | ends; nothing runs before |
/// | STOP | stops until CONT | the same; nobody in it can notice |
/// | TSTP, TTIN, TTOU | stops until CONT | the same |
/// | CONT | goes on | the same |
/// | USR2 | ends | uses it for itself, and does not end |
/// | PIPE, XFSZ | ends | goes on: a write fails with an exception |
/// | CHLD, URG, WINCH | nothing | nothing |
/// | all others | ends | ends at once, without its shutdown hooks |
///
/// The signals of real-time systems (`RTMIN` and above) are not among these; they have no names.
///
/// ## Source
///
/// The numbers are those of `signal(7)` on Linux and of `<sys/signal.h>` on macOS.
public enum Signal {
    /// The terminal is gone; by custom also "read your configuration again".
    HUP(1, 1),
    /// Ctrl-C.
    INT(2, 2),
    /// Ctrl-\; a JVM prints its threads.
    QUIT(3, 3),
    /// An instruction that does not exist.
    ILL(4, 4),
    /// A breakpoint.
    TRAP(5, 5),
    /// The program gave itself up; a crashed JVM ends so.
    ABRT(6, 6),
    /// An access to memory that is not there behind the mapping.
    BUS(7, 10),
    /// An arithmetic fault.
    FPE(8, 8),
    /// Ends the process at once; cannot be caught.
    KILL(9, 9),
    /// Free for programs to use.
    USR1(10, 30),
    /// An access to memory that is not the process's own.
    SEGV(11, 11),
    /// Free for programs to use; a JVM on Linux uses it for itself.
    USR2(12, 31),
    /// A write to a pipe that nobody reads.
    PIPE(13, 13),
    /// A timer of the process.
    ALRM(14, 14),
    /// A polite request to end.
    TERM(15, 15),
    /// A child has changed its state.
    CHLD(17, 20),
    /// Goes on after STOP or TSTP.
    CONT(18, 19),
    /// Stops the process until CONT; cannot be caught.
    STOP(19, 17),
    /// Ctrl-Z.
    TSTP(20, 18),
    /// A program in the background reads from the terminal.
    TTIN(21, 21),
    /// A program in the background writes to the terminal.
    TTOU(22, 22),
    /// Urgent data on a socket.
    URG(23, 16),
    /// The processor time that the process may use is used up.
    XCPU(24, 24),
    /// A file has grown beyond the size that the process may write.
    XFSZ(25, 25),
    /// A timer that counts the processor time of the process.
    VTALRM(26, 26),
    /// A timer for profilers.
    PROF(27, 27),
    /// The terminal has another size.
    WINCH(28, 28),
    /// Input or output is possible.
    IO(29, 23),
    /// A system call that is not allowed.
    SYS(31, 12);

    private static final boolean MAC =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");

    private final int linux;
    private final int mac;

    Signal(int linux, int mac) {
        this.linux = linux;
        this.mac = mac;
    }

    /// Tells the number of this signal on the running system.
    ///
    /// @return the number
    public int number() {
        return MAC ? mac : linux;
    }

    /// Finds a signal by what people write: its name with or without `SIG`, in capitals or not, or its number on
    /// the running system.
    ///
    /// @param nameOrNumber such as `TERM`, `SIGTERM`, `term` or `15`
    /// @return the signal
    /// @throws IllegalArgumentException if none is called so
    public static Signal of(String nameOrNumber) {
        String text = nameOrNumber.strip().toUpperCase(Locale.ROOT);
        String name = text.startsWith("SIG") ? text.substring("SIG".length()) : text;
        return Arrays.stream(values())
                .filter(signal ->
                        signal.name().equals(name)
                                || Integer.toString(signal.number()).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no such signal: signal=%s; known are %s"
                                        .formatted(nameOrNumber, Arrays.toString(values()))));
    }

    /// Finds a signal by its number on the running system.
    ///
    /// @param number the number
    /// @return the signal; empty if none of the named ones has this number
    public static Optional<Signal> ofNumber(int number) {
        return Arrays.stream(values()).filter(signal -> signal.number() == number).findFirst();
    }
}

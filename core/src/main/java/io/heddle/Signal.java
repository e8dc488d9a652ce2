package io.heddle;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A signal that one process can send to another.
///
/// ## What a JVM makes of them
///
/// QUIT prints a dump of all threads and changes nothing. HUP, INT and TERM run the shutdown hooks
/// and end the JVM with exit code 128 + N; Heddle reports `-N` all the same. STOP and KILL cannot
/// be noticed by the process that gets them.
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
    /// The processor time that the process may use is used up.
    XCPU(24, 24),
    /// A file has grown beyond the size that the process may write.
    XFSZ(25, 25),
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

    /// Finds a signal by its number on the running system.
    ///
    /// @param number the number
    /// @return the signal; empty if none of the named ones has this number
    public static Optional<Signal> ofNumber(int number) {
        return Arrays.stream(values()).filter(signal -> signal.number() == number).findFirst();
    }
}

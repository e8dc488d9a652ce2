package io.heddle.internal.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/// Locks on single bytes of a file that belong to an *open* file, and not to the process as those of
/// `FileChannel` do: nobody who opens and closes the same file can drop them. Both sorts see each other.
///
/// The file is opened here and never closed; the locks go when the process has ended, however it ends.
///
/// ## Source
/// `fcntl(2)`, "Open file description locks". Linux on 64 bits only.
public final class OpenFileLocks {

    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_OFD_GETLK = 36;
    private static final int F_OFD_SETLK = 37;
    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;

    // struct flock on 64 bits
    private static final long FLOCK_BYTES = 32;
    private static final long TYPE = 0;
    private static final long START = 8;
    private static final long LENGTH = 16;

    private final Calls calls;
    private final int descriptor;

    private OpenFileLocks(Calls calls, int descriptor) {
        this.calls = calls;
        this.descriptor = descriptor;
    }

    /// The two functions of the C library that are called.
    private record Calls(MethodHandle open, MethodHandle fcntl) {

        @SuppressWarnings("restricted") // asked before whether it is allowed
        private static Calls find() {
            Linker linker = Linker.nativeLinker();
            SymbolLookup library = linker.defaultLookup();
            Linker.Option variadic = Linker.Option.firstVariadicArg(2);
            return new Calls(
                    linker.downcallHandle(
                            library.findOrThrow("open"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT),
                            variadic),
                    linker.downcallHandle(
                            library.findOrThrow("fcntl"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS),
                            variadic));
        }

        int open(MemorySegment path) {
            try {
                return (int) open.invokeExact(path, O_RDWR | O_CLOEXEC);
            } catch (Throwable e) {
                throw new IllegalStateException("open(2) could not be called", e);
            }
        }

        int lock(int descriptor, int command, MemorySegment flock) {
            try {
                return (int) fcntl.invokeExact(descriptor, command, flock);
            } catch (Throwable e) {
                throw new IllegalStateException("fcntl(2) could not be called", e);
            }
        }
    }

    /// Opens a file, if native code may be called and the system has such locks.
    ///
    /// @param file the file, of which this process may read and write
    /// @param probe a byte that nobody locks, to try it on
    /// @return empty if it cannot be done here
    public static Optional<OpenFileLocks> open(Path file, long probe) {
        if (!NativeAccess.isAllowed()) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            Calls calls = Calls.find();
            int descriptor = calls.open(arena.allocateFrom(file.toString()));
            OpenFileLocks locks = new OpenFileLocks(calls, descriptor);
            return descriptor >= 0 && locks.isFree(probe) ? Optional.of(locks) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty(); // another C library, or a sandbox
        }
    }

    /// Takes a byte, if nobody else has it, in this process or another.
    ///
    /// @param at the byte; may lie behind the end of the file
    /// @return whether it was taken; true if it was taken here before
    public boolean tryTake(long at) {
        return lock(F_OFD_SETLK, F_WRLCK, at) >= 0;
    }

    /// Gives a byte back.
    ///
    /// @param at the byte
    public void giveBack(long at) {
        lock(F_OFD_SETLK, F_UNLCK, at);
    }

    /// Tells whether nobody has taken a byte, besides this very object.
    ///
    /// @param at the byte
    /// @return whether it is free; false if that cannot be told
    public boolean isFree(long at) {
        return lock(F_OFD_GETLK, F_RDLCK, at)
                == F_UNLCK; // who asks as a reader sees no other reader
    }

    /// @return the type that the system has written, negative if it refused
    private int lock(int command, short type, long at) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment flock = arena.allocate(FLOCK_BYTES, Long.BYTES);
            flock.set(ValueLayout.JAVA_SHORT, TYPE, type);
            flock.set(ValueLayout.JAVA_LONG, START, at);
            flock.set(ValueLayout.JAVA_LONG, LENGTH, 1);
            int result = calls.lock(descriptor, command, flock);
            return result < 0 ? result : flock.get(ValueLayout.JAVA_SHORT, TYPE);
        }
    }
}

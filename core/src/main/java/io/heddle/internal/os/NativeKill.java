package io.heddle.internal.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// Sends signals without a program, where native code may be called.
///
/// ## Source
/// `kill(2)`. Linux on 64 bits only.
final class NativeKill {

    static final int NO_SUCH_PROCESS = 3;

    private static final String ERRNO = "errno";

    private static final @Nullable NativeKill HERE = find();

    private final MethodHandle kill;

    // where the system leaves why it has refused; made only where they are needed, since others pay
    // for the classes
    private final StructLayout state = Linker.Option.captureStateLayout();
    private final long errnoOffset = state.byteOffset(PathElement.groupElement(ERRNO));

    private NativeKill(MethodHandle kill) {
        this.kill = kill;
    }

    /// Gives the one of this process.
    ///
    /// @return `null` if native code may not be called here
    static @Nullable NativeKill here() {
        return HERE;
    }

    @SuppressWarnings("restricted") // asked before whether it is allowed
    private static @Nullable NativeKill find() {
        if (!NativeAccess.isAllowed()) {
            return null;
        }
        try {
            Linker linker = Linker.nativeLinker();
            return new NativeKill(
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("kill"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT),
                            Linker.Option.captureCallState(ERRNO)));
        } catch (RuntimeException e) {
            return null; // another C library, or a sandbox
        }
    }

    /// Sends a signal.
    ///
    /// @param pid the process, greater than 0
    /// @param number the number of the signal
    /// @return 0, or why not, as a number of `errno(3)`
    int send(int pid, int number) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment left = arena.allocate(state);
            int result = (int) kill.invokeExact(left, pid, number);
            return result == 0 ? 0 : left.get(ValueLayout.JAVA_INT, errnoOffset);
        } catch (Throwable e) {
            throw new IllegalStateException("kill(2) could not be called", e);
        }
    }
}

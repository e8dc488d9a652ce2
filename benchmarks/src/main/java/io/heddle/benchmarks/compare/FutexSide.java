package io.heddle.benchmarks.compare;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// Two threads that wake each other through two numbers in memory and a `futex` each: the least that
/// a round trip costs if whoever waits really sleeps.
///
/// Nobody spins. The threads are of one process, but the futexes are of the kind that processes share.
///
/// ## Source
/// `futex(2)`, FUTEX_WAIT and FUTEX_WAKE.
final class FutexSide implements Contestant.Side {

    private static final int WAIT = 0;
    private static final int WAKE = 1;
    private static final int BETWEEN_NUMBERS = 128;
    private static final int END = -1;
    private static final VarHandle NUMBER = ValueLayout.JAVA_INT.varHandle();

    private final int operations;
    private final int systemCall;
    private final MethodHandle futex;
    private final Arena arena = Arena.ofShared();

    /// The number of the last request, written by the one who asks.
    private final MemorySegment request;

    /// The number of the last answer, written by the partner.
    private final MemorySegment answer;

    private final Thread partner;
    private int last;

    @SuppressWarnings("restricted") // nothing else reaches the system call
    private FutexSide(int systemCall, int operations) {
        this.systemCall = systemCall;
        this.operations = operations;
        Linker linker = Linker.nativeLinker();
        MemorySegment function = linker.defaultLookup().findOrThrow("syscall");
        this.futex =
                linker.downcallHandle(
                        function,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS),
                        Linker.Option.firstVariadicArg(1));
        MemorySegment both = arena.allocate(2 * BETWEEN_NUMBERS, BETWEEN_NUMBERS);
        this.request = both.asSlice(0, Integer.BYTES);
        this.answer = both.asSlice(BETWEEN_NUMBERS, Integer.BYTES);
        this.partner = Thread.ofPlatform().daemon().name("futex-partner").start(this::echo);
    }

    static FutexSide open(int operations) throws MissingException {
        String architecture = System.getProperty("os.arch");
        boolean linux = System.getProperty("os.name").equals("Linux");
        int systemCall =
                switch (architecture) {
                    case "amd64" -> 202;
                    case "aarch64" -> 98;
                    default -> 0;
                };
        if (!linux || systemCall == 0) {
            throw new MissingException("only written for Linux on amd64 and aarch64");
        }
        return new FutexSide(systemCall, operations);
    }

    private void echo() {
        int seen = 0;
        while (seen != END) {
            seen = awaitOther(request, seen);
            publish(answer, seen);
        }
    }

    @Override
    public Round round() {
        long[] nanos = new long[operations];
        for (int i = 0; i < operations; i++) {
            long begin = System.nanoTime();
            ask(last + 1);
            nanos[i] = System.nanoTime() - begin;
        }
        return new Round(Arrays.stream(nanos).sum() / Round.NANOS_PER_MICRO / operations, nanos);
    }

    private void ask(int next) {
        publish(request, next);
        last = awaitOther(answer, last);
    }

    private void publish(MemorySegment number, int value) {
        NUMBER.setVolatile(number, 0L, value);
        call(number, WAKE, 1);
    }

    private int awaitOther(MemorySegment number, int than) {
        while (true) {
            int seen = (int) NUMBER.getVolatile(number, 0L);
            if (seen != than) {
                return seen;
            }
            call(number, WAIT, than); // returns at once if the number has changed
        }
    }

    private void call(MemorySegment number, int operation, int value) {
        try {
            var _ =
                    (long)
                            futex.invokeExact(
                                    (long) systemCall,
                                    number,
                                    (long) operation,
                                    (long) value,
                                    MemorySegment.NULL);
        } catch (Throwable e) {
            throw new AssertionError("a system call throws nothing", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        ask(END);
        partner.join();
        arena.close();
    }
}

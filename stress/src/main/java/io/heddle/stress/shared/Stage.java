package io.heddle.stress.shared;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// Words in a file that all processes of a storm have mapped. The kernel keeps them, whoever is killed. None
/// of it is Heddle's: a fault of its memory shows here.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |      0 |     8 | whether the play is over | storm |
/// |      8 |     8 | how many faults were found | who finds one |
/// |   4096 | 524288 | licences: a bit for each pid | storm |
/// | 528384 | 65536 | texts of faults: 64 of 1024 bytes, length first | who finds one |
/// | 593920 |   | words of seats and acts | they |
///
/// All accesses to words are sequentially consistent.
final class Stage implements AutoCloseable {

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private static final long OVER = 0;
    private static final long FAULTS = 8;
    private static final long LICENCES = 4096;

    /// As many as Linux can have.
    private static final long PIDS = 1L << 22;

    private static final long TEXTS = LICENCES + PIDS / 8;
    private static final int TEXT_BYTES = 1024;
    private static final int MOST_TEXTS = 64;
    private static final long WORDS = TEXTS + (long) TEXT_BYTES * MOST_TEXTS;

    private final Arena arena;
    private final MemorySegment memory;

    private Stage(Arena arena, MemorySegment memory) {
        this.arena = arena;
        this.memory = memory;
    }

    /// Makes one, all zero.
    static Stage create(Path file, long words) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            Arena arena = Arena.ofShared();
            long bytes = WORDS + words * Long.BYTES;
            return new Stage(arena, channel.map(MapMode.READ_WRITE, 0, bytes, arena));
        }
    }

    /// Opens it in a child, for as long as that lives.
    static Stage open(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Arena arena = Arena.global();
            return new Stage(arena, channel.map(MapMode.READ_WRITE, 0, channel.size(), arena));
        }
    }

    // ---- words ---------------------------------------------------------------------------------

    long get(long word) {
        return (long) LONG.getVolatile(memory, WORDS + word * Long.BYTES);
    }

    void set(long word, long value) {
        LONG.setVolatile(memory, WORDS + word * Long.BYTES, value);
    }

    /// Adds, and gives the value before.
    long add(long word, long delta) {
        return (long) LONG.getAndAdd(memory, WORDS + word * Long.BYTES, delta);
    }

    /// Sets bits, and gives the value before.
    long or(long word, long bits) {
        return (long) LONG.getAndBitwiseOr(memory, WORDS + word * Long.BYTES, bits);
    }

    boolean compareAndSet(long word, long expected, long value) {
        return LONG.compareAndSet(memory, WORDS + word * Long.BYTES, expected, value);
    }

    // ---- the end of the play -------------------------------------------------------------------

    boolean isOver() {
        return (long) LONG.getVolatile(memory, OVER) != 0;
    }

    void setOver(boolean over) {
        LONG.setVolatile(memory, OVER, over ? 1L : 0L);
    }

    // ---- licences ------------------------------------------------------------------------------

    /// Says that a process is going to be killed. Before it is.
    void license(long pid) {
        var _ = (long) LONG.getAndBitwiseOr(memory, licence(pid), 1L << pid);
    }

    /// Says that a number of a process belongs to somebody who lives now.
    void withdrawLicence(long pid) {
        var _ = (long) LONG.getAndBitwiseAnd(memory, licence(pid), ~(1L << pid));
    }

    /// Tells whether a process was killed, or is about to be.
    boolean isLicensed(long pid) {
        return ((long) LONG.getVolatile(memory, licence(pid)) & 1L << pid) != 0;
    }

    private static long licence(long pid) {
        return LICENCES + pid % PIDS / Long.SIZE * Long.BYTES;
    }

    // ---- faults --------------------------------------------------------------------------------

    /// Notes a fault for the storm to tell.
    void fault(Fault fault, String text) {
        long number = (long) LONG.getAndAdd(memory, FAULTS, 1L);
        if (number >= MOST_TEXTS) {
            return;
        }
        byte[] bytes = (fault + " " + text).getBytes(StandardCharsets.UTF_8);
        byte[] kept = Arrays.copyOf(bytes, Math.min(bytes.length, TEXT_BYTES - Long.BYTES));
        long at = TEXTS + number * TEXT_BYTES;
        MemorySegment.copy(kept, 0, memory, ValueLayout.JAVA_BYTE, at + Long.BYTES, kept.length);
        LONG.setVolatile(memory, at, (long) kept.length);
    }

    long faults() {
        return (long) LONG.getVolatile(memory, FAULTS);
    }

    /// Gives the text of a fault, its sort first; empty as long as it is being written, or if there were too
    /// many.
    String faultText(long number) {
        if (number >= MOST_TEXTS) {
            return "";
        }
        long at = TEXTS + number * TEXT_BYTES;
        byte[] bytes = new byte[Math.toIntExact((long) LONG.getVolatile(memory, at))];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at + Long.BYTES, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        arena.close();
    }
}

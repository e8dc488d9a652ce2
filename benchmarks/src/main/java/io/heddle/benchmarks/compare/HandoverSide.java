package io.heddle.benchmarks.compare;

import io.heddle.Task;
import io.heddle.TaskPool;
import io.heddle.shared.SharedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Hands memory to a child, which opens it, reads its ends, writes there and closes it: so each time is the first
/// for that child.
final class HandoverSide implements Contestant.Side {

    private static final int FIRST_TASKS = 100;

    private final TaskPool pool = TaskPool.processes(1);
    private final SharedMemory memory;
    private final int operations;
    private byte last;

    private HandoverSide(SharedMemory memory, int operations) {
        this.memory = memory;
        this.operations = operations;
    }

    static HandoverSide open(long bytes, int operations) throws Exception {
        HandoverSide side = new HandoverSide(SharedMemory.create(bytes), operations);
        for (int i = 0; i < FIRST_TASKS; i++) {
            side.handOver();
        }
        return side;
    }

    private void handOver() throws Exception {
        byte answer = pool.submit(look(memory)).get();
        MemorySegment bytes = memory.segment();
        last++;
        if (answer != last || bytes.get(ValueLayout.JAVA_BYTE, bytes.byteSize() - 1) != last) {
            throw new IllegalStateException("other memory has come: answer=" + answer);
        }
    }

    /// In a method of its own: a lambda takes everything along that it names.
    private static Task<Byte> look(SharedMemory memory) {
        return () -> {
            try (memory) {
                MemorySegment bytes = memory.segment();
                byte next = (byte) (bytes.get(ValueLayout.JAVA_BYTE, 0) + 1);
                bytes.set(ValueLayout.JAVA_BYTE, 0, next);
                bytes.set(ValueLayout.JAVA_BYTE, bytes.byteSize() - 1, next);
                return next;
            }
        };
    }

    @Override
    public Round round() throws Exception {
        long[] nanos = new long[operations];
        for (int i = 0; i < operations; i++) {
            long begin = System.nanoTime();
            handOver();
            nanos[i] = System.nanoTime() - begin;
        }
        return new Round(Arrays.stream(nanos).sum() / Round.NANOS_PER_MICRO / operations, nanos);
    }

    @Override
    public void close() {
        pool.close();
        memory.close();
    }
}

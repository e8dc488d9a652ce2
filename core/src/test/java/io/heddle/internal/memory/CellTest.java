package io.heddle.internal.memory;

import static io.heddle.internal.memory.KillAtEveryStepTest.killEverywhere;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import io.heddle.internal.memory.Cell.Contents;
import io.heddle.internal.memory.Cell.Replaced;
import io.heddle.internal.memory.KillAtEveryStepTest.Histories;
import io.heddle.internal.memory.KillAtEveryStepTest.Mortal;
import io.heddle.internal.memory.KillAtEveryStepTest.Scenario;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// A cell whose writers are killed at each step, and what room it takes.
class CellTest {

    static final int AT = 128;
    private static final int ME = Owner.of(1, 7);
    private static final Liveness ALL_ALIVE = _ -> false;

    private static Cell cell(Memory memory) {
        return new Cell(memory, AT, _ -> {});
    }

    /// A value of which every byte is the same.
    private static List<byte[]> value(int kind, int... lengths) {
        return Arrays.stream(lengths)
                .mapToObj(length -> {
                    byte[] part = new byte[length];
                    Arrays.fill(part, (byte) kind);
                    return part;
                })
                .toList();
    }

    private static int kindOf(Contents contents) {
        byte kind = contents.parts().getFirst()[0];
        assertThat(contents.parts()).allSatisfy(part -> assertThat(part).containsOnly(kind));
        return kind;
    }

    /// Replaces it by a larger value, which goes behind it, and that by a smaller one, which goes before.
    static final class Replacing implements Scenario {

        private int found;

        @Override
        public void prepare(Mortal process) {
            cell(process.memory()).create(value(1, 100));
        }

        @Override
        public void operation(Mortal process) {
            Cell cell = cell(process.memory());
            cell.tryReplace(Cell.ANY_VERSION, value(2, 180, 30), process.me(), process);
            cell.tryReplace(Cell.ANY_VERSION, value(3, 40), process.me(), process);
        }

        @Override
        public void recovery(Mortal process) {
            Cell cell = cell(process.memory());
            found = kindOf(cell.tryRead());
            Replaced replaced =
                    cell.tryReplace(Cell.ANY_VERSION, value(4, 90), process.me(), process);
            assertThat(replaced).isEqualTo(Replaced.DONE);
        }

        @Override
        public void check(Mortal process, int killed) {
            assertThat(found).isBetween(killed == 0 ? 3 : 1, killed == 2 ? 4 : 3);
            Contents contents = cell(process.memory()).tryRead();
            assertThat(kindOf(contents)).isEqualTo(4);
            assertThat(contents.consistsOf(value(4, 90))).isTrue();
        }
    }

    @Test
    void valueIsTheOldOrTheNewOneWhoeverDies() {
        Histories histories = killEverywhere(new Replacing());
        assertThat(histories.single()).isGreaterThan(30);
        assertThat(histories.twofold()).isGreaterThan(500);
    }

    // ---- without deaths ------------------------------------------------------------------------

    @Test
    void versionThatIsNotThereAnyMoreIsNotReplaced() {
        Cell cell = cell(MortalMemory.immortal(new byte[4096]));
        cell.create(value(1, 8));
        long version = cell.tryRead().version();
        assertThat(cell.tryReplace(version, value(2, 8), ME, ALL_ALIVE)).isEqualTo(Replaced.DONE);
        assertThat(cell.tryReplace(version, value(3, 8), ME, ALL_ALIVE))
                .isEqualTo(Replaced.CHANGED);
        assertThat(kindOf(cell.tryRead())).isEqualTo(2);
    }

    @Test
    void memoryThatCannotGrowLeavesTheValueAndTheLock() {
        Memory memory = MortalMemory.immortal(new byte[4096]);
        Cell full =
                new Cell(
                        memory,
                        AT,
                        _ -> {
                            throw new HeddleException("no room");
                        });
        full.create(value(1, 8));
        assertThatThrownBy(() -> full.tryReplace(0, value(2, 8), ME, ALL_ALIVE))
                .hasMessage("no room");
        assertThat(kindOf(full.tryRead())).isEqualTo(1);
        Cell cell = cell(memory);
        assertThat(cell.tryReplace(0, value(3, 8), ME, ALL_ALIVE)).isEqualTo(Replaced.DONE);
        assertThat(kindOf(cell.tryRead())).isEqualTo(3);
    }

    @Test
    void millionSmallValuesNeedNoMoreRoomThanThree() {
        AtomicLong end = new AtomicLong();
        Cell cell =
                new Cell(
                        MortalMemory.immortal(new byte[4096]),
                        AT,
                        bytes -> end.accumulateAndGet(bytes, Math::max));
        List<byte[]> value = value(1, 100);
        cell.create(value);
        for (int i = 0; i < 1_000_000; i++) {
            cell.tryReplace(i, value, ME, ALL_ALIVE);
        }
        assertThat(cell.tryRead().version()).isEqualTo(1_000_000);
        assertThat(end.get()).isPositive().isLessThan(AT + 3 * Cell.bytes(value));
    }

    @Test
    void valuesOfAnySizeNeedNoMoreRoomThanThreeOfTheLargest() {
        Random random = new Random(52);
        AtomicLong end = new AtomicLong();
        Cell cell =
                new Cell(
                        MortalMemory.immortal(new byte[16 << 10]),
                        AT,
                        bytes -> end.accumulateAndGet(bytes, Math::max));
        List<byte[]> largest = value(1, 4_000);
        cell.create(largest);
        for (int i = 0; i < 10_000; i++) {
            List<byte[]> value =
                    value(1 + i % 100, 1 + random.nextInt(3_000), random.nextInt(1_000));
            cell.tryReplace(Cell.ANY_VERSION, value, ME, ALL_ALIVE);
            assertThat(cell.tryRead().consistsOf(value)).isTrue();
        }
        assertThat(end.get()).isLessThan(AT + 3 * Cell.bytes(largest) + 64);
    }

    /// Replaces it once or twice before each access of one who reads.
    @Test
    void whoReadsMeanwhileGetsAWholeValueOrTriesAgain() {
        for (int times = 1; times <= 3; times++) {
            boolean reached = true;
            for (long access = 0; reached; access++) {
                Memory shared = MortalMemory.immortal(new byte[4096]);
                Cell writing = cell(shared);
                writing.create(value(1, 60, 20));
                int count = times;
                Interrupted memory = new Interrupted(shared, access, () -> replace(writing, count));
                Contents contents = cell(memory).tryRead();
                reached = memory.reached;
                if (contents == null) {
                    contents = writing.tryRead();
                }
                assertThat(kindOf(contents)).isLessThanOrEqualTo(1 + times);
            }
        }
    }

    private static void replace(Cell cell, int times) {
        for (int i = 1; i <= times; i++) {
            cell.tryReplace(Cell.ANY_VERSION, value(1 + i, 30 * i, 70), ME, ALL_ALIVE);
        }
    }

    /// Memory of one who reads, before one of whose accesses another one writes.
    private static final class Interrupted implements Memory {

        private final Memory memory;
        private final Runnable event;
        private long left;
        private boolean reached;

        Interrupted(Memory memory, long access, Runnable event) {
            this.memory = memory;
            this.left = access;
            this.event = event;
        }

        private void step() {
            if (left-- == 0) {
                reached = true;
                event.run();
            }
        }

        @Override
        public long getLong(long at) {
            step();
            return memory.getLong(at);
        }

        @Override
        public void get(long at, byte[] to, int offset, int length) {
            for (int i = 0; i < length; i += Long.BYTES) {
                step();
                memory.get(at + i, to, offset + i, Math.min(Long.BYTES, length - i));
            }
        }

        @Override
        public int getInt(long at) {
            throw new AssertionError("who reads does not look at the lock");
        }

        @Override
        public void setInt(long at, int value) {
            throw new AssertionError("who reads writes nothing");
        }

        @Override
        public boolean compareAndSetInt(long at, int expected, int value) {
            throw new AssertionError("who reads writes nothing");
        }

        @Override
        public void setLong(long at, long value) {
            throw new AssertionError("who reads writes nothing");
        }

        @Override
        public boolean compareAndSetLong(long at, long expected, long value) {
            throw new AssertionError("who reads writes nothing");
        }

        @Override
        public void put(long at, byte[] from, int offset, int length) {
            throw new AssertionError("who reads writes nothing");
        }
    }

    @Test
    void damageIsAnExceptionAndNoFaultOfMemory() {
        for (long damage : new long[] {-1, Long.MAX_VALUE}) {
            for (int word : new int[] {AT + 0x10, AT + 0x18, AT + 0x30, AT + 0x38}) {
                Memory memory = MortalMemory.immortal(new byte[4096]);
                Cell cell = cell(memory);
                cell.create(value(1, 60));
                memory.setLong(word, damage);
                assertThatThrownBy(cell::tryRead)
                        .isInstanceOf(HeddleException.class)
                        .hasMessageContaining("a shared value is damaged: version=0");
            }
        }
    }
}

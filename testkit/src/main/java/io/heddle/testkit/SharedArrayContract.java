package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import io.heddle.Strand;
import io.heddle.shared.SharedArray;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedMemory;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a [SharedArray] of each type and [SharedMemory] promise, wherever the other party is.
public abstract class SharedArrayContract {

    private static final int MANY = 1_000_000;
    private static final int OFTEN = 5_000;

    /// Made by subclasses.
    protected SharedArrayContract() {}

    /// Says where the other party is.
    ///
    /// @return the place
    protected abstract Elsewhere elsewhere();

    // ---- arrays --------------------------------------------------------------------------------

    /// Adds to the same elements on both sides.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void whatBothSidesAddIsAllThere() throws Exception {
        SharedArray.OfLong longs = SharedArray.ofLongs(3);
        SharedArray.OfInt ints = SharedArray.ofInts(3);
        SharedArray.OfDouble doubles = SharedArray.ofDoubles(3);
        Strand<Boolean> there = elsewhere().act(() -> add(longs, ints, doubles));
        add(longs, ints, doubles);
        there.get();
        assertThat(longs).hasToString("[0, %d, 0]".formatted(4 * OFTEN));
        assertThat(ints).hasToString("[0, 0, %d]".formatted(4 * OFTEN));
        assertThat(doubles).hasToString("[%s, 0.0, 0.0]".formatted(4.0 * OFTEN));
    }

    private static void add(
            SharedArray.OfLong longs, SharedArray.OfInt ints, SharedArray.OfDouble doubles) {
        for (int i = 0; i < OFTEN; i++) {
            longs.incrementAndGet(1);
            longs.updateAndGet(1, n -> n + 1);
            ints.getAndAdd(2, 1);
            ints.accumulateAndGet(2, 1, Integer::sum);
            doubles.addAndGet(0, 1);
            doubles.getAndUpdate(0, n -> n + 1);
        }
    }

    /// Changes neighbouring bytes of one word on both sides.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void neighbouringBytesAreChangedWithoutHarmToEachOther() throws Exception {
        SharedArray.OfByte bytes = SharedArray.ofBytes(7);
        Strand<Boolean> there = elsewhere().act(() -> changeBytes(bytes, 5, 6));
        changeBytes(bytes, 4, 3);
        there.get();
        byte count = (byte) OFTEN;
        assertThat(bytes)
                .hasToString("[0, 0, 0, %d, %d, %d, %d]".formatted(count, count, count, count));
    }

    private static void changeBytes(SharedArray.OfByte bytes, int added, int set) {
        for (int i = 1; i <= OFTEN; i++) {
            bytes.addAndGet(added, (byte) 1);
            bytes.set(set, (byte) i);
        }
    }

    /// Sends large arrays and copies of their parts.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void largeArraysAreCopiedInParts() throws Exception {
        SharedArray.OfLong longs = SharedArray.ofLongs(MANY);
        SharedArray.OfInt ints = SharedArray.ofInts(MANY);
        SharedArray.OfDouble doubles = SharedArray.ofDoubles(MANY);
        SharedArray.OfByte bytes = SharedArray.ofBytes(MANY + 1);
        elsewhere()
                .act(() -> {
                    longs.copyFrom(MANY - 2, new long[] {1, 2, 3}, 1, 2);
                    ints.copyFrom(MANY - 2, new int[] {1, 2, 3}, 1, 2);
                    doubles.copyFrom(MANY - 2, new double[] {1, 2, 3}, 1, 2);
                    bytes.copyFrom(MANY - 1, new byte[] {1, 2, 3}, 1, 2);
                })
                .get();
        long[] someLongs = new long[4];
        int[] someInts = new int[4];
        double[] someDoubles = new double[4];
        byte[] someBytes = new byte[4];
        longs.copyTo(MANY - 3, someLongs, 1, 3);
        ints.copyTo(MANY - 3, someInts, 1, 3);
        doubles.copyTo(MANY - 3, someDoubles, 1, 3);
        bytes.copyTo(MANY - 2, someBytes, 1, 3);
        assertThat(someLongs).containsExactly(0, 0, 2, 3);
        assertThat(someInts).containsExactly(0, 0, 2, 3);
        assertThat(someDoubles).containsExactly(0, 0, 2, 3);
        assertThat(someBytes).containsExactly(0, 0, 2, 3);
        assertThat(bytes.compareAndSet(MANY, (byte) 3, (byte) -1)).isTrue();
        assertThat(bytes.get(MANY)).isEqualTo((byte) -1);
        assertThat(longs.length()).isEqualTo(MANY);
    }

    /// Does everything that the array of the JDK can do, with the same outcome.
    @Test
    public void longsAndIntsCalculateLikeThoseOfTheJdk() {
        SharedArray.OfLong longs = SharedArray.ofLongs(2);
        AtomicLongArray known = new AtomicLongArray(2);
        assertThat(calculate(longs)).isEqualTo(calculate(known));
        assertThat(longs).hasToString(known.toString());
        SharedArray.OfInt ints = SharedArray.ofInts(2);
        AtomicIntegerArray knownInts = new AtomicIntegerArray(2);
        assertThat(calculate(ints)).isEqualTo(calculate(knownInts));
        assertThat(ints).hasToString(knownInts.toString());
    }

    private static String calculate(SharedArray.OfLong a) {
        StringBuilder log = new StringBuilder();
        a.set(1, 5);
        a.setPlain(1, a.getPlain(1) + 1);
        a.setOpaque(1, a.getOpaque(1) + 1);
        a.setRelease(1, a.getAcquire(1) + 1);
        a.lazySet(0, 4);
        log.append(a.getAndSet(1, 9)).append(' ').append(a.compareAndSet(1, 8, 0));
        log.append(a.compareAndSet(1, 9, 10)).append(a.compareAndExchange(1, 9, 0));
        log.append(a.compareAndExchangeAcquire(1, 10, 11)).append(' ');
        log.append(a.compareAndExchangeRelease(1, 11, 12)).append(' ');
        while (!a.weakCompareAndSetPlain(1, 12, 13)) {}
        while (!a.weakCompareAndSetVolatile(1, 13, 14)) {}
        while (!a.weakCompareAndSetAcquire(1, 14, 15)) {}
        while (!a.weakCompareAndSetRelease(1, 15, Long.MAX_VALUE)) {}
        log.append(a.weakCompareAndSetVolatile(1, 15, 0)).append(a.getAndIncrement(1));
        log.append(a.getAndDecrement(1)).append(a.incrementAndGet(1)).append(a.decrementAndGet(1));
        log.append(a.getAndAdd(1, 7)).append(a.addAndGet(1, -9));
        log.append(a.getAndUpdate(1, n -> n / 3)).append(a.updateAndGet(1, n -> n * 5));
        log.append(a.getAndAccumulate(1, 3, Math::max))
                .append(a.accumulateAndGet(1, -3, Math::min));
        return log.append(a.get(0)).append(a.length()).toString();
    }

    private static String calculate(AtomicLongArray a) {
        StringBuilder log = new StringBuilder();
        a.set(1, 5);
        a.setPlain(1, a.getPlain(1) + 1);
        a.setOpaque(1, a.getOpaque(1) + 1);
        a.setRelease(1, a.getAcquire(1) + 1);
        a.lazySet(0, 4);
        log.append(a.getAndSet(1, 9)).append(' ').append(a.compareAndSet(1, 8, 0));
        log.append(a.compareAndSet(1, 9, 10)).append(a.compareAndExchange(1, 9, 0));
        log.append(a.compareAndExchangeAcquire(1, 10, 11)).append(' ');
        log.append(a.compareAndExchangeRelease(1, 11, 12)).append(' ');
        while (!a.weakCompareAndSetPlain(1, 12, 13)) {}
        while (!a.weakCompareAndSetVolatile(1, 13, 14)) {}
        while (!a.weakCompareAndSetAcquire(1, 14, 15)) {}
        while (!a.weakCompareAndSetRelease(1, 15, Long.MAX_VALUE)) {}
        log.append(a.weakCompareAndSetVolatile(1, 15, 0)).append(a.getAndIncrement(1));
        log.append(a.getAndDecrement(1)).append(a.incrementAndGet(1)).append(a.decrementAndGet(1));
        log.append(a.getAndAdd(1, 7)).append(a.addAndGet(1, -9));
        log.append(a.getAndUpdate(1, n -> n / 3)).append(a.updateAndGet(1, n -> n * 5));
        log.append(a.getAndAccumulate(1, 3, Math::max))
                .append(a.accumulateAndGet(1, -3, Math::min));
        return log.append(a.get(0)).append(a.length()).toString();
    }

    private static String calculate(SharedArray.OfInt a) {
        StringBuilder log = new StringBuilder();
        a.set(1, 5);
        a.setRelease(1, a.getAcquire(1) + 1);
        a.lazySet(0, 4);
        log.append(a.getAndSet(1, 9)).append(a.compareAndSet(1, 8, 0));
        log.append(a.compareAndSet(1, 9, Integer.MIN_VALUE)).append(a.getAndDecrement(1));
        log.append(a.incrementAndGet(1)).append(a.getAndAdd(1, 7)).append(a.addAndGet(1, -9));
        log.append(a.getAndUpdate(1, n -> n / 3)).append(a.updateAndGet(1, n -> n * 5));
        log.append(a.getAndAccumulate(1, 3, Math::max))
                .append(a.accumulateAndGet(1, -3, Math::min));
        return log.append(a.get(0)).append(a.length()).toString();
    }

    private static String calculate(AtomicIntegerArray a) {
        StringBuilder log = new StringBuilder();
        a.set(1, 5);
        a.setRelease(1, a.getAcquire(1) + 1);
        a.lazySet(0, 4);
        log.append(a.getAndSet(1, 9)).append(a.compareAndSet(1, 8, 0));
        log.append(a.compareAndSet(1, 9, Integer.MIN_VALUE)).append(a.getAndDecrement(1));
        log.append(a.incrementAndGet(1)).append(a.getAndAdd(1, 7)).append(a.addAndGet(1, -9));
        log.append(a.getAndUpdate(1, n -> n / 3)).append(a.updateAndGet(1, n -> n * 5));
        log.append(a.getAndAccumulate(1, 3, Math::max))
                .append(a.accumulateAndGet(1, -3, Math::min));
        return log.append(a.get(0)).append(a.length()).toString();
    }

    /// Calculates with doubles, also with those that are no numbers, and with bytes.
    @Test
    public void doublesAndBytesCalculateAsTheirTypesDo() {
        SharedArray.OfDouble doubles = SharedArray.ofDoubles(1);
        assertThat(doubles.getAndSet(0, Double.NaN)).isZero();
        assertThat(doubles.compareAndSet(0, Double.NaN, -0.0)).isTrue();
        assertThat(doubles.compareAndSet(0, 0.0, 1)).isFalse();
        assertThat(doubles.addAndGet(0, 1.5)).isEqualTo(1.5);
        assertThat(doubles.updateAndGet(0, _ -> Double.NaN)).isNaN();
        assertThat(doubles.getAndUpdate(0, _ -> 2)).isNaN();
        assertThat(doubles.accumulateAndGet(0, 3, Math::max)).isEqualTo(3);
        assertThat(doubles.compareAndExchange(0, 3, 4)).isEqualTo(3);
        SharedArray.OfByte bytes = SharedArray.ofBytes(6);
        for (int i = 0; i < 6; i++) {
            assertThat(bytes.getAndAdd(i, (byte) 127)).isZero();
            assertThat(bytes.addAndGet(i, (byte) 1)).isEqualTo(Byte.MIN_VALUE);
            assertThat(bytes.compareAndExchange(i, (byte) 1, (byte) 2)).isEqualTo(Byte.MIN_VALUE);
            assertThat(bytes.getAndSet(i, (byte) -1)).isEqualTo(Byte.MIN_VALUE);
            assertThat(bytes.updateAndGet(i, n -> n * 3)).isEqualTo((byte) -3);
            assertThat(bytes.accumulateAndGet(i, (byte) i, Integer::sum)).isEqualTo((byte) (i - 3));
        }
        assertThat(bytes).hasToString("[-3, -2, -1, 0, 1, 2]");
    }

    /// Names index and length.
    @Test
    public void boundsAreNamed() {
        SharedArray.OfInt ints = SharedArray.ofInts(5);
        assertThatThrownBy(() -> ints.get(5))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("no such element: index=5 length=5");
        assertThatThrownBy(() -> ints.incrementAndGet(-1))
                .hasMessageContaining("index=-1 length=5");
        SharedArray.OfByte bytes = SharedArray.ofBytes(5);
        assertThatThrownBy(() -> bytes.compareAndSet(6, (byte) 0, (byte) 1))
                .hasMessageContaining("index=6 length=5");
        assertThatThrownBy(() -> ints.copyTo(3, new int[9], 0, 3))
                .hasMessage("no such elements: index=3 count=3 length=5");
        assertThatThrownBy(() -> ints.copyFrom(0, new int[2], 1, 2))
                .hasMessage("no such elements of the other array: offset=1 count=2 length=2");
        assertThatThrownBy(() -> ints.copyFrom(0, new int[2], 0, -1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ints.copyTo(Integer.MAX_VALUE, new int[2], 0, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> SharedArray.ofLongs(-1))
                .isInstanceOf(NegativeArraySizeException.class)
                .hasMessageContaining("length=-1");
        assertThat(SharedArray.ofBytes(0)).hasToString("[]");
    }

    // ---- memory --------------------------------------------------------------------------------

    /// Writes there and reads here, to the last byte, without a copy.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-53")
    public void memoryIsTheSameOnBothSides() throws Exception {
        long size = 3_000_001;
        try (SharedMemory memory = SharedMemory.create(size)) {
            assertThat(memory.size()).isEqualTo(size);
            assertThat(memory.segment().byteSize()).isEqualTo(size);
            assertThat(memory.segment().get(ValueLayout.JAVA_BYTE, size - 1)).isZero();
            SharedEvent written = SharedEvent.create();
            SharedEvent read = SharedEvent.create();
            Strand<Byte> there =
                    elsewhere()
                            .start(() -> {
                                memory.segment().set(ValueLayout.JAVA_BYTE, size - 1, (byte) 7);
                                written.set();
                                read.await();
                                return memory.segment().get(ValueLayout.JAVA_BYTE, 0);
                            });
            written.await();
            assertThat(memory.segment().get(ValueLayout.JAVA_BYTE, size - 1)).isEqualTo((byte) 7);
            memory.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 8);
            read.set();
            assertThat(there.get()).isEqualTo((byte) 8);
            assertThatThrownBy(() -> memory.segment().get(ValueLayout.JAVA_BYTE, size))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    /// Closes it here.
    @Test
    public void closedMemoryIsRefusedAndNotAFault() {
        SharedMemory memory = SharedMemory.create(1);
        assertThat(memory.isClosed()).isFalse();
        memory.close();
        memory.close();
        assertThat(memory.isClosed()).isTrue();
        assertThat(memory.toString()).endsWith("[Size = 1, closed]");
        assertThatThrownBy(() -> memory.segment().get(ValueLayout.JAVA_BYTE, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    /// Wants more than there is.
    @Test
    @Tag("fault-53")
    public void memoryForWhichThereIsNoRoomIsAnExceptionAtCreation() {
        for (long bytes : new long[] {1L << 50, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> SharedMemory.create(bytes))
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("no room for shared memory: bytes=")
                    .hasMessageContaining("--shm-size");
        }
        assertThatThrownBy(() -> SharedMemory.create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes=0");
    }

    /// Makes and opens memory in threads that are interrupted.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void interruptKeepsNobodyFromMakingAndOpeningAndIsKept() throws Exception {
        Thread.currentThread().interrupt();
        SharedMemory memory = SharedMemory.create(5_000_000);
        SharedArray.OfLong array = SharedArray.ofLongs(10_000);
        assertThat(Thread.interrupted()).isTrue();
        array.set(9_999, 1);
        assertThat(elsewhere().start(() -> memory.size() + array.get(9_999)).get())
                .isEqualTo(5_000_001);
        memory.close();
    }
}

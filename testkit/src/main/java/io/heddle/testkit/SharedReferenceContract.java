package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.TaskSerializationException;
import io.heddle.shared.SharedBarrier;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/// What a [SharedReference] promises, wherever the other party is.
public abstract class SharedReferenceContract {

    private static final List<Integer> SIZES = List.of(0, 10, 5_000, 70_000, 1_000_000, 3);

    /// Made by subclasses.
    protected SharedReferenceContract() {}

    /// Says where the other party is.
    ///
    /// @return the place
    protected abstract Elsewhere elsewhere();

    /// Sets it there and reads it here, with values of many sizes.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void valueOfAnySizeIsTheSameOnBothSides() throws Exception {
        SharedReference<Object> reference = SharedReference.create(null);
        SharedBarrier barrier = SharedBarrier.create(2);
        assertThat(reference.get()).isNull();
        Strand<Boolean> there = elsewhere().act(() -> exchange(reference, barrier));
        for (int size : SIZES) {
            barrier.await();
            assertThat(reference.get()).isEqualTo("x".repeat(size));
            reference.set(new Object[] {new byte[size], size});
            barrier.await();
        }
        barrier.await();
        assertThat(there.get()).isTrue();
        assertThat(reference.get()).isNull();
    }

    private static void exchange(SharedReference<Object> reference, SharedBarrier barrier)
            throws Exception {
        for (int size : SIZES) {
            reference.set("x".repeat(size));
            barrier.await();
            barrier.await();
            if (sizeOf(reference.get()) != size) {
                throw new AssertionError("something else was set: size=" + size);
            }
        }
        reference.set(null);
        barrier.await();
    }

    private static int sizeOf(Object value) {
        Object[] parts = (Object[]) value;
        byte[] bytes = (byte[]) parts[0];
        return bytes.length == (Integer) parts[1] ? bytes.length : -1;
    }

    /// Has a first value that needs more than a page.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void firstValueMayBeLarge() throws Exception {
        SharedReference<String> reference = SharedReference.create("x".repeat(100_000));
        assertThat(elsewhere().start(() -> reference.get().length()).get()).isEqualTo(100_000);
    }

    /// Changes a copy.
    @Test
    public void whatIsReadIsACopy() {
        SharedReference<List<String>> reference = SharedReference.create(new ArrayList<>());
        reference.get().add("lost");
        assertThat(reference.get()).isEmpty();
        assertThat(reference).hasToString("[]");
    }

    /// Counts on both sides by a function.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void updatesOfBothSidesAreAllThere() throws Exception {
        SharedReference<Integer> reference = SharedReference.create(0);
        List<Strand<Boolean>> parties = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            parties.add(elsewhere().act(() -> count(reference)));
            parties.add(Strand.ofCoroutine().start(() -> count(reference)));
        }
        for (Strand<Boolean> party : parties) {
            party.get();
        }
        assertThat(reference.get()).isEqualTo(2_000);
    }

    private static boolean count(SharedReference<Integer> reference) {
        for (int i = 0; i < 250; i++) {
            reference.updateAndGet(n -> n + 1);
            Integer before = reference.get();
            while (!reference.compareAndSet(before, before + 1)) {
                before = reference.get();
            }
        }
        return true;
    }

    /// Reads large values here while they are replaced there.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void whoReadsSeesWholeValuesOnly() throws Exception {
        SharedReference<byte[]> reference = SharedReference.create(new byte[1]);
        SharedLong over = SharedLong.create(0);
        Strand<Boolean> there = elsewhere().act(() -> replaceOften(reference, over));
        while (over.get() == 0) {
            byte[] value = reference.get();
            for (byte each : value) {
                if (each != value[0]) {
                    throw new AssertionError("half of one value and half of another");
                }
            }
        }
        there.get();
        assertThat(reference.get()).hasSize(9_999).containsOnly(99);
    }

    private static void replaceOften(SharedReference<byte[]> reference, SharedLong over) {
        for (int i = 0; i < 1_000; i++) {
            byte[] value = new byte[9_000 + i];
            Arrays.fill(value, (byte) (i % 100));
            reference.set(value);
        }
        over.set(1);
    }

    /// Behaves as `AtomicReference` does.
    @Test
    public void calculatesLikeThatOfTheJdk() {
        SharedReference<String> reference = SharedReference.create("a");
        assertThat(reference.getAndSet("b")).isEqualTo("a");
        assertThat(reference.compareAndSet("a", "c")).isFalse();
        assertThat(reference.compareAndSet("b", "c")).isTrue();
        assertThat(reference.compareAndExchange("b", "d")).isEqualTo("c");
        assertThat(reference.compareAndExchange("c", "d")).isEqualTo("c");
        assertThat(reference.getAndUpdate(s -> s + "e")).isEqualTo("d");
        assertThat(reference.updateAndGet(s -> s + "f")).isEqualTo("def");
        assertThat(reference.getAndAccumulate("g", String::concat)).isEqualTo("def");
        assertThat(reference.accumulateAndGet("h", String::concat)).isEqualTo("defgh");
        assertThat(reference.compareAndSet(null, "i")).isFalse();
        assertThat(reference.compareAndSet("defgh", null)).isTrue();
        assertThat(reference.compareAndSet(null, "i")).isTrue();
    }

    /// Offers the methods of a weaker order.
    @Test
    public void itHasTheOrdersOfTheJdk() {
        SharedReference<String> reference = SharedReference.create("a");
        reference.setPlain("b");
        assertThat(reference.getAcquire()).isEqualTo("b");
        reference.setOpaque("c");
        assertThat(reference.getPlain()).isEqualTo("c");
        reference.setRelease("d");
        assertThat(reference.getOpaque()).isEqualTo("d");
        reference.lazySet("e");
        assertThat(reference.compareAndExchangeAcquire("e", "f")).isEqualTo("e");
        assertThat(reference.compareAndExchangeRelease("e", "g")).isEqualTo("f");
        assertThat(reference.weakCompareAndSetPlain("f", "h")).isTrue();
        assertThat(reference.weakCompareAndSetVolatile("f", "i")).isFalse();
        assertThat(reference.weakCompareAndSetAcquire("h", "i")).isTrue();
        assertThat(reference.weakCompareAndSetRelease("i", "j")).isTrue();
        assertThat(reference.get()).isEqualTo("j");
    }

    /// Compares a map, which writes itself differently after it was read.
    @Test
    public void whatWasReadIsTheSameAsWhatIsThere() {
        Map<String, Integer> roomy = new HashMap<>(1_000);
        roomy.put("one", 1);
        SharedReference<Map<String, Integer>> reference = SharedReference.create(roomy);
        Map<String, Integer> read = reference.get();
        assertThat(reference.compareAndSet(read, Map.of("two", 2))).isTrue();
        assertThat(reference.compareAndSet(read, Map.of())).isFalse();
        assertThat(reference.get()).isEqualTo(Map.of("two", 2));
        reference.set(roomy);
        assertThat(reference.compareAndSet(roomy, read)).isTrue();
    }

    /// Sets what cannot be serialized.
    @Test
    public void valueThatCannotTravelIsNamedAndChangesNothing() {
        SharedReference<Object> reference = SharedReference.create("before");
        assertThatThrownBy(() -> reference.set(new Object[] {"a", new Object()}))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> reference.updateAndGet(_ -> new Object()))
                .isInstanceOf(TaskSerializationException.class);
        assertThat(reference.get()).isEqualTo("before");
        assertThatThrownBy(() -> SharedReference.create(new Object()))
                .isInstanceOf(TaskSerializationException.class);
    }

    /// Lets the other side set something of a type that is not expected here.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void typesThatAreNotListedAreRefusedWhereTheListIs() throws Exception {
        SharedReference<Object> reference = SharedReference.create(null);
        reference.allowOnly("java.util.BitSet");
        elsewhere().act(() -> reference.set(new LinkedBlockingQueue<>(7))).get();
        assertThatThrownBy(reference::get)
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("java.util.concurrent.LinkedBlockingQueue");
        assertThatThrownBy(() -> reference.getAndSet(2))
                .isInstanceOf(TaskSerializationException.class);
        assertThat(reference).hasToString("SharedReference[unreadable here]");
        elsewhere().act(() -> reference.set(new BitSet())).get();
        assertThat(reference.get()).isEqualTo(new BitSet());
    }

    /// Sets a larger value in a thread that is interrupted.
    @Test
    public void interruptKeepsNobodyFromSettingAndIsKept() {
        SharedReference<byte[]> reference = SharedReference.create(new byte[1]);
        Thread.currentThread().interrupt();
        try {
            for (int bytes = 1_000; bytes < 200_000; bytes *= 2) {
                reference.set(new byte[bytes]);
                assertThat(reference.get()).hasSize(bytes);
            }
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        reference.set(new byte[1_000_000]);
        assertThat(reference.get()).hasSize(1_000_000);
    }
}

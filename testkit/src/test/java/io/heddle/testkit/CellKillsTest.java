package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Action;
import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.internal.os.Descriptors;
import io.heddle.shared.PeerDiedException;
import io.heddle.shared.SharedArray;
import io.heddle.shared.SharedBarrier;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedMemory;
import io.heddle.shared.SharedReference;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Processes that use barriers, references, arrays and memory are killed and stopped for real.
@Tag("slow")
class CellKillsTest {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final List<ProcessStrand<?>> children = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (ProcessStrand<?> child : children) {
            child.kill();
            child.join();
        }
        SharedMemoryNames.vanish();
    }

    private ProcessStrand<Void> child(Action action) {
        ProcessStrand<Void> child = ShortLife.strand().start(action);
        children.add(child);
        return child;
    }

    private static void stayForEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    // ---- barriers ------------------------------------------------------------------------------

    @Test
    @Tag("fault-52")
    void processThatIsKilledAtABarrierBreaksItForTheOthers() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        ProcessStrand<Void> child = child(barrier::await);
        Eventually.holds("the child waits", () -> barrier.getNumberWaiting() == 1);
        Strand<Integer> waiting = Strand.ofCoroutine().start(() -> barrier.await());
        Eventually.holds("both wait", () -> barrier.getNumberWaiting() == 2);
        child.kill();
        assertThatThrownBy(waiting::get)
                .cause()
                .isInstanceOf(BrokenBarrierException.class)
                .hasMessageContaining("a process has died that had arrived: pid=" + child.pid())
                .cause()
                .isInstanceOfSatisfying(
                        PeerDiedException.class,
                        died -> assertThat(died.pid()).isEqualTo(child.pid()));
        assertThat(barrier.isBroken()).isTrue();
        assertThatThrownBy(barrier::await).hasCauseInstanceOf(PeerDiedException.class);
    }

    @Test
    @Tag("fault-52")
    void processThatIsKilledWithinTheActionBreaksTheBarrier() throws Exception {
        SharedEvent acting = SharedEvent.create();
        SharedBarrier barrier =
                SharedBarrier.create(
                        2,
                        () -> {
                            acting.set();
                            stayForEver();
                        });
        Strand<Integer> waiting = Strand.ofThread().start(() -> barrier.await());
        Eventually.holds("one waits", () -> barrier.getNumberWaiting() == 1);
        ProcessStrand<Void> child = child(barrier::await);
        acting.await();
        assertThat(waiting.isDone()).isFalse();
        child.kill();
        assertThatThrownBy(waiting::get).hasRootCauseInstanceOf(PeerDiedException.class);
    }

    /// Nobody waits, so whoever looks finds it out.
    @Test
    @Tag("fault-52")
    void barrierIsBrokenAlsoIfNobodyWaitedWhenAProcessWasKilledThere() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(2);
        ProcessStrand<Void> child = child(barrier::await);
        Eventually.holds("the child waits", () -> barrier.getNumberWaiting() == 1);
        child.kill();
        Eventually.holds("it is broken", barrier::isBroken);
        barrier.reset();
        Strand<Integer> other = Strand.ofThread().start(() -> barrier.await());
        assertThat(barrier.await() + other.get()).isEqualTo(1);
    }

    @Test
    @Tag("fault-52")
    void stoppedPartyIsWaitedFor() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        ProcessStrand<Void> child = child(barrier::await);
        Eventually.holds("the child waits", () -> barrier.getNumberWaiting() == 1);
        Standstill.of(child);
        Strand<Integer> waiting = Strand.ofThread().start(() -> barrier.await());
        long begin = System.nanoTime();
        Eventually.hasPassed(Duration.ofMillis(300), begin);
        assertThat(barrier.isBroken()).isFalse();
        assertThat(waiting.isDone()).isFalse();
        assertThat(barrier.await()).isZero();
        assertThat(waiting.get()).isEqualTo(1);
        child.send(Signal.CONT);
        assertThat(child.get()).isNull();
    }

    // ---- references ----------------------------------------------------------------------------

    @Test
    void valueOutlivesWhoeverSetItAndIsNeverHalf() throws Exception {
        SharedReference<byte[]> reference = SharedReference.create(new byte[1]);
        SharedLong sets = SharedLong.create(0);
        for (int round = 0; round < 3; round++) {
            ProcessStrand<Void> child = child(() -> setForEver(reference, sets));
            long enough = sets.get() + 20;
            Eventually.holds("it has set some", () -> sets.get() > enough);
            child.kill();
            child.join();
            byte[] value = reference.get();
            assertThat(value).containsOnly(value[0]).hasSizeGreaterThan(10_000);
        }
        reference.set(new byte[5]);
        assertThat(reference.get()).hasSize(5);
    }

    private static void setForEver(SharedReference<byte[]> reference, SharedLong sets) {
        for (int i = 0; ; i++) {
            byte[] value = new byte[50_000 + i % 1_000];
            java.util.Arrays.fill(value, (byte) i);
            reference.set(value);
            sets.incrementAndGet();
        }
    }

    /// A process with a list of types holds to it whatever the parent sets.
    @Test
    void valueIsReadByTheRulesByWhichTheReferenceHasCome() throws Exception {
        SharedReference<Object> reference = SharedReference.create(new LinkedBlockingQueue<>(1));
        SharedEvent set = SharedEvent.create();
        ProcessStrand<Object> child =
                ShortLife.strand()
                        .allowOnly(
                                "io.heddle.shared.*",
                                "io.heddle.internal.memory.*",
                                CellKillsTest.class.getName())
                        .start(() -> {
                            set.await();
                            return reference.get();
                        });
        children.add(child);
        set.set();
        assertThatThrownBy(child::get)
                .hasStackTraceContaining("the shared value could not be read")
                .hasStackTraceContaining("java.util.concurrent.LinkedBlockingQueue");
    }

    // ---- memory --------------------------------------------------------------------------------

    @Test
    @Tag("fault-53")
    void memoryStaysForTheOthersWhenWhoeverOpenedItIsKilled() throws Exception {
        SharedMemory memory = SharedMemory.create(1 << 20);
        SharedEvent written = SharedEvent.create();
        ProcessStrand<Void> user =
                child(() -> {
                    memory.segment().set(LONG, 8, 42);
                    written.set();
                    stayForEver();
                });
        written.await();
        user.kill();
        user.join();
        assertThat(memory.segment().get(LONG, 8)).isEqualTo(42);
        memory.close();
    }

    @Test
    @Tag("fault-53")
    void memoryStaysForTheOthersWhenItsMakerIsKilled() throws Exception {
        SharedReference<SharedMemory> made = SharedReference.create(null);
        SharedReference<SharedArray.OfLong> array = SharedReference.create(null);
        ProcessStrand<Void> maker =
                child(() -> {
                    SharedMemory memory = SharedMemory.create(1 << 20);
                    memory.segment().set(LONG, 8, 42);
                    made.set(memory);
                    SharedArray.OfLong longs = SharedArray.ofLongs(100_000);
                    longs.set(99_999, 43);
                    array.set(longs);
                    stayForEver();
                });
        Eventually.holds("it is made", () -> array.get() != null);
        SharedMemory memory = made.get();
        SharedArray.OfLong longs = array.get();
        maker.kill();
        maker.join();
        assertThat(memory.segment().get(LONG, 8)).isEqualTo(42);
        assertThat(longs.get(99_999)).isEqualTo(43);
        assertThat(ShortLife.strand().start(() -> memory.segment().get(LONG, 8)).get())
                .as("sent on by one who opened it")
                .isEqualTo(42);
        memory.close();
    }

    @Test
    @Tag("fault-53")
    void closedMemoryStaysForTheOthersAndComesBackFromThem() throws Exception {
        SharedMemory memory = SharedMemory.create(1 << 20);
        SharedReference<SharedMemory> back = SharedReference.create(null);
        SharedEvent closed = SharedEvent.create();
        ProcessStrand<Long> user =
                ShortLife.strand()
                        .start(() -> {
                            back.set(memory);
                            closed.await();
                            memory.segment().set(LONG, 0, 44);
                            return memory.segment().get(LONG, 8);
                        });
        children.add(user);
        memory.segment().set(LONG, 8, 42);
        Eventually.holds("it was opened", () -> back.get() != null);
        SharedMemory same = back.get();
        assertThat(same).isSameAs(memory);
        memory.close();
        assertThatThrownBy(() -> memory.segment().get(LONG, 0))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> back.set(memory))
                .hasStackTraceContaining("memory that is closed here cannot be sent");
        SharedMemory again = back.get();
        assertThat(again).isNotSameAs(memory);
        closed.set();
        assertThat(user.get()).isEqualTo(42);
        assertThat(again.segment().get(LONG, 0)).isEqualTo(44);
        again.close();
    }

    /// A child makes memory, and a child of that opens it; then both are killed.
    @Test
    @Tag("fault-53")
    void memoryOfProcessesThatAreAllKilledIsGone() throws Exception {
        SharedReference<String> files = SharedReference.create("");
        ProcessStrand<Void> maker =
                child(() -> {
                    SharedMemory memory = SharedMemory.create(1 << 20);
                    List<String> before = openRegions();
                    ShortLife.strand().start(() -> openAndStay(memory, files, before));
                    stayForEver();
                });
        Eventually.holds("both have it", () -> !files.get().isEmpty());
        List<String> theirs = List.of(files.get().split("\n"));
        assertThat(theirs).isNotEmpty();
        maker.kill();
        maker.join();
        Eventually.holds(
                "nobody has it open any more",
                () -> Descriptors.ofOthers(theirs::contains).isEmpty());
    }

    private static void openAndStay(
            SharedMemory memory, SharedReference<String> files, List<String> ofMaker)
            throws InterruptedException {
        memory.segment().set(LONG, 0, 1);
        List<String> both = new ArrayList<>(openRegions());
        both.retainAll(ofMaker);
        files.set(String.join("\n", both));
        stayForEver();
    }

    /// Memory alone: a jar of this library has such a name too, and others may be reading it.
    private static List<String> openRegions() {
        return Descriptors.of(
                        ProcessHandle.current().pid(),
                        target -> target.startsWith("/dev/shm/heddle-"))
                .stream()
                .flatMap(descriptor -> descriptor.target().stream())
                .toList();
    }
}

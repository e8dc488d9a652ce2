package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import io.heddle.Strand;
import io.heddle.shared.NameTakenException;
import io.heddle.shared.NoSuchNameException;
import io.heddle.shared.SharedArray;
import io.heddle.shared.SharedBarrier;
import io.heddle.shared.SharedBoolean;
import io.heddle.shared.SharedCondition;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedMemory;
import io.heddle.shared.SharedNames;
import io.heddle.shared.SharedQueue;
import io.heddle.shared.SharedReference;
import io.heddle.shared.SharedSemaphore;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What names of shared objects promise, wherever the other party is.
public abstract class SharedNamesContract {

    private static final Duration LIMIT = Duration.ofSeconds(50);

    private final List<String> names = new ArrayList<>();

    /// Made by subclasses.
    protected SharedNamesContract() {}

    /// Says where the other party is.
    ///
    /// @return the place
    protected abstract Elsewhere elsewhere();

    private String newName() {
        String name = "contract." + UUID.randomUUID();
        names.add(name);
        return name;
    }

    @AfterEach
    void freeNames() {
        names.forEach(SharedNames::unlink);
    }

    // ---- finding -------------------------------------------------------------------------------

    /// Makes one of each kind here and uses it there.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-53")
    public void whatHasANameIsTheSameThingThere() throws Exception {
        String name = newName();
        SharedLong number = SharedLong.create(name + ".n", 40);
        SharedBoolean truth = SharedBoolean.create(name + ".b", true);
        SharedEvent event = SharedEvent.create(name + ".e");
        SharedLatch latch = SharedLatch.create(name + ".l", 2);
        SharedSemaphore plain = SharedSemaphore.create(name + ".s", 3);
        SharedSemaphore tracked = SharedSemaphore.createTracked(name + ".t", 1);
        elsewhere()
                .act(() -> {
                    SharedLong.open(name + ".n").addAndGet(2);
                    SharedBoolean.open(name + ".b").set(false);
                    SharedEvent.open(name + ".e").set();
                    SharedLatch.open(name + ".l").countDown();
                    SharedSemaphore.open(name + ".s").acquire(2);
                    SharedSemaphore.open(name + ".t").release();
                })
                .get();
        assertThat(number.get()).isEqualTo(42);
        assertThat(truth.get()).isFalse();
        assertThat(event.isSet()).isTrue();
        assertThat(latch.getCount()).isEqualTo(1);
        assertThat(plain.availablePermits()).isEqualTo(1);
        assertThat(plain.isTracked()).isFalse();
        assertThat(tracked.isTracked()).isTrue();
        assertThat(tracked.availablePermits()).isEqualTo(2);
        assertThat(SharedLong.open(name + ".n")).isSameAs(number);
        for (String end : List.of(".n", ".b", ".e", ".l", ".s", ".t")) {
            assertThat(SharedNames.unlink(name + end)).isTrue();
        }
    }

    /// Makes one of each kind that lies in a region of its own here and uses it there.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-53")
    public void whatGrowsOrIsClosedHasANameToo() throws Exception {
        String name = newName();
        SharedQueue<String> queue = SharedQueue.create(name + ".q", 2);
        SharedReference<String> reference = SharedReference.create(name + ".r", "warp");
        SharedBarrier barrier = SharedBarrier.create(name + ".b", 1);
        SharedArray.OfLong longs = SharedArray.ofLongs(name + ".a", 3);
        SharedArray.OfByte bytes = SharedArray.ofBytes(name + ".o", 3);
        try (SharedMemory memory = SharedMemory.create(name + ".m", 1 << 20)) {
            elsewhere()
                    .act(() -> {
                        SharedQueue.<String>open(name + ".q").put("x".repeat(1 << 20));
                        SharedReference<String> same = SharedReference.open(name + ".r");
                        same.set(same.get() + " and weft".repeat(100_000));
                        SharedBarrier.open(name + ".b").await();
                        SharedArray.openLongs(name + ".a").set(2, 42);
                        SharedArray.openBytes(name + ".o").set(1, (byte) 7);
                        try (SharedMemory there = SharedMemory.open(name + ".m")) {
                            there.segment().setAtIndex(ValueLayout.JAVA_INT, 3, 4711);
                        }
                    })
                    .get();
            if (!memory.isClosed()) { // the other one may be this process, where it is one object
                assertThat(memory.segment().getAtIndex(ValueLayout.JAVA_INT, 3)).isEqualTo(4711);
            }
        }
        assertThat(queue.take()).hasSize(1 << 20);
        assertThat(reference.get()).startsWith("warp and weft").hasSizeGreaterThan(100_000);
        assertThat(barrier.getParties()).isEqualTo(1);
        assertThat(longs.get(2)).isEqualTo(42);
        assertThat(bytes.get(1)).isEqualTo((byte) 7);
        assertThat(SharedQueue.<String>openOrCreate(name + ".q", 9)).isSameAs(queue);
        for (String end : List.of(".q", ".r", ".b", ".a", ".o")) {
            assertThat(SharedNames.unlink(name + end)).isTrue();
        }
        SharedNames.unlink(name + ".m"); // gone with those that had it, or with its name
    }

    /// Makes memory of a name that somebody has, again and again.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-53")
    public void whoIsRefusedANameKeepsNoMemory() throws Exception {
        String name = newName();
        try (SharedMemory memory = SharedMemory.create(name, 1 << 20)) {
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> SharedMemory.create(name, 1 << 20))
                        .isInstanceOf(NameTakenException.class);
            }
            assertThat(memory.size()).isEqualTo(1 << 20);
        }
        assertThatThrownBy(() -> SharedMemory.open(name)).isInstanceOf(NoSuchNameException.class);
    }

    /// Excludes one side by a lock that the other has made, and lets it go on by a condition.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void conditionsOfALockHaveNamesOfItsOwn() throws Exception {
        String name = newName();
        SharedLock lock = SharedLock.create(name);
        SharedLong waiting = SharedLong.create(0);
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            SharedLock same = SharedLock.open(name);
                            SharedCondition full = same.condition("full");
                            same.lock();
                            try {
                                waiting.set(1);
                                while (waiting.get() == 1) {
                                    full.await();
                                }
                            } finally {
                                same.unlock();
                            }
                        });
        Eventually.holds("it waits", () -> waiting.get() == 1);
        lock.lock();
        try {
            SharedCondition full = lock.condition("full");
            assertThat(lock.condition("full")).isSameAs(full);
            assertThat(lock.condition("empty")).isNotSameAs(full);
            waiting.set(2);
            full.signalAll();
        } finally {
            lock.unlock();
        }
        assertThat(there.get()).isTrue();
        assertThat(SharedLock.create().condition("full")).isNotSameAs(lock.condition("full"));
    }

    /// Makes fair ones here and looks at them there.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void whatIsFairHasANameTooAndIsFairThere() throws Exception {
        String name = newName();
        SharedLock lock = SharedLock.create(name + ".l", true);
        SharedSemaphore plain = SharedSemaphore.create(name + ".s", -1, true);
        SharedSemaphore tracked = SharedSemaphore.createTracked(name + ".t", 2, true);
        SharedLock other = SharedLock.openOrCreate(name + ".o", true);
        SharedSemaphore more = SharedSemaphore.openOrCreate(name + ".p", 1, true);
        lock.lock();
        try {
            Strand<Boolean> there =
                    elsewhere()
                            .start(() ->
                                    SharedLock.open(name + ".l").isFair()
                                            && SharedLock.openOrCreate(name + ".l").isFair()
                                            && !SharedLock.open(name + ".l").tryLock()
                                            && SharedLock.open(name + ".o").isFair()
                                            && SharedSemaphore.open(name + ".s").isFair()
                                            && SharedSemaphore.open(name + ".t").isFair()
                                            && SharedSemaphore.open(name + ".t").isTracked()
                                            && SharedSemaphore.openOrCreate(name + ".p", 5)
                                                    .isFair());
            assertThat(there.get()).isTrue();
        } finally {
            lock.unlock();
        }
        elsewhere().act(() -> SharedSemaphore.open(name + ".s").release(3)).get();
        assertThat(plain.tryAcquire(2)).isTrue();
        assertThat(tracked.tryAcquire(2)).isTrue();
        assertThat(more.availablePermits()).isEqualTo(1);
        assertThat(other.isLocked()).isFalse();
        assertThat(SharedLock.create(name + ".u", false).isFair()).isFalse();
        for (String end : List.of(".l", ".s", ".t", ".o", ".p", ".u")) {
            assertThat(SharedNames.unlink(name + end)).isTrue();
        }
    }

    /// Opens what nobody has made.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-53")
    public void nameThatNobodyHasIsRefused() throws Exception {
        String name = newName();
        assertThatThrownBy(() -> SharedLock.open(name))
                .isInstanceOf(NoSuchNameException.class)
                .hasMessageContaining("name=" + name)
                .hasMessageContaining("type=SharedLock");
        assertThatThrownBy(() -> SharedLock.open(name.substring(0, 12)))
                .isInstanceOf(NoSuchNameException.class);
        assertThatThrownBy(elsewhere().act(() -> SharedEvent.open(name))::get)
                .hasCauseInstanceOf(NoSuchNameException.class);
    }

    /// Opens something as what it is not.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-53")
    public void nameOfAnotherKindIsRefused() throws Exception {
        String name = newName();
        SharedLong number = SharedLong.create(name, 1);
        String why = "name=" + name + " wanted=SharedLock found=SharedLong";
        assertThatThrownBy(() -> SharedLock.open(name)).hasMessageContaining(why);
        assertThatThrownBy(() -> SharedLock.openOrCreate(name)).hasMessageContaining(why);
        assertThatThrownBy(elsewhere().act(() -> SharedLock.open(name))::get)
                .cause()
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining(why);
        assertThat(number.get()).isEqualTo(1);
    }

    /// Gives names that are none.
    @Test
    public void badNamesAreRefused() {
        for (String bad : List.of("", "a b", "a/b", "../a", "ä", "x".repeat(101), "a\n")) {
            assertThatThrownBy(() -> SharedEvent.create(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 100 characters")
                    .hasMessageContaining("length=" + bad.length());
            assertThatThrownBy(() -> SharedEvent.open(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> SharedLatch.create(newName(), -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedSemaphore.createTracked(newName(), -1))
                .isInstanceOf(IllegalArgumentException.class);
        String longest = newName() + "x".repeat(55);
        assertThat(SharedEvent.create(longest)).isSameAs(SharedEvent.open(longest));
        assertThat(SharedNames.unlink(longest)).isTrue();
    }

    // ---- making --------------------------------------------------------------------------------

    /// Makes what is there.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-53")
    public void nameThatIsTakenIsRefusedWithWhoHasIt() throws Exception {
        String name = newName();
        SharedLong number = SharedLong.create(name, 7);
        String why = "name=" + name + " pid=" + ProcessHandle.current().pid();
        assertThatThrownBy(() -> SharedLong.create(name, 8))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("open(\"" + name + "\")");
        assertThatThrownBy(elsewhere().act(() -> SharedEvent.create(name))::get)
                .cause()
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining(why);
        assertThat(number.get()).isEqualTo(7);
    }

    /// Lets many on both sides make the same at once.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-53")
    public void exactlyOneOfManyMakersWins() throws Exception {
        String base = newName();
        SharedLong winners = SharedLong.create(0);
        int rounds = 3;
        Strand<Boolean> there = elsewhere().act(() -> makeManyAtOnce(base, rounds, winners));
        makeManyAtOnce(base, rounds, winners);
        there.get();
        assertThat(winners.get()).isEqualTo(rounds);
        for (int round = 0; round < rounds; round++) {
            assertThat(SharedLong.open(base + "." + round).get()).isEqualTo(42);
            assertThat(SharedNames.unlink(base + "." + round)).isTrue();
        }
    }

    private static void makeManyAtOnce(String base, int rounds, SharedLong winners)
            throws Exception {
        for (int round = 0; round < rounds; round++) {
            String name = base + "." + round;
            List<Strand<Void>> makers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                makers.add(Strand.ofThread().start(() -> make(name, winners)));
            }
            for (Strand<Void> maker : makers) {
                maker.get();
            }
        }
    }

    private static void make(String name, SharedLong winners) {
        try {
            SharedLong.create(name, 42);
            winners.incrementAndGet();
        } catch (NameTakenException e) {
            assertThat(SharedLong.open(name).get()).isEqualTo(42);
        }
    }

    /// Lets many on both sides find or make the same at once.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-53")
    public void allWhoOpenOrCreateAtOnceHaveTheSame() throws Exception {
        String name = newName();
        Strand<Boolean> there = elsewhere().act(() -> countTogether(name));
        countTogether(name);
        there.get();
        assertThat(SharedLong.open(name).get()).isEqualTo(100 + 8);
        assertThat(SharedLong.openOrCreate(name, 5).get()).isEqualTo(100 + 8);
    }

    private static void countTogether(String name) throws Exception {
        List<Strand<Long>> counters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            counters.add(
                    Strand.ofThread()
                            .start(() -> SharedLong.openOrCreate(name, 100).incrementAndGet()));
        }
        for (Strand<Long> counter : counters) {
            counter.get();
        }
    }

    /// Takes a name away twice, and gives it to something else.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-53")
    public void nameThatWasTakenAwayIsFreeAndItsObjectGoesOn() throws Exception {
        String name = newName();
        SharedLong first = SharedLong.create(name, 1);
        assertThat(elsewhere().start(() -> SharedNames.unlink(name)).get()).isTrue();
        assertThat(elsewhere().start(() -> SharedNames.unlink(name)).get()).isFalse();
        assertThat(SharedNames.unlink(name)).isFalse();
        assertThatThrownBy(() -> SharedLong.open(name)).isInstanceOf(NoSuchNameException.class);
        SharedLong second = SharedLong.create(name, 2);
        elsewhere().act(() -> SharedLong.open(name).set(20)).get();
        elsewhere().act(() -> first.set(10)).get();
        assertThat(first.get()).isEqualTo(10);
        assertThat(second.get()).isEqualTo(20);
        assertThat(SharedNames.unlink(name)).isTrue();
    }

    /// Uses names in a thread whose interrupt flag is set.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void interruptSpoilsNoName() throws Exception {
        String name = newName();
        Thread.currentThread().interrupt();
        SharedEvent made = SharedEvent.create(name);
        SharedEvent found = SharedEvent.open(name);
        boolean refused = false;
        try {
            SharedEvent.create(name);
        } catch (NameTakenException e) {
            refused = true;
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(refused).isTrue();
        assertThat(found).isSameAs(made);
        Strand<Boolean> there = elsewhere().start(() -> openInterrupted(name).await(LIMIT));
        made.set();
        assertThat(there.get()).isTrue();
    }

    private static SharedEvent openInterrupted(String name) {
        Thread.currentThread().interrupt();
        SharedEvent found = SharedEvent.open(name);
        assertThat(Thread.interrupted()).isTrue();
        return found;
    }
}

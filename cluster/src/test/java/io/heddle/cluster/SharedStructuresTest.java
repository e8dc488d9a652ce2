package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import io.heddle.TaskSerializationException;
import io.heddle.cluster.internal.link.Link;
import io.heddle.testkit.Eventually;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What each structure does between two members of a cluster, none of which dies.
@Timeout(60)
class SharedStructuresTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private static TestServer server;
    private static Cluster left;
    private static Cluster right;
    private static Link link; // to look at what the server has

    private final String name = UUID.randomUUID().toString();

    @BeforeAll
    static void join() {
        server = TestServer.startFor(Invitation.secret());
        left = Invitation.to(server).join();
        right = Invitation.to(server).join();
        link = Link.open(left.options());
    }

    @AfterAll
    static void leave() {
        left.close();
        right.close();
        link.close();
        server.close();
    }

    record Point(int x, List<String> names) implements Serializable {}

    // ---- queue ---------------------------------------------------------------------------------

    @Test
    void recordsAndTimesGoThereAndBack() throws Exception {
        List<Object> values =
                List.of(
                        new Point(1, List.of("a", "b")),
                        Instant.ofEpochSecond(1, 2),
                        LocalDate.of(2026, 11, 22),
                        ZonedDateTime.parse("2026-11-22T01:02:03+01:00[Europe/Paris]"),
                        Duration.ofNanos(7),
                        Map.of("k", List.of(1L, 2.5)),
                        new byte[100_000],
                        TimeUnit.DAYS);
        BlockingQueue<Object> there = left.queue(name);
        BlockingQueue<Object> here = right.queue(name);
        for (Object value : values) {
            there.put(value);
        }
        for (Object value : values) {
            assertThat(here.poll(10, TimeUnit.SECONDS)).isEqualTo(value);
        }
        assertThat(here.poll()).isNull();
    }

    @Test
    void valueThatCannotTravelFailsInItsCallerAndLeavesTheQueueUsable() throws Exception {
        BlockingQueue<Object> queue = left.queue(name, 1);
        assertThatThrownBy(() -> queue.put(new Object()))
                .isInstanceOf(TaskSerializationException.class)
                .hasRootCauseInstanceOf(NotSerializableException.class);
        assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
        assertThat(queue.offer("fine")).isTrue();
        assertThat(right.queue(name, 1).take()).isEqualTo("fine");
    }

    @Test
    void fullQueueMakesPutWaitUntilThereIsRoom() throws Exception {
        BlockingQueue<Integer> queue = left.queue(name, 2);
        queue.put(1);
        queue.put(2);
        assertThat(queue.offer(3)).isFalse();
        assertThat(queue.offer(3, 20, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(queue.remainingCapacity()).isZero();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> put = threads.submit(() -> putThree(queue));
            BlockingQueue<Integer> other = right.queue(name, 2);
            assertThat(other.take()).isEqualTo(1);
            put.get(10, TimeUnit.SECONDS);
            assertThat(List.of(other.take(), other.take())).containsExactly(2, 3);
        }
        assertThatThrownBy(() -> right.queue(name, 3))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("capacity=2 wanted=3");
    }

    private static Void putThree(BlockingQueue<Integer> queue) throws InterruptedException {
        queue.put(3);
        return null;
    }

    @Test
    void interruptedTakeLosesNothing() throws Exception {
        BlockingQueue<Integer> queue = left.queue(name);
        BlockingQueue<Integer> other = right.queue(name);
        List<Integer> taken = new CopyOnWriteArrayList<>();
        int items = 60;
        for (int i = 0; i < items; i++) {
            Thread taker = Thread.ofVirtual().start(() -> takeInto(queue, taken));
            other.put(i);
            taker.interrupt();
            taker.join();
        }
        for (Integer rest = queue.poll(); rest != null; rest = queue.poll()) {
            taken.add(rest);
        }
        assertThat(taken).hasSize(items).doesNotHaveDuplicates();
    }

    private static void takeInto(BlockingQueue<Integer> queue, List<Integer> taken) {
        try {
            taken.add(queue.take());
        } catch (InterruptedException e) {
            // what it would have taken is still there
        }
    }

    @Test
    void everyTakerOfACrowdGetsItsOwnElement() throws Exception {
        BlockingQueue<Integer> queue = left.queue(name);
        BlockingQueue<Integer> other = right.queue(name);
        List<Integer> taken = new CopyOnWriteArrayList<>();
        List<Thread> takers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            BlockingQueue<Integer> one = i % 2 == 0 ? queue : other;
            takers.add(Thread.ofVirtual().start(() -> takeInto(one, taken)));
        }
        for (int i = 0; i < 20; i++) {
            queue.put(i);
        }
        for (Thread taker : takers) {
            taker.join();
        }
        assertThat(taken).hasSize(20).doesNotHaveDuplicates();
    }

    // ---- acknowledged queue --------------------------------------------------------------------

    @Test
    void rejectedAndUnreadableValuesAreDeadLettersThatCanBeSentAgain() throws Exception {
        AcknowledgedQueue<Object> queue = left.acknowledgedQueue(name, Duration.ofSeconds(1), 2);
        queue.send("no");
        queue.send(new Poison());
        queue.send("yes");
        try (Delivery<Object> first = queue.receive()) {
            first.reject("does not please");
            assertThatThrownBy(first::ack).isInstanceOf(IllegalStateException.class);
        }
        try (Delivery<Object> second = queue.receive()) {
            assertThat(second.value()).isEqualTo("yes"); // not the poison
            second.ack();
        }
        List<DeadLetter<Object>> dead = queue.deadLetters(10);
        assertThat(dead).extracting(DeadLetter::reason).first().isEqualTo("does not please");
        assertThat(dead.get(1).value()).isEmpty();
        assertThat(dead.get(1).reason()).isNotEmpty();
        assertThat(queue.sendAgain(dead.get(0))).isTrue();
        assertThat(queue.discard(dead.get(1))).isTrue();
        assertThat(queue.discard(dead.get(1))).isFalse();
        assertThat(queue.receive(SOON).value()).isEqualTo("no");
        assertThat(queue.deadLetters(10)).isEmpty();
    }

    /// Travels, and cannot be read.
    static final class Poison implements Serializable {
        private void readObject(java.io.ObjectInputStream in) {
            throw new IllegalStateException("bitter");
        }
    }

    @Test
    void valueThatIsGivenBackComesAgainUntilItIsDead() throws Exception {
        AcknowledgedQueue<String> queue = left.acknowledgedQueue(name, Duration.ofSeconds(1), 2);
        queue.send("a");
        try (Delivery<String> first = queue.receive()) {
            assertThat(first.deliveryCount()).isEqualTo(1);
            assertThat(queue.inDelivery()).isEqualTo(1);
        }
        try (Delivery<String> second = queue.receive(SOON)) {
            assertThat(second.deliveryCount()).isEqualTo(2);
        }
        assertThat(queue.receive(Duration.ofMillis(50))).isNull();
        assertThat(queue.deadLetters(1).getFirst().deliveryCount()).isEqualTo(2);
        assertThat(queue.size()).isZero();
    }

    @Test
    void deliveryIsRenewedForAsLongAsItsReceiverLives() throws Exception {
        Duration visibility = Duration.ofMillis(300);
        AcknowledgedQueue<String> queue = left.acknowledgedQueue(name, visibility, 5);
        AcknowledgedQueue<String> other = right.acknowledgedQueue(name, visibility, 5);
        queue.send("long work");
        try (Delivery<String> mine = queue.receive()) {
            assertThat(other.receive(visibility.multipliedBy(4))).isNull();
            mine.ack();
        }
        assertThat(other.size()).isZero();
    }

    // ---- lock and semaphore --------------------------------------------------------------------

    @Test
    void lockExcludesThreadsOfBothMembers() throws Exception {
        ClusterLock here = left.lock(name);
        ClusterLock there = right.lock(name);
        ClusterCounter counter = left.counter(name);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ClusterLock lock = i % 2 == 0 ? here : there;
            threads.add(Thread.ofVirtual().start(() -> addTenTimes(lock, counter)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(counter.get()).isEqualTo(80);
        assertThat(here.isLocked()).isFalse();
    }

    private static void addTenTimes(ClusterLock lock, ClusterCounter counter) {
        for (int i = 0; i < 10; i++) {
            lock.lock();
            try {
                counter.set(counter.get() + 1); // not atomic without the lock
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    @SuppressWarnings("LockNotBeforeTry") // each step is what is tested
    void lockIsReentrantAndEachHoldingHasAGreaterToken() throws Exception {
        ClusterLock lock = left.lock(name);
        lock.lock();
        long first = lock.token();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.token()).isEqualTo(first);
        lock.unlock();
        assertThat(right.lock(name).tryLock()).isFalse();
        assertThat(right.lock(name).tryLock(20, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(lock::token).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(lock::newCondition).isInstanceOf(UnsupportedOperationException.class);
        ClusterLock other = right.lock(name);
        assertThat(other.tryLock(10, TimeUnit.SECONDS)).isTrue();
        assertThat(other.token()).isGreaterThan(first);
        other.unlock();
    }

    @Test
    void interruptEndsTheWaitForALock() throws Exception {
        ClusterLock lock = left.lock(name);
        lock.lock();
        try {
            CountDownLatch interrupted = new CountDownLatch(1);
            Thread waiter =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    right.lock(name).lockInterruptibly();
                                } catch (InterruptedException e) {
                                    interrupted.countDown();
                                }
                            });
            waiter.interrupt();
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            lock.unlock();
        }
        assertThat(left.lock(name).tryLock()).isTrue(); // nobody has taken it
        left.lock(name).unlock();
    }

    @Test
    void holdingThatTheServerHasForgottenIsToldAtUnlock() {
        ClusterLock lock = left.lock(name);
        lock.lock();
        forget("lock", "holder");
        assertThatThrownBy(lock::unlock)
                .isInstanceOf(LeaseLostException.class)
                .hasMessageContaining("lock=" + name);
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        ClusterSemaphore semaphore = left.semaphore(name, 2);
        semaphore.acquireUninterruptibly();
        forget("semaphore", "taken");
        assertThatThrownBy(semaphore::release).isInstanceOf(LeaseLostException.class);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    @SuppressWarnings("LockNotBeforeTry") // each step is what is tested
    void lockThatWasLostIsNotTakenOnceMoreByItsHolder() throws Exception {
        ClusterLock lock = left.lock(name);
        lock.lock();
        forget("lock", "holder");
        Eventually.holds("it is noticed", () -> !lock.isHeldByCurrentThread());
        assertThatThrownBy(lock::lock)
                .isInstanceOf(LeaseLostException.class)
                .hasMessageContaining("lock=" + name);
        assertThatThrownBy(lock::tryLock).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(lock::unlock).isInstanceOf(LeaseLostException.class);
        lock.lock();
        lock.unlock();
    }

    @Test
    void deliveryThatTheServerHasForgottenIsToldAsLost() throws Exception {
        AcknowledgedQueue<String> queue = left.acknowledgedQueue(name);
        queue.send("value");
        Delivery<String> delivery = queue.receive();
        forget("acknowledged", "values");
        assertThatThrownBy(delivery::ack).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void whoOpensAQueueWithoutAWordDecidesNothingForOthers() {
        AcknowledgedQueue<String> monitored = left.acknowledgedQueue(name);
        assertThat(monitored.size()).isZero();
        right.acknowledgedQueue(name, Duration.ofSeconds(3), 2);
        assertThatThrownBy(() -> left.acknowledgedQueue(name, Duration.ofSeconds(3), 4))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("deliveries=2 wanted=4");
    }

    @Test
    void overfullQueueHasNoRoomAndIsNotUnlimited() throws Exception {
        BlockingQueue<Integer> queue = left.queue(name, 1);
        queue.put(1);
        var items = link.client().getList(link.name("queue", name) + ":items");
        items.add(items.get(0)); // as one that is put back
        assertThat(queue.remainingCapacity()).isZero();
    }

    @Test
    void latchCountsWithoutRounding() {
        ClusterLatch latch = left.latch(name, Long.MAX_VALUE);
        latch.countDown();
        assertThat(latch.getCount()).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void listenerThatSwallowsAnInterruptHearsNothingAfterItsEnd() throws Exception {
        ClusterTopic<Integer> topic = left.topic(name);
        List<Integer> heard = new CopyOnWriteArrayList<>();
        var subscription =
                right.<Integer>topic(name)
                        .subscribe(message -> {
                            heard.add(message);
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                heard.add(-1); // swallowed
                            }
                        });
        for (int i = 0; i < 5; i++) {
            topic.publish(i);
        }
        Eventually.holds("it hears", () -> heard.size() == 1);
        subscription.close();
        Eventually.holds("it has ended", () -> heard.size() == 2);
        Eventually.holds("nobody listens", () -> topic.publish(1) == 0);
        assertThat(heard).containsExactly(0, -1);
    }

    /// As if the lease had run out.
    private void forget(String kind, String part) {
        link.client().getKeys().delete(link.name(kind, name) + ":" + part);
    }

    @Test
    @SuppressWarnings("LockNotBeforeTry") // each step is what is tested
    void leaseIsRenewedWhileItsHolderLives() throws Exception {
        ClusterLock lock = left.lock(name);
        ClusterSemaphore semaphore = left.semaphore(name, 1);
        lock.lock();
        semaphore.acquire();
        long begun = System.nanoTime();
        assertThat(right.lock(name).tryLock(2500, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - begun).isGreaterThan(Duration.ofSeconds(2).toNanos());
        assertThat(right.semaphore(name, 1).tryAcquire()).isFalse();
        semaphore.release();
        lock.unlock();
    }

    @Test
    void permitsAreTakenAllOrNoneAndComeBackToWhoWaits() throws Exception {
        ClusterSemaphore here = left.semaphore(name, 3);
        ClusterSemaphore there = right.semaphore(name, 3);
        here.acquire(2);
        assertThat(there.tryAcquire(2)).isFalse();
        assertThat(there.tryAcquire(2, Duration.ofMillis(20))).isFalse();
        assertThat(there.availablePermits()).isEqualTo(1);
        assertThatThrownBy(there::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> there.acquire(4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> right.semaphore(name, 4)).isInstanceOf(HeddleException.class);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> waiter = threads.submit(() -> there.tryAcquire(3, SOON));
            here.release(2);
            assertThat(waiter.get()).isTrue();
        }
        there.release(3);
        assertThat(here.availablePermits()).isEqualTo(3);
    }

    // ---- signals -------------------------------------------------------------------------------

    @Test
    void latchOpensForAllWhenItIsCountedDown() throws Exception {
        ClusterLatch here = left.latch(name, 2);
        ClusterLatch there = right.latch(name, 2);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> waiter = threads.submit(() -> there.await(SOON));
            here.countDown();
            assertThat(here.await(Duration.ofMillis(10))).isFalse();
            there.countDown();
            assertThat(waiter.get()).isTrue();
        }
        here.countDown();
        assertThat(here.getCount()).isZero();
        assertThat(there.reset(1)).isTrue();
        assertThat(there.reset(5)).isFalse();
        assertThat(here.getCount()).isEqualTo(1);
    }

    @Test
    void eventThatIsSetBetweenLookAndSubscribeIsNotMissed() throws Exception {
        ClusterEvent here = left.event(name);
        ClusterEvent there = right.event(name);
        for (int i = 0; i < 40; i++) {
            CountDownLatch begun = new CountDownLatch(1);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Boolean> waiter =
                        threads.submit(() -> {
                            begun.countDown();
                            return there.await(SOON);
                        });
                begun.await();
                here.set();
                assertThat(waiter.get()).isTrue();
            }
            here.clear();
            assertThat(there.isSet()).isFalse();
        }
    }

    @Test
    void whoWaitedWhenAnEventWasSetGoesOnThoughItIsClearedAtOnce() throws Exception {
        ClusterEvent here = left.event(name);
        ClusterEvent there = right.event(name);
        here.set();
        here.clear();
        assertThat(there.await(Duration.ofMillis(10))).isFalse();
        Thread waiter = Thread.ofPlatform().start(() -> awaitQuietly(there));
        Eventually.holds("it waits", () -> waiter.getState() == Thread.State.TIMED_WAITING);
        Eventually.holds("it listens", () -> listeners("event", "was-set") > 0);
        here.set();
        here.clear();
        waiter.join();
    }

    private static void awaitQuietly(ClusterEvent event) {
        try {
            event.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private long listeners(String kind, String channel) {
        return link.client().getTopic(link.name(kind, name) + ":" + channel).countSubscribers();
    }

    @Test
    void barrierTripsForAllAndAgain() throws Exception {
        ClusterBarrier here = left.barrier(name, 3);
        ClusterBarrier there = right.barrier(name, 3);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 3; round++) {
                List<Future<Integer>> parties =
                        List.of(
                                threads.submit(() -> here.await(SOON)),
                                threads.submit(() -> there.await(SOON)),
                                threads.submit(() -> there.await(SOON)));
                List<Integer> missing = new ArrayList<>();
                for (Future<Integer> party : parties) {
                    missing.add(party.get());
                }
                assertThat(missing).containsExactlyInAnyOrder(0, 1, 2);
            }
        }
        assertThat(here.isBroken()).isFalse();
    }

    @Test
    void partyThatLeavesEarlyBreaksTheBarrierUntilItIsReset() throws Exception {
        ClusterBarrier here = left.barrier(name, 2);
        ClusterBarrier there = right.barrier(name, 3 - 1);
        assertThatThrownBy(() -> here.await(Duration.ofMillis(50)))
                .isInstanceOf(TimeoutException.class);
        assertThat(there.isBroken()).isTrue();
        assertThatThrownBy(there::await).isInstanceOf(BrokenBarrierException.class);
        here.reset();
        assertThat(there.isBroken()).isFalse();
        Thread interrupted =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                there.await();
                            } catch (InterruptedException | BrokenBarrierException e) {
                                // as it must be
                            }
                        });
        Eventually.holds("one waits", () -> here.getNumberWaiting() == 1);
        interrupted.interrupt();
        interrupted.join();
        assertThat(here.isBroken()).isTrue();
    }

    @Test
    void whoWaitsAtABarrierThatIsResetLeavesIt() throws Exception {
        ClusterBarrier here = left.barrier(name, 2);
        ClusterBarrier there = right.barrier(name, 2);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> waiter = threads.submit(() -> there.await());
            Eventually.holds("one waits", () -> here.getNumberWaiting() == 1);
            here.reset();
            assertThatThrownBy(waiter::get).hasCauseInstanceOf(BrokenBarrierException.class);
        }
        assertThat(here.isBroken()).isFalse();
    }

    // ---- map, counter, topic -------------------------------------------------------------------

    @Test
    void mapIsAConcurrentMap() {
        ConcurrentMap<String, Integer> here = left.map(name);
        ConcurrentMap<String, Integer> there = right.map(name);
        assertThat(here.put("a", 1)).isNull();
        assertThat(there.put("a", 2)).isEqualTo(1);
        assertThat(here.putIfAbsent("a", 3)).isEqualTo(2);
        assertThat(here.replace("a", 3, 4)).isFalse();
        assertThat(here.replace("a", 2, 4)).isTrue();
        assertThat(there.compute("a", (_, v) -> v + 1)).isEqualTo(5);
        assertThat(there.merge("b", 1, Integer::sum)).isEqualTo(1);
        assertThat(there.computeIfAbsent("c", _ -> 9)).isEqualTo(9);
        assertThat(here).containsExactlyInAnyOrderEntriesOf(Map.of("a", 5, "b", 1, "c", 9));
        assertThat(here.remove("a", 4)).isFalse();
        assertThat(here.remove("a", 5)).isTrue();
        assertThat(here.computeIfPresent("b", (_, _) -> null)).isNull();
        assertThat(there.keySet()).containsExactly("c");
        there.values().removeIf(v -> v == 9);
        assertThat(here).isEmpty();
        assertThat(here.get("a")).isNull();
        assertThatThrownBy(() -> here.put("x", null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void entryThatWasChangedMeanwhileIsNotRemovedByACondition() {
        ConcurrentMap<String, Integer> here = left.map(name);
        ConcurrentMap<String, Integer> there = right.map(name);
        here.putAll(Map.of("a", 1, "b", 2));
        boolean removed =
                here.values()
                        .removeIf(value -> {
                            there.put("a", 10);
                            return value < 10;
                        });
        assertThat(removed).isTrue();
        assertThat(there).containsExactlyInAnyOrderEntriesOf(Map.of("a", 10));
        assertThat(here.entrySet().removeIf(entry -> entry.getValue() == 10)).isTrue();
        assertThat(there).isEmpty();

        ConcurrentMap<String, byte[]> arrays = left.map(name); // whose equals compares nothing
        arrays.put("c", new byte[3]);
        assertThat(arrays.values().removeIf(array -> array.length == 3)).isTrue();
        assertThat(arrays).isEmpty();
    }

    @Test
    void timesThatNobodyCanCountAreRefusedBeforeAnythingIsDone() {
        for (Duration time :
                List.of(ChronoUnit.FOREVER.getDuration(), Duration.ofNanos(1), Duration.ZERO)) {
            assertThatThrownBy(() -> left.acknowledgedQueue(name, time, 5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("queue=" + name + " visibility=");
            assertThatThrownBy(() -> ClusterOptions.named("x").lockLease(time))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("a time must be from 0.001s to 576h: lockLease=");
        }
    }

    @Test
    void computeOfAMapLosesNoUpdate() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ConcurrentMap<String, Integer> map = (i % 2 == 0 ? left : right).map(name);
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int j = 0; j < 25; j++) {
                                    map.merge("n", 1, Integer::sum);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(left.map(name)).containsEntry("n", 100);
    }

    @Test
    void counterCountsAsAnAtomicLongDoes() {
        ClusterCounter here = left.counter(name);
        ClusterCounter there = right.counter(name);
        assertThat(here.incrementAndGet()).isEqualTo(1);
        assertThat(there.getAndAdd(41)).isEqualTo(1);
        assertThat(there.compareAndSet(41, 0)).isFalse();
        assertThat(there.compareAndSet(42, Long.MAX_VALUE - 1)).isTrue();
        assertThat(here.getAndIncrement()).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(here.incrementAndGet()).isEqualTo(Long.MIN_VALUE);
        assertThat(here.getAndSet(7)).isEqualTo(Long.MIN_VALUE);
        assertThat(here.accumulateAndGet(6, (a, b) -> a * b)).isEqualTo(42);
    }

    @Test
    void listenerThatThrowsOrIsSlowHurtsNobody() throws Exception {
        ClusterTopic<Integer> here = left.topic(name);
        ClusterTopic<Integer> there = right.topic(name);
        List<Integer> heard = new CopyOnWriteArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        try (var slow = there.subscribe(_ -> awaitForever(never));
                var bad = there.subscribe(ListenerFailure::raise);
                var good = there.subscribe(heard::add)) {
            for (int i = 0; i < 50; i++) {
                assertThat(here.publish(i)).isPositive();
            }
            Eventually.holds("all are heard", () -> heard.size() == 50);
            assertThat(heard).isSorted();
            assertThat(List.of(slow.missed(), bad.missed(), good.missed()))
                    .containsExactly(0L, 0L, 0L);
        }
        Eventually.holds("nobody listens", () -> here.publish(1) == 0);
    }

    private static void awaitForever(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class ListenerFailure {
        static void raise(Integer ignored) {
            throw new IllegalStateException("a listener of a test fails");
        }
    }
}

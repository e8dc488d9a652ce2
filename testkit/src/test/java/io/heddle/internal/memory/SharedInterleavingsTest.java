package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.shared.SharedBarrier;
import io.heddle.shared.SharedBoolean;
import io.heddle.shared.SharedCondition;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedQueue;
import io.heddle.shared.SharedSemaphore;
import io.heddle.testkit.Eventually;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Between any two accesses of one who waits, another lets it go on; and between any two accesses of that one,
/// somebody begins to wait. Nobody may wait for ever, though nothing makes up for a ring that is missing.
@ExtendWith(WithoutSlices.class)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // it looks at each step by itself
class SharedInterleavingsTest {

    /// One who waits and one who lets it go on.
    interface Encounter {

        /// What the second one does before.
        default void prepare() {}

        void waits() throws InterruptedException;

        void lets() throws InterruptedException;
    }

    /// Makes an encounter, given how objects arrive at the one who waits and at the one who lets it go on.
    @FunctionalInterface
    interface Meeting {
        Encounter of(UnaryOperator<Object> waiting, UnaryOperator<Object> letting);
    }

    @SuppressWarnings("unchecked")
    static <T> T at(UnaryOperator<Object> side, T object) {
        return (T) side.apply(object);
    }

    static void meetAtEveryStep(Meeting meeting) {
        assertThat(interruptWaiting(meeting)).as("accesses of who waits").isGreaterThan(3);
        assertThat(interruptLetting(meeting)).as("accesses of who lets go on").isGreaterThan(1);
    }

    /// Far behind come looks at each of many places, all alike; the stride meets each kind of access.
    private static long stride(long access) {
        return access < 100 ? 1 : 7;
    }

    private static long interruptWaiting(Meeting meeting) {
        for (long access = 0; ; access += stride(access)) {
            try (WatchedSite watched = new WatchedSite();
                    Party waiting = new Party();
                    Party letting = new Party()) {
                Encounter encounter = meeting.of(watched::arrived, object -> object);
                letting.act(encounter::prepare);
                letting.finish("preparing");
                watched.before(access, () -> letting.act(encounter::lets));
                waiting.act(encounter::waits);
                boolean reached = watched.disarm();
                if (!reached) {
                    letting.act(encounter::lets);
                }
                String when = "let go on before access " + access;
                waiting.finish("who waits, " + when);
                letting.finish("who lets, " + when);
                if (!reached) {
                    return access;
                }
            }
        }
    }

    private static long interruptLetting(Meeting meeting) {
        for (long access = 0; ; access += stride(access)) {
            try (WatchedSite watched = new WatchedSite();
                    Party waiting = new Party();
                    Party letting = new Party()) {
                Encounter encounter = meeting.of(object -> object, watched::arrived);
                letting.act(encounter::prepare);
                letting.finish("preparing");
                watched.before(access, () -> waiting.act(encounter::waits));
                letting.act(encounter::lets);
                letting.finish("who lets, met before access " + access);
                if (!watched.disarm()) {
                    return access; // and nobody has begun to wait
                }
                waiting.finish("who waits, beginning before access " + access);
            }
        }
    }

    static Meeting semaphore(boolean tracked, boolean fair) {
        return (waiting, letting) -> {
            SharedSemaphore made = SharedSemaphore.create(0, fair);
            SharedSemaphore permits = tracked ? made.tracked() : made;
            SharedSemaphore here = at(waiting, permits);
            SharedSemaphore there = at(letting, permits);
            return new Encounter() {
                @Override
                public void waits() throws InterruptedException {
                    here.acquire();
                }

                @Override
                public void lets() {
                    there.release();
                }
            };
        };
    }

    @Test
    void permitReachesWhoWaitsForItWheneverItComes() {
        meetAtEveryStep(semaphore(false, false));
        meetAtEveryStep(semaphore(false, true));
    }

    @Test
    void trackedPermitReachesWhoWaitsForItWheneverItComes() {
        meetAtEveryStep(semaphore(true, false));
    }

    /// One takes a permit of many, and another one wants one too before each of its accesses.
    private static Meeting atTheTable(Wanting wanting) {
        return (waiting, letting) -> {
            SharedSemaphore permits = SharedSemaphore.create(5).tracked();
            SharedSemaphore here = at(waiting, permits);
            SharedSemaphore there = at(letting, permits);
            return new Encounter() {
                @Override
                public void waits() throws InterruptedException {
                    wanting.of(here);
                }

                @Override
                public void lets() {
                    var _ = there.tryAcquire();
                }
            };
        };
    }

    @FunctionalInterface
    private interface Wanting {
        void of(SharedSemaphore permits) throws InterruptedException;
    }

    @Test
    void trackedPermitThatIsThereIsHadThoughAnotherOneIsTakingOne() {
        AtomicInteger taken = new AtomicInteger();
        long accesses = interruptLetting(atTheTable(SharedSemaphore::acquire));
        interruptLetting(atTheTable(permits -> taken.addAndGet(permits.tryAcquire() ? 1 : 0)));
        interruptLetting(atTheTable(permits -> assertThat(permits.drainPermits()).isBetween(4, 5)));
        assertThat(accesses).isGreaterThan(5);
        assertThat(taken.get()).as("unless one is stopped").isGreaterThan((int) accesses / 2);
    }

    /// It is woken for no reason while another one is giving a permit, waits for that, and is rung meanwhile.
    @Test
    void ringThatMeetsOneWhoWaitsForTheTableIsNotLost() {
        for (long access = 0; ; access++) {
            SharedSemaphore permits = SharedSemaphore.create(0).tracked();
            AtomicReference<Thread> thread = new AtomicReference<>();
            try (WatchedSite watched = new WatchedSite();
                    Party waiting = new Party();
                    Party giving = new Party()) {
                SharedSemaphore there = watched.arrived(permits);
                waiting.act(() -> {
                    thread.set(Thread.currentThread());
                    permits.acquire(2);
                });
                watched.before(access, () -> wakeForNoReason(thread.get()));
                giving.act(there::release);
                giving.finish("who gives one, wakes another before access " + access);
                boolean reached = watched.disarm();
                permits.release();
                waiting.finish("who wants two, woken before access " + access);
                if (!reached) {
                    assertThat(access).isGreaterThan(5);
                    return;
                }
            }
        }
    }

    /// If it finds somebody in its way it parks again for some time only, nearly at once.
    @SuppressWarnings("ThreadPriorityCheck") // it needs this very processor
    private static void wakeForNoReason(Thread thread) {
        LockSupport.unpark(thread);
        for (int i = 0; i < 1_000 && thread.getState() != Thread.State.TIMED_WAITING; i++) {
            Thread.yield();
        }
    }

    /// One who wants more may be rung for a permit that is enough for the other one.
    @Test
    void permitReachesWhoWantsNoMoreThanThereIs() {
        for (boolean tracked : new boolean[] {false, true}) {
            for (int first : new int[] {1, 5}) {
                SharedSemaphore made = SharedSemaphore.create(0);
                SharedSemaphore permits = tracked ? made.tracked() : made;
                try (SecondSite second = new SecondSite();
                        SecondSite third = new SecondSite();
                        Party one = new Party();
                        Party two = new Party()) {
                    SharedSemaphore atOne = second.arrived(permits);
                    SharedSemaphore atTwo = third.arrived(permits);
                    one.act(() -> atOne.acquire(first));
                    two.act(() -> atTwo.acquire(6 - first));
                    permits.release();
                    (first == 1 ? one : two).finish("who wants one");
                    permits.release(5);
                    (first == 1 ? two : one).finish("who wants five");
                }
            }
        }
    }

    @Test
    @Tag("fault-52")
    void eventReachesWhoWaitsForItWheneverItIsSet() {
        meetAtEveryStep((waiting, letting) -> {
            SharedEvent event = SharedEvent.create();
            SharedEvent here = at(waiting, event);
            SharedEvent there = at(letting, event);
            return new Encounter() {
                @Override
                public void waits() throws InterruptedException {
                    here.await();
                }

                @Override
                public void lets() {
                    there.set();
                }
            };
        });
    }

    @Test
    void latchReachesWhoWaitsForItWheneverItOpens() {
        meetAtEveryStep((waiting, letting) -> {
            SharedLatch latch = SharedLatch.create(1);
            SharedLatch here = at(waiting, latch);
            SharedLatch there = at(letting, latch);
            return new Encounter() {
                @Override
                public void waits() throws InterruptedException {
                    here.await();
                }

                @Override
                public void lets() {
                    there.countDown();
                }
            };
        });
    }

    /// The other one waits no longer: either both meet, or the barrier is broken for who comes.
    static Meeting barrier() {
        return (waiting, letting) -> {
            SharedBarrier barrier = SharedBarrier.create(2);
            SharedBarrier here = at(waiting, barrier);
            SharedBarrier there = at(letting, barrier);
            return new Encounter() {
                @Override
                public void waits() throws InterruptedException {
                    try {
                        here.await();
                    } catch (BrokenBarrierException e) {
                        assertThat(e).hasMessageContaining("somebody waited no longer");
                    }
                }

                @Override
                public void lets() throws InterruptedException {
                    try {
                        there.await(Duration.ZERO);
                    } catch (BrokenBarrierException | TimeoutException e) {
                        assertThat(barrier.isBroken()).isTrue();
                    }
                }
            };
        };
    }

    @Test
    @Tag("fault-52")
    void whoWaitsAtABarrierHearsOfItsEndWheneverItComes() {
        meetAtEveryStep(barrier());
    }

    static Meeting lock(boolean fair) {
        return (waiting, letting) -> {
            SharedLock lock = SharedLock.create(fair);
            SharedLock here = at(waiting, lock);
            SharedLock there = at(letting, lock);
            return new Encounter() {
                @Override
                public void prepare() {
                    there.lock();
                }

                @Override
                public void waits() {
                    here.lock();
                    here.unlock();
                }

                @Override
                public void lets() {
                    there.unlock();
                }
            };
        };
    }

    @Test
    void lockReachesWhoWaitsForItWheneverItIsFree() {
        meetAtEveryStep(lock(false));
    }

    @Test
    void fairLockReachesWhoWaitsForItWheneverItIsFree() {
        meetAtEveryStep(lock(true));
    }

    static Meeting condition(boolean all) {
        return (waiting, letting) -> {
            SharedLock lock = SharedLock.create();
            SharedLock lockHere = at(waiting, lock);
            SharedLock lockThere = at(letting, lock);
            SharedCondition made = lock.newCondition();
            SharedCondition here = at(waiting, made);
            SharedCondition there = at(letting, made);
            SharedBoolean told = SharedBoolean.create(false);
            return new Encounter() {
                @Override
                public void waits() throws InterruptedException {
                    lockHere.lock();
                    while (!told.get()) {
                        here.await();
                    }
                    lockHere.unlock();
                }

                @Override
                public void lets() {
                    lockThere.lock();
                    told.set(true);
                    if (all) {
                        there.signalAll();
                    } else {
                        there.signal();
                    }
                    lockThere.unlock();
                }
            };
        };
    }

    @Test
    @Tag("fault-52")
    void signalReachesWhoWaitsForItWheneverItComes() {
        meetAtEveryStep(condition(false));
    }

    @Test
    @Tag("fault-52")
    void signalForAllReachesWhoWaitsForItWheneverItComes() {
        meetAtEveryStep(condition(true));
    }

    @FunctionalInterface
    interface Use {
        void of(SharedQueue<Integer> queue) throws InterruptedException;
    }

    static Meeting queue(int elements, Use waits, Use lets) {
        return (waiting, letting) -> {
            SharedQueue<Integer> queue = SharedQueue.create(2);
            for (int i = 0; i < elements; i++) {
                queue.add(i);
            }
            SharedQueue<Integer> here = at(waiting, queue);
            SharedQueue<Integer> there = at(letting, queue);
            return new Encounter() {
                @Override
                public void waits() throws InterruptedException {
                    waits.of(here);
                }

                @Override
                public void lets() throws InterruptedException {
                    lets.of(there);
                }
            };
        };
    }

    @Test
    @Tag("fault-47")
    void elementReachesWhoWaitsForItWheneverItIsPut() {
        meetAtEveryStep(queue(0, SharedQueue::take, queue -> queue.put(1)));
    }

    @Test
    @Tag("fault-47")
    void roomReachesWhoWaitsForItWheneverItIsMade() {
        meetAtEveryStep(queue(2, queue -> queue.put(3), SharedQueue::take));
    }

    @Test
    @Tag("stress")
    @Tag("fault-47")
    void roomReachesWhoWaitsForItHoweverItIsMade() {
        meetAtEveryStep(queue(2, queue -> queue.put(3), SharedQueue::clear));
        meetAtEveryStep(queue(2, queue -> queue.put(3), queue -> queue.removeIf(_ -> true)));
    }

    /// One takes the last large element, after which the queue gives memory back; another one puts the next one
    /// meanwhile.
    @Test
    @Tag("fault-47")
    void memoryThatIsGivenBackIsNotThatOfTheNextElement() {
        byte[] large = new byte[5 << 20];
        Arrays.fill(large, (byte) 7);
        for (long access = 0; ; access++) {
            SharedQueue<byte[]> queue = SharedQueue.create(2);
            queue.add(large);
            try (WatchedSite watched = new WatchedSite();
                    Party taking = new Party();
                    Party putting = new Party()) {
                SharedQueue<byte[]> there = watched.arrived(queue);
                watched.before(access, () -> putting.act(() -> queue.put(large)));
                taking.act(there::take);
                taking.finish("who takes");
                if (!watched.disarm()) {
                    assertThat(access).isGreaterThan(10);
                    return;
                }
                putting.finish("who puts, before access " + access);
                assertThat(Arrays.equals(queue.poll(), large)).isTrue();
            }
        }
    }

    /// Two wait and two permits come. The second one comes while the first one is being taken.
    @Test
    void ringThatMeetsOneWhoHasEnoughIsPassedOn() throws InterruptedException {
        for (long access = 0; ; access++) {
            SharedSemaphore permits = SharedSemaphore.create(0);
            try (WatchedSite watched = new WatchedSite();
                    SecondSite second = new SecondSite();
                    Party one = new Party();
                    Party two = new Party()) {
                SharedSemaphore atOne = watched.arrived(permits);
                SharedSemaphore atTwo = second.arrived(permits);
                one.act(atOne::acquire);
                two.act(atTwo::acquire);
                watched.before(access, permits::release);
                permits.release();
                Eventually.holds("somebody has it", () -> one.isDone() || two.isDone());
                boolean other = two.isDone() && !one.isDone(); // it had its turn first
                if (other) {
                    permits.release();
                }
                one.finish("the first, second permit before its access " + access);
                boolean reached = watched.disarm();
                if (!reached) {
                    permits.release();
                }
                two.finish(
                        "the second, second permit before access %d of the first"
                                .formatted(access));
                if (!reached && !other) {
                    assertThat(access).isGreaterThan(3);
                    return;
                }
            }
        }
    }

    /// Two wait, one is interrupted, and a permit comes while it goes.
    private static void ringWhoLeaves(boolean fair) {
        for (long access = 0; ; access++) {
            SharedSemaphore permits = SharedSemaphore.create(0, fair);
            try (WatchedSite watched = new WatchedSite();
                    SecondSite second = new SecondSite();
                    Party one = new Party();
                    Party two = new Party()) {
                SharedSemaphore atOne = watched.arrived(permits);
                SharedSemaphore atTwo = second.arrived(permits);
                AtomicBoolean taken = new AtomicBoolean();
                one.act(() -> {
                    try {
                        atOne.acquire();
                        taken.set(true);
                    } catch (InterruptedException e) {
                        // so it should, unless the permit comes first
                    }
                });
                two.act(atTwo::acquire);
                watched.before(access, permits::release);
                one.interrupt();
                one.finish("the first, permit before its access " + access);
                boolean reached = watched.disarm();
                if (taken.get() || !reached) {
                    permits.release();
                }
                two.finish("the second, permit before access %d of the first".formatted(access));
                if (!reached) {
                    assertThat(access).isGreaterThan(2);
                    return;
                }
            }
        }
    }

    @Test
    void ringThatMeetsOneWhoLeavesIsPassedOn() {
        ringWhoLeaves(false);
        ringWhoLeaves(true);
    }

    /// Two wait in one process, one in another one; the first leaves while the lock becomes free.
    @Test
    void leaderWhoLeavesIsFollowedByTheNextOfItsProcess() throws InterruptedException {
        for (boolean fair : new boolean[] {false, true}) {
            SharedLock lock = SharedLock.create(fair);
            try (SecondSite second = new SecondSite();
                    Party holder = new Party();
                    Party one = new Party();
                    Party two = new Party();
                    Party three = new Party()) {
                SharedLock there = second.arrived(lock);
                holder.act(lock::lock);
                one.act(() -> {
                    try {
                        there.lockInterruptibly();
                        there.unlock(); // the lock was free before
                    } catch (InterruptedException e) {
                        // so it should
                    }
                });
                two.act(() -> pass(there));
                three.act(() -> pass(lock));
                Eventually.holds("two wait there", () -> there.getQueueLength() == 2);
                one.interrupt();
                holder.act(lock::unlock);
                holder.finish("the holder");
                one.finish("who leaves");
                two.finish("who was behind it");
                three.finish("who is in another process");
            }
        }
    }

    /// It is free, and the first one has not woken up yet, when somebody comes.
    @Test
    void whoComesWhileAFairLockIsFreeDoesNotPassTheFirst() throws InterruptedException {
        SharedLock lock = SharedLock.create(true);
        SharedSemaphore permits = SharedSemaphore.create(0, true);
        AtomicBoolean passed = new AtomicBoolean();
        try (WatchedSite watched = new WatchedSite();
                Party holder = new Party();
                Party first = new Party();
                Party newcomer = new Party()) {
            SharedLock there = watched.arrived(lock);
            SharedSemaphore permitsThere = watched.arrived(permits);
            holder.act(lock::lock);
            first.act(() -> {
                pass(there);
                permitsThere.acquire();
            });
            watched.before(
                    0,
                    () -> {
                        newcomer.act(() -> passed.set(lock.tryLock(0, TimeUnit.SECONDS)));
                        newcomer.finish("who comes");
                    });
            holder.act(lock::unlock);
            holder.finish("the holder");
            Eventually.holds(
                    "the first waits for a permit",
                    () -> permitsThere.getQueueLength() == 1 && first.isWaiting());
            watched.before(
                    0,
                    () -> {
                        newcomer.act(() ->
                                passed.compareAndSet(
                                        false, permits.tryAcquire(0, TimeUnit.SECONDS)));
                        newcomer.finish("who comes");
                    });
            permits.release();
            first.finish("the first");
        }
        assertThat(passed).isFalse();
        assertThat(lock.isLocked()).isFalse();
    }

    private static void pass(SharedLock lock) {
        lock.lock();
        lock.unlock();
    }
}

package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.testkit.Eventually;
import io.heddle.testkit.Leftovers;
import io.heddle.testkit.Marks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is left of each structure when a process that uses it is killed or stopped. The victim of most of them holds
/// one thing of each kind, so that one process is enough.
@Timeout(60)
class SharedStructuresKillsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private static TestServer server;
    private static Cluster cluster;
    private static Cluster second;
    private static Invitation invitation;

    @TempDir static Path folder;

    private final String name = UUID.randomUUID().toString();

    @BeforeAll
    static void join() {
        server = TestServer.startFor(Invitation.secret());
        invitation = Invitation.to(server);
        cluster = invitation.join();
        second = invitation.join();
    }

    @AfterAll
    static void leave() throws Exception {
        cluster.close();
        second.close();
        server.close();
        Leftovers.awaitNone();
    }

    /// A process that takes one thing of each kind and keeps it.
    private ProcessStrand<Void> holder() throws InterruptedException {
        Marks marks = Marks.in(folder);
        Invitation toJoin = invitation;
        String what = name;
        ProcessStrand<Void> holder =
                Strand.ofProcess().start(() -> holdEverything(toJoin.join(), what, marks));
        Eventually.holds("it holds everything", () -> marks.isSet(what));
        return holder;
    }

    private static void holdEverything(Cluster there, String name, Marks marks) throws Exception {
        there.lock(name).lock();
        there.semaphore(name, 2).acquire(2);
        there.<String>acknowledgedQueue(name).receive().ack();
        there.<String>acknowledgedQueue(name).receive();
        Thread.ofVirtual().start(() -> awaitForEver(there.barrier(name, 3)));
        while (there.barrier(name, 3).getNumberWaiting() == 0) {
            Thread.onSpinWait();
        }
        marks.set(name);
        new CountDownLatch(1).await();
    }

    private static void awaitForEver(ClusterBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatADeadProcessHeldIsFreeWithinItsLease() throws Exception {
        AcknowledgedQueue<String> queue = cluster.acknowledgedQueue(name);
        queue.send("acknowledged");
        queue.send("in hand");
        ProcessStrand<Void> holder = holder();
        ClusterLock lock = cluster.lock(name);
        ClusterSemaphore semaphore = cluster.semaphore(name, 2);
        ClusterBarrier barrier = cluster.barrier(name, 3);
        assertThat(lock.tryLock()).isFalse();
        assertThat(semaphore.tryAcquire()).isFalse();
        assertThat(queue.receive(Duration.ZERO)).isNull();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> locked = threads.submit(() -> lock.tryLock(10, TimeUnit.SECONDS));
            Future<Boolean> acquired = threads.submit(() -> semaphore.tryAcquire(2, SOON));
            Future<Delivery<String>> received = threads.submit(() -> queue.receive(SOON));
            Future<Integer> met = threads.submit(() -> barrier.await(SOON));
            Eventually.holds("both wait", () -> barrier.getNumberWaiting() == 2);
            holder.kill();
            assertThat(locked.get()).isTrue();
            assertThat(acquired.get()).isTrue();
            assertThat(received.get().value()).isEqualTo("in hand");
            assertThat(received.get().deliveryCount()).isEqualTo(2);
            received.get().ack();
            assertThatThrownBy(met::get).hasCauseInstanceOf(BrokenBarrierException.class);
        }
        assertThat(queue.receive(Invitation.LEASE.multipliedBy(2)))
                .as("what was acknowledged")
                .isNull();
        holder.join();
    }

    @Test
    void frozenHolderLosesItsLockAndIsToldSo() throws Exception {
        BlockingQueue<String> orders = cluster.queue(name + "-orders");
        BlockingQueue<String> answers = cluster.queue(name + "-answers");
        Invitation toJoin = invitation;
        String what = name;
        ProcessStrand<Void> holder =
                Strand.ofProcess().start(() -> unlockWhenTold(toJoin.join(), what));
        long first = Long.parseLong(answers.poll(20, TimeUnit.SECONDS));
        holder.send(Signal.STOP);
        ClusterLock lock = cluster.lock(name);
        assertThat(lock.tryLock(10, TimeUnit.SECONDS)).isTrue();
        try {
            assertThat(lock.token()).isGreaterThan(first);
            holder.send(Signal.CONT);
            orders.put("unlock");
            assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("not held");
            assertThat(answers.poll(20, TimeUnit.SECONDS))
                    .isEqualTo(LeaseLostException.class.getName());
            assertThat(lock.isHeldByCurrentThread()).isTrue();
        } finally {
            lock.unlock();
        }
        holder.get();
    }

    private static void unlockWhenTold(Cluster there, String name) throws Exception {
        try (there) {
            BlockingQueue<String> answers = there.queue(name + "-answers");
            ClusterLock lock = there.lock(name);
            lock.lock();
            answers.put(String.valueOf(lock.token()));
            there.queue(name + "-orders").take();
            answers.put(lock.isHeldByCurrentThread() ? "held" : "not held");
            try {
                lock.unlock();
                answers.put("unlocked");
            } catch (LeaseLostException e) {
                answers.put(e.getClass().getName());
            }
        }
    }

    @Test
    void contenderKilledInFullContentionStopsNobody() throws Exception {
        Invitation toJoin = invitation;
        String what = name;
        ProcessStrand<Integer> victim =
                Strand.ofProcess().start(() -> contend(toJoin.join(), what));
        ClusterCounter times = cluster.counter(name);
        Eventually.holds("it works", () -> times.get() > 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> here = threads.submit(() -> contendFor(cluster, what, 100));
            Future<Integer> there = threads.submit(() -> contendFor(second, what, 100));
            Eventually.holds("they contend", () -> times.get() > 60);
            victim.kill();
            assertThat(here.get(20, TimeUnit.SECONDS)).as("met somebody inside").isZero();
            assertThat(there.get(20, TimeUnit.SECONDS)).as("met somebody inside").isZero();
        }
        victim.join();
    }

    private static int contend(Cluster there, String name) {
        while (true) {
            contendFor(there, name, 5);
        }
    }

    /// Tells how often somebody else was inside at the same time.
    private static int contendFor(Cluster there, String name, int times) {
        ClusterLock lock = there.lock(name);
        int met = 0;
        for (int i = 0; i < times; i++) {
            lock.lock();
            try {
                long token = lock.token();
                there.counter(name + "-inside").set(token);
                there.counter(name).incrementAndGet();
                met += there.counter(name + "-inside").get() == token ? 0 : 1;
            } finally {
                lock.unlock();
            }
        }
        return met;
    }

    @Test
    void consumersAndProducersThatAreKilledLeaveABoundedQueueUsable() throws Exception {
        Invitation toJoin = invitation;
        String what = name;
        BlockingQueue<Integer> consumed = cluster.queue(name + "-consumed", 2);
        BlockingQueue<Integer> produced = cluster.queue(name + "-produced", 2);
        ProcessStrand<Void> victim =
                Strand.ofProcess().start(() -> moveForEver(toJoin.join(), what));
        for (int i = 0; i < 30; i++) {
            assertThat(consumed.offer(i, 20, TimeUnit.SECONDS)).isTrue();
            assertThat(produced.poll(20, TimeUnit.SECONDS)).isEqualTo(i);
        }
        consumed.put(30);
        victim.kill();
        victim.join();
        for (BlockingQueue<Integer> queue : List.of(consumed, produced)) {
            queue.clear();
            assertThat(queue.offer(1)).isTrue();
            assertThat(queue.offer(2)).isTrue();
            assertThat(queue.offer(3)).isFalse();
            assertThat(queue.take()).isEqualTo(1);
        }
    }

    private static void moveForEver(Cluster there, String name) throws InterruptedException {
        BlockingQueue<Integer> from = there.queue(name + "-consumed", 2);
        BlockingQueue<Integer> to = there.queue(name + "-produced", 2);
        while (true) {
            to.put(from.take());
        }
    }
}

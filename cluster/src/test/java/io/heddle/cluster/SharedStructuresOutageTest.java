package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testkit.Eventually;
import io.heddle.testkit.Leftovers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What happens to who waits, and to who works, when the server dies.
@Timeout(60)
class SharedStructuresOutageTest {

    private final String name = UUID.randomUUID().toString();

    private static TestServer server;
    private static Cluster cluster;
    private static Cluster other;

    @BeforeAll
    static void join() {
        server = TestServer.durableFor(Invitation.secret());
        cluster = Invitation.to(server).join();
        other = Invitation.to(server).join();
    }

    @AfterAll
    static void leave() throws Exception {
        cluster.close();
        other.close();
        server.close();
        Leftovers.awaitNone();
    }

    @Test
    void whoWaitsGoesOnWaitingWhenTheServerIsKilledAndComesBack() throws Exception {
        cluster.queue(name + "-full", 1).put("first");
        List<Future<?>> waiting = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            waiting.add(threads.submit(() -> cluster.queue(name).take()));
            waiting.add(threads.submit(() -> put(cluster.queue(name + "-full", 1))));
            waiting.add(threads.submit(() -> cluster.acknowledgedQueue(name).receive().value()));
            waiting.add(threads.submit(() -> await(cluster.event(name))));
            waiting.add(threads.submit(() -> await(cluster.latch(name, 1))));
            Eventually.holds("they wait", () -> cluster.latch(name, 1).getCount() == 1);
            server.kill();
            server.startAgain();
            assertThat(waiting).noneMatch(Future::isDone);
            other.queue(name).put("taken");
            assertThat(other.queue(name + "-full", 1).take()).isEqualTo("first");
            other.acknowledgedQueue(name).send("received");
            other.event(name).set();
            other.latch(name, 1).countDown();
            assertThat(waiting.get(0).get(20, TimeUnit.SECONDS)).isEqualTo("taken");
            assertThat(waiting.get(2).get(20, TimeUnit.SECONDS)).isEqualTo("received");
            for (Future<?> waiter : waiting) {
                waiter.get(20, TimeUnit.SECONDS);
            }
        }
        assertThat(other.queue(name + "-full", 1).take()).isEqualTo("second");
    }

    private static Object put(BlockingQueue<Object> queue) throws InterruptedException {
        queue.put("second");
        return queue;
    }

    private static Object await(ClusterEvent event) throws InterruptedException {
        event.await();
        return event;
    }

    private static Object await(ClusterLatch latch) throws InterruptedException {
        latch.await();
        return latch;
    }

    @Test
    void nothingIsDoneTwiceOrLostWhileTheServerIsKilledUnderLoad() throws Exception {
        BlockingQueue<Integer> queue = cluster.queue(name);
        BlockingQueue<Integer> there = other.queue(name);
        List<Integer> taken = new CopyOnWriteArrayList<>();
        int items = 300;
        ClusterCounter counter = cluster.counter(name);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> puts =
                    threads.submit(() -> {
                        for (int i = 0; i < items; i++) {
                            queue.put(i);
                            counter.incrementAndGet();
                        }
                        return null;
                    });
            Future<?> takes =
                    threads.submit(() -> {
                        while (taken.size() < items) {
                            taken.add(there.take());
                        }
                        return null;
                    });
            for (int kill = 1; kill <= 2; kill++) {
                int enough = kill * items / 4;
                Eventually.holds("they work", () -> taken.size() >= enough);
                server.kill();
                server.startAgain();
            }
            puts.get(30, TimeUnit.SECONDS);
            takes.get(30, TimeUnit.SECONDS);
        }
        assertThat(taken).hasSize(items).doesNotHaveDuplicates();
        assertThat(counter.get()).isEqualTo(items);
        assertThat(queue).isEmpty();
    }

    @Test
    void serverThatStaysAwayFailsEveryCallAndHoldsUpNoInterrupt() throws Exception {
        try (Cluster member = Invitation.to(server).join(Duration.ofSeconds(2))) {
            BlockingQueue<Object> queue = member.queue(name);
            ClusterLock lock = member.lock(name);
            ClusterBarrier barrier = member.barrier(name, 2);
            CompletableFuture<Boolean> ended = new CompletableFuture<>();
            Thread interrupted = Thread.ofPlatform().start(() -> take(queue, ended));
            Eventually.holds(
                    "it waits", () -> interrupted.getState() == Thread.State.TIMED_WAITING);
            List<Callable<Object>> calls =
                    List.of(
                            () -> lock.tryLock(),
                            () -> {
                                member.lock(name + "-other").lock();
                                return lock;
                            },
                            () -> queue.take(),
                            () -> queue.offer("a"),
                            () -> member.map(name).put("a", 1),
                            () -> member.counter(name).incrementAndGet(),
                            () -> member.topic(name).publish("a"),
                            () -> member.topic(name).subscribe(_ -> {}),
                            () -> barrier.await(Duration.ofSeconds(1)),
                            () -> member.acknowledgedQueue(name).receive(),
                            () -> member.event(name).isSet());
            server.kill();
            interrupted.interrupt();
            assertThat(ended.get(20, TimeUnit.SECONDS)).isTrue();
            interrupted.join();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Object> call : threads.invokeAll(calls)) {
                    assertThatThrownBy(call::get)
                            .hasCauseInstanceOf(ClusterUnavailableException.class)
                            .hasMessageContaining("cluster=test");
                }
            }
        } finally {
            server.startAgain();
        }
        ClusterLock lock = cluster.lock(name);
        assertThat(lock.tryLock(10, TimeUnit.SECONDS)).isTrue();
        lock.unlock();
    }

    private static void take(BlockingQueue<Object> queue, CompletableFuture<Boolean> ended) {
        try {
            queue.take();
            ended.complete(false);
        } catch (InterruptedException e) {
            ended.complete(true);
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }
}

package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server that says nothing for longer than a call may last, and then does what it was asked.
@Timeout(60)
class SharedStructuresAwayTest {

    private static TestServer server;
    private static Cluster cluster;

    private final String name = UUID.randomUUID().toString();

    @BeforeAll
    static void join() {
        server = TestServer.startFor(Invitation.secret());
        cluster =
                Cluster.join(
                        Invitation.secret()
                                .port(server.port())
                                .connectTimeout(Duration.ofMillis(500))
                                .responseTimeout(Duration.ofMillis(200)));
    }

    @AfterAll
    static void leave() {
        cluster.close();
        server.close();
    }

    private static void assertInterrupted(Callable<?> call) throws Exception {
        FutureTask<Object> task = new FutureTask<>(call::call);
        Thread thread = Thread.ofPlatform().start(task);
        Eventually.holds("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
        thread.interrupt();
        assertThatThrownBy(() -> task.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void interruptedCallsHaveDoneNothingAlthoughTheServerAnswersMuchLater() throws Exception {
        BlockingQueue<String> full = cluster.queue(name, 1);
        BlockingQueue<String> empty = cluster.queue(name + "-empty");
        AcknowledgedQueue<String> acknowledged =
                cluster.acknowledgedQueue(name, Duration.ofSeconds(10), 1);
        full.put("element");
        acknowledged.send("value");

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) { // so that there is a connection for each
                threads.submit(full::peek);
            }
        }
        server.say("CLIENT PAUSE 4000 ALL");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all =
                    List.of(
                            threads.submit(() -> interrupted(full::take)),
                            threads.submit(() -> interrupted(() -> put(empty))),
                            threads.submit(() -> interrupted(acknowledged::receive)));
            for (Future<?> one : all) {
                one.get(20, TimeUnit.SECONDS);
            }
        }

        Eventually.holds("it was put back", () -> "element".equals(ifThere(full)));
        try (Delivery<String> delivery = acknowledged.receive(Duration.ofSeconds(20))) {
            assertThat(delivery.value()).isEqualTo("value");
            assertThat(delivery.deliveryCount()).isEqualTo(1);
            delivery.ack();
        }
        Eventually.holds("it was withdrawn", () -> "none".equals(ifThere(empty)));
    }

    private static Object interrupted(Callable<?> call) throws Exception {
        assertInterrupted(call);
        return "";
    }

    private static Object put(BlockingQueue<String> queue) throws InterruptedException {
        queue.put("too late");
        return "";
    }

    private static String ifThere(BlockingQueue<String> queue) {
        try {
            String first = queue.peek();
            return first == null ? "none" : first;
        } catch (ClusterUnavailableException e) {
            return "away";
        }
    }

    @Test
    void crowdThatWaitsLearnsTogetherThatTheServerIsAway() throws Exception {
        BlockingQueue<String> queue = cluster.queue(name);
        ClusterLock lock = cluster.lock(name);
        List<Future<?>> crowd = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (Cluster other = Cluster.join(Invitation.secret().port(server.port()))) {
                try {
                    other.lock(name).lock();
                    for (int i = 0; i < 150; i++) {
                        crowd.add(threads.submit(() -> queue.take()));
                        crowd.add(threads.submit(lock::lock));
                    }
                    Eventually.holds("both bells are heard", () -> bells() == 2);
                } finally {
                    server.kill(); // before the other leaves and frees its lock, so that nobody
                    // waits for ever
                }
            }
            for (Future<?> one : crowd) { // within the time limit of this test
                assertThatThrownBy(() -> one.get(60, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(ClusterUnavailableException.class);
            }
            assertThatThrownBy(cluster::members).isInstanceOf(ClusterUnavailableException.class);
        } finally {
            server.startAgain();
        }
    }

    private int bells() throws IOException {
        String channels = server.say("PUBSUB CHANNELS *" + name + "*");
        return Integer.parseInt(
                channels.substring(1, channels.indexOf('\r'))); // an array of so many
    }
}

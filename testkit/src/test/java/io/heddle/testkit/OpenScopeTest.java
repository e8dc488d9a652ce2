package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.TaskPool;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.CoroutineScopeBuilder;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OpenScopeTest extends CoroutineScopeContract {

    @Override
    protected CoroutineScope open(CoroutineScopeBuilder spec) {
        return spec.open();
    }

    @Test
    void coroutinesRunAtTheSameTime() throws Exception {
        try (CoroutineScope scope = CoroutineScope.open()) {
            CountDownLatch both = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                scope.spawn(() -> {
                    both.countDown();
                    both.await(); // neither is a pause of Heddle
                });
            }
            scope.joinAll();
        }
    }

    @Test
    void scopeForgetsWhoHasEnded() throws Exception {
        try (CoroutineScope scope = CoroutineScope.open()) {
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 1_000; i++) {
                    scope.spawn(() -> {});
                }
                scope.joinAll();
            }
            assertThat(scope.toString()).contains("coroutines=0");
        }
    }

    // ---- what else belongs to a scope ----------------------------------------------------------

    @Test
    @Tag("slow")
    void processThatWasStartedInAScopeEndsWithIt() throws Exception {
        ProcessStrand<?> child;
        ProcessStrand<?> ofCoroutine;
        try (CoroutineScope scope = CoroutineScope.open()) {
            child = Strand.ofProcess().daemon(true).start(() -> Thread.sleep(60_000));
            Strand<ProcessStrand<?>> starting =
                    scope.spawn(() ->
                            Strand.ofProcess().daemon(true).start(() -> Thread.sleep(60_000)));
            ofCoroutine = starting.get();
            scope.joinAll(); // does not wait for daemons
            assertThat(child.isAlive()).isTrue();
            assertThat(ofCoroutine.isAlive()).isTrue();
        }
        assertThat(child.isAlive()).isFalse();
        assertThat(ofCoroutine.isAlive()).isFalse();
    }

    @Test
    @Tag("slow")
    void errorOfACoroutineEndsProcessesThatIgnoreInterrupts() throws Exception {
        try (CoroutineScope scope = CoroutineScope.open()) {
            ProcessStrand<?> child = Strand.ofProcess().start(OpenScopeTest::spin);
            Channel<Integer> never = Channel.rendezvous();
            scope.spawn(() -> {
                Eventually.holds("the process runs", () -> child.attempts() == 1);
                throw new IOException("enough");
            });
            scope.spawn(() -> never.receive());

            assertThatThrownBy(scope::joinAll).hasRootCauseMessage("enough");
            assertThat(child.isAlive()).isFalse();
            assertThat(child.isCancelled()).isTrue();
        }
    }

    private static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    @Test
    void threadThatWasStartedInAScopeEndsWithItAndSoDoesWhatItStarts() throws Exception {
        AtomicReference<Strand<?>> grandchild = new AtomicReference<>();
        Strand<?> child;
        try (CoroutineScope scope = CoroutineScope.open()) {
            CountDownLatch started = new CountDownLatch(1);
            child =
                    Strand.ofThread()
                            .daemon(true)
                            .start(() -> {
                                grandchild.set(
                                        Strand.ofCoroutine()
                                                .start(() -> Channel.rendezvous().receive()));
                                started.countDown();
                                Channel.rendezvous().receive();
                            });
            started.await();
            assertThat(scope.isCancelled()).isFalse();
        }
        assertThat(child.isAlive()).isFalse();
        assertThat(grandchild.get().isAlive()).isFalse();
    }

    @Test
    void joiningWaitsForStrandsThatAreNoDaemons() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        try (CoroutineScope scope = CoroutineScope.open()) {
            Strand<Integer> thread = Strand.ofThread().start(() -> channel.receive());
            scope.spawn(() -> channel.send(1));
            scope.joinAll();

            assertThat(thread.isAlive()).isFalse();
            assertThat(thread.get()).isEqualTo(1);
        }
    }

    @Test
    void poolThatWasOpenedInAScopeIsShutDownWithIt() {
        TaskPool pool;
        AtomicReference<Strand<?>> ofTask = new AtomicReference<>();
        try (CoroutineScope scope = CoroutineScope.open()) {
            pool = TaskPool.threads(1);
            CountDownLatch begun = new CountDownLatch(1);
            scope.spawn(() -> {
                pool.submit(() -> {
                    ofTask.set(Strand.ofCoroutine().start(() -> Channel.rendezvous().receive()));
                    begun.countDown();
                    Channel.rendezvous().receive();
                });
                begun.await();
            });
            scope.joinAll();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(pool.isTerminated()).isTrue();
        assertThat(ofTask.get().isAlive()).isFalse();
        assertThatThrownBy(() -> pool.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void strandThatIsStartedInAnEndingScopeIsEndedAtOnce() throws Exception {
        try (CoroutineScope scope = CoroutineScope.open()) {
            scope.cancel();
            Strand<?> late = Strand.ofThread().start(() -> Channel.rendezvous().receive());

            assertThat(late.isCancelled()).isTrue();
            late.join();
        }
    }

    @Test
    void strandOutsideOfAScopeBelongsToNobody() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        Strand<Integer> before = Strand.ofCoroutine().start(() -> channel.receive());
        try (CoroutineScope scope = CoroutineScope.open()) {
            scope.cancel();
        }
        Strand<Integer> after = Strand.ofCoroutine().start(() -> channel.receive());
        channel.send(1);
        channel.send(2);

        assertThat(before.get() + after.get()).isEqualTo(3);
        before.join();
        after.join();
    }
}

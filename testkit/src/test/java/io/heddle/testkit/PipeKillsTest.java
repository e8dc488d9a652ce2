package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Action;
import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.shared.Connection;
import io.heddle.shared.NoSuchNameException;
import io.heddle.shared.Pipe;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedNames;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Processes that use pipes and names are killed and stopped for real.
@Tag("slow")
class PipeKillsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

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

    private static void hang() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static void kill(ProcessStrand<?> child) throws InterruptedException {
        child.kill();
        child.join();
    }

    // ---- pipes ---------------------------------------------------------------------------------

    @Test
    @Tag("fault-48")
    void whatAKilledProcessHasSentIsReceivedAndThenComesTheEnd() throws Exception {
        Pipe<String> pipe = Pipe.open();
        ProcessStrand<Void> child =
                child(() -> {
                    pipe.right().send("one");
                    pipe.right().send("two");
                    hang();
                });
        assertThat(pipe.left().receive()).isEqualTo("one");
        assertThat(pipe.left().poll(LIMIT)).isTrue();
        Strand<String> waiting =
                Strand.ofThread()
                        .start(() -> {
                            String two = pipe.left().receive();
                            try {
                                return two + pipe.left().receive();
                            } catch (EOFException e) {
                                return two + " then " + e.getMessage();
                            }
                        });
        kill(child);
        assertThat(waiting.get())
                .startsWith("two then ")
                .contains("pid=" + child.pid())
                .contains("has died");
    }

    @Test
    @Tag("fault-48")
    void whoSendsToAKilledProcessIsToldWhoItWas() throws Exception {
        Pipe<byte[]> pipe = Pipe.open(4_096);
        Connection<byte[]> right = pipe.right();
        SharedEvent received = SharedEvent.create();
        ProcessStrand<Void> child =
                child(() -> {
                    right.receive();
                    received.set();
                    hang();
                });
        pipe.left().send(new byte[] {1});
        received.await();
        Strand<String> sending =
                Strand.ofThread()
                        .start(() -> {
                            try {
                                pipe.left().send(new byte[100_000]);
                                return "sent";
                            } catch (IOException e) {
                                return String.valueOf(e.getMessage());
                            }
                        });
        assertThat(sending.join(Duration.ofMillis(200))).isFalse();
        kill(child);
        assertThat(sending.get()).contains("broken pipe").contains("pid=" + child.pid());
    }

    @Test
    @Tag("fault-49")
    void processThatIsKilledBeforeItHasUsedItsEndIsMissed() throws Exception {
        Pipe<String> pipe = Pipe.open();
        SharedEvent runs = SharedEvent.create();
        ProcessStrand<Void> child =
                child(() -> {
                    runs.set();
                    hang();
                    pipe.right().send("never");
                });
        runs.await();
        kill(child);
        assertThatThrownBy(pipe.left()::receive).isInstanceOf(EOFException.class);
    }

    @Test
    @Tag("fault-49")
    void killOfOneOfTwoChildrenIsToldToTheOtherThoughTheirParentHasThePipe() throws Exception {
        Pipe<String> pipe = Pipe.open();
        Connection<String> left = pipe.left();
        Connection<String> right = pipe.right();
        SharedEvent runs = SharedEvent.create();
        ProcessStrand<Void> killed =
                child(() -> {
                    right.send("hello");
                    runs.set();
                    hang();
                });
        ProcessStrand<String> other =
                ShortLife.strand()
                        .start(() -> {
                            String first = left.receive();
                            try {
                                return first + left.receive();
                            } catch (EOFException e) {
                                return first + " then the end";
                            }
                        });
        children.add(other);
        runs.await();
        kill(killed);
        assertThat(other.get()).isEqualTo("hello then the end");
    }

    @Test
    @Tag("fault-49")
    void endThatNeverArrivesIsMissedWhenItsTaskIsOver() throws Exception {
        Pipe<String> pipe = Pipe.open();
        Connection<String> right = pipe.right();
        try (TaskPool pool = TaskPool.processes(1)) {
            TaskFuture<?> blocking = pool.submit(() -> Thread.sleep(600_000));
            TaskFuture<?> behind = pool.submit(() -> right.send("never"));
            assertThat(pipe.left().receive(Duration.ofMillis(300))).isEmpty();
            assertThat(behind.cancel(true)).isTrue();
            assertThatThrownBy(pipe.left()::receive).isInstanceOf(EOFException.class);
            assertThat(blocking.cancel(true)).isTrue();
        }
        Pipe<String> whole = Pipe.open();
        ProcessStrand<Void> child = child(() -> whole.right().send("never"));
        child.kill(); // most likely before it has read what it should do
        child.join();
        assertThatThrownBy(() -> whole.left().receive().equals(whole.left().receive()))
                .isInstanceOf(EOFException.class);
    }

    @Test
    @Tag("fault-50")
    void stoppedSenderIsWaitedForAndHalfItsMessageIsNeverReceived() throws Exception {
        Pipe<byte[]> pipe = Pipe.open(4_096);
        Connection<byte[]> right = pipe.right();
        SharedEvent sends = SharedEvent.create();
        ProcessStrand<Void> child =
                child(() -> {
                    sends.set();
                    right.sendBytes(new byte[1 << 28]);
                });
        Connection<byte[]> left = pipe.left();
        sends.await();
        assertThat(left.poll(Duration.ofMillis(1))).isFalse(); // it takes much longer
        Standstill.of(child);
        assertThat(left.receiveBytes(Duration.ofMillis(300))).isEmpty();
        assertThat(left.poll(Duration.ofMillis(100))).isFalse();
        kill(child);
        assertThatThrownBy(left::receiveBytes).isInstanceOf(EOFException.class);
    }

    @Test
    @Tag("fault-50")
    void stoppedReceiverIsNotGone() throws Exception {
        Pipe<byte[]> pipe = Pipe.open(256);
        Connection<byte[]> right = pipe.right();
        SharedLong sum = SharedLong.create(0);
        ProcessStrand<Void> child =
                child(() -> {
                    while (true) {
                        sum.addAndGet(right.receiveBytes().length);
                    }
                });
        pipe.left().sendBytes(new byte[1]);
        Eventually.holds("it receives", () -> sum.get() == 1);
        Standstill.of(child);
        assertThat(pipe.left().sendBytes(new byte[1_000], Duration.ofMillis(300))).isFalse();
        child.send(Signal.CONT);
        pipe.left().sendBytes(new byte[2_000]);
        Eventually.holds("it goes on", () -> sum.get() == 2_001);
    }

    // ---- names ---------------------------------------------------------------------------------

    @Test
    @Tag("fault-53")
    void nameLivesAsLongAsSomebodyWhoHasMadeOrOpenedIt() throws Exception {
        String name = "kills." + UUID.randomUUID();
        SharedEvent done = SharedEvent.create();
        ProcessStrand<Void> maker =
                child(() -> {
                    SharedLong.create(name, 42);
                    done.set();
                    hang();
                });
        done.await();
        done.clear();
        ProcessStrand<Void> user =
                child(() -> {
                    SharedLong.open(name).incrementAndGet();
                    done.set();
                    hang();
                });
        done.await();
        kill(maker);
        done.clear();
        ProcessStrand<Void> third =
                child(() -> {
                    SharedLong.open(name).incrementAndGet();
                    done.set();
                    hang();
                });
        done.await();
        kill(user);
        kill(third);
        assertThatThrownBy(() -> SharedLong.open(name)).isInstanceOf(NoSuchNameException.class);
        assertThat(SharedLong.create(name, 1).get()).isEqualTo(1);
        assertThat(SharedNames.unlink(name)).isTrue();
    }

    @Test
    @Tag("fault-53")
    void makerThatIsKilledAtRandomLeavesTheNameFreeAndNoFile() throws Exception {
        String name = "kills." + UUID.randomUUID();
        for (int round = 0; round < 2; round++) {
            SharedLong rounds = SharedLong.create(0);
            ProcessStrand<Void> maker =
                    child(() -> {
                        while (true) {
                            SharedLong.create(name, 1);
                            SharedNames.unlink(name);
                            rounds.incrementAndGet();
                        }
                    });
            long least = 1L + round;
            Eventually.holds("it makes some", () -> rounds.get() >= least);
            kill(maker);
            assertThat(SharedLong.create(name, 7).get()).isEqualTo(7);
            assertThat(SharedNames.unlink(name)).isTrue();
        }
    }
}

package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Action;
import io.heddle.Strand;
import io.heddle.shared.Deadlock;
import io.heddle.shared.DeadlockException;
import io.heddle.shared.Deadlocks;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What [Deadlocks] promise, wherever the other party is.
@Tag("slow")
@SuppressWarnings("LockNotBeforeTry") // it looks at each step by itself
public abstract class SharedDeadlockContract {

    private static final long LIMIT_SECONDS = Eventually.LIMIT.toSeconds();

    private final BlockingQueue<Deadlock> reports = new LinkedBlockingQueue<>();
    private final Consumer<Deadlock> listener = reports::add;

    /// Made by subclasses.
    protected SharedDeadlockContract() {}

    /// Says where the other party is.
    ///
    /// @return the place
    protected abstract Elsewhere elsewhere();

    /// Begins to listen.
    @BeforeEach
    public void listen() {
        Deadlocks.onDetected(listener);
    }

    /// Listens no more.
    @AfterEach
    public void listenNoMore() {
        assertThat(Deadlocks.forget(listener)).isTrue();
    }

    /// How somebody takes its second lock.
    private enum Way {
        PLAIN,
        INTERRUPTIBLE,
        TIMED
    }

    /// Takes one lock, waits until all have done so, and takes another one.
    ///
    /// @return whether it had to give up
    private static boolean takeBoth(SharedLock first, SharedLock second, SharedLatch all, Way way)
            throws InterruptedException {
        first.lock();
        try {
            all.countDown();
            all.await();
            take(second, way);
            second.unlock();
            return false;
        } catch (DeadlockException e) {
            return true;
        } finally {
            first.unlock();
        }
    }

    private static void take(SharedLock lock, Way way) throws InterruptedException {
        switch (way) {
            case PLAIN -> lock.lock();
            case INTERRUPTIBLE -> lock.lockInterruptibly();
            case TIMED -> assertThat(lock.tryLock(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// Takes two locks crosswise.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void oneOfTwoGivesUpAndBothAreNamed() throws Exception {
        SharedLock a = SharedLock.create();
        SharedLock b = SharedLock.create();
        SharedLatch both = SharedLatch.create(2);
        Strand<Boolean> there = elsewhere().start(() -> takeBoth(b, a, both, Way.INTERRUPTIBLE));
        Strand<Boolean> here =
                Strand.ofThread().name("here").start(() -> takeBoth(a, b, both, Way.TIMED));
        Deadlock report = report();
        assertThat(there.get()).isNotEqualTo(here.get()); // exactly one gives up
        assertThat(report.members()).hasSize(2);
        Deadlock.Member mine = memberThatHolds(report, a);
        Deadlock.Member other = memberThatHolds(report, b);
        assertThat(mine.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(mine.thread()).contains("here");
        assertThat(mine.wanted()).isEqualTo(other.held());
        assertThat(other.wanted()).isEqualTo(mine.held());
        assertThat(report.members())
                .allSatisfy(member -> {
                    assertThat(member.wantedAt()).contains("SharedDeadlockContract.take");
                    assertThat(member.heldAt()).contains("SharedDeadlockContract.takeBoth");
                    assertThat(member.process()).isNotEmpty();
                });
        assertThat(a.isLocked()).isFalse();
        assertThat(b.isLocked()).isFalse();
    }

    /// Goes round three processes; all of them wait by `lock`, except one who has a way out.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void chainOfThreeIsFoundAndTheOneWhoCanGivesUp() throws Exception {
        SharedLock a = SharedLock.create();
        SharedLock b = SharedLock.create();
        SharedLock c = SharedLock.create();
        SharedLatch all = SharedLatch.create(3);
        Strand<Boolean> second = elsewhere().start(() -> takeBoth(b, c, all, Way.PLAIN));
        Strand<Boolean> third = elsewhere().start(() -> takeBoth(c, a, all, Way.INTERRUPTIBLE));
        Strand<Boolean> first = Strand.ofCoroutine().start(() -> takeBoth(a, b, all, Way.PLAIN));
        assertThat(report().members()).hasSize(3);
        assertThat(third.get()).isTrue();
        assertThat(second.get()).isFalse();
        assertThat(first.get()).isFalse();
    }

    /// Waits long for one who holds what it needs and waits for nothing.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void longWaitThatWillEndIsNoDeadlock() throws Exception {
        SharedLock a = SharedLock.create();
        SharedLock b = SharedLock.create();
        SharedEvent held = SharedEvent.create();
        SharedEvent enough = SharedEvent.create();
        Strand<Boolean> there = elsewhere().act(holding(b, held, enough));
        held.await();
        Strand<Boolean> here =
                Strand.ofThread()
                        .start(() -> {
                            a.lock();
                            b.lockInterruptibly();
                            b.unlock();
                            a.unlock();
                            return true;
                        });
        Strand<Boolean> behind =
                elsewhere()
                        .act(() -> {
                            a.lockInterruptibly();
                            a.unlock();
                        });
        Eventually.hasPassed(Duration.ofSeconds(1), System.nanoTime());
        enough.set();
        assertThat(here.get()).isTrue();
        assertThat(behind.get()).isTrue();
        assertThat(there.get()).isTrue();
        assertThat(reports).isEmpty();
    }

    private static Action holding(SharedLock lock, SharedEvent held, SharedEvent enough) {
        return () -> {
            lock.lock();
            held.set();
            enough.await();
            lock.unlock();
        };
    }

    private Deadlock report() throws InterruptedException {
        Deadlock report = reports.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(report).as("a report").isNotNull();
        return report;
    }

    private static Deadlock.Member memberThatHolds(Deadlock report, SharedLock lock) {
        List<Deadlock.Member> members =
                report.members().stream()
                        .filter(member -> lock.toString().contains("@" + member.held() + "["))
                        .toList();
        assertThat(members).as(report.toString()).hasSize(1);
        return members.getFirst();
    }
}

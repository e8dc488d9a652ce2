package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Action;
import io.heddle.HeddleException;
import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.TaskOutput;
import io.heddle.TaskSerializationException;
import io.heddle.WorkerDiedException;
import io.heddle.manager.ManagedValue;
import io.heddle.manager.Manager;
import io.heddle.manager.ManagerEndedException;
import io.heddle.manager.ManagerSilentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Managers are killed, stopped and closed for real. What becomes of it if callers are killed: [ManagerTest].
@Tag("slow")
class ManagerDeathsTest {

    @TempDir Path folder;
    private Marks marks;

    @BeforeEach
    void makeMarks() {
        marks = Marks.in(folder);
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
    }

    /// An object that does to its process what the caller says.
    interface Deed {
        void halt(int code);

        void hang() throws InterruptedException;

        int fine();
    }

    record Doer(Marks marks) implements Deed {
        @Override
        public void halt(int code) {
            Runtime.getRuntime().halt(code);
        }

        @Override
        public void hang() throws InterruptedException {
            marks.set("hangs");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                marks.set("interrupted");
                throw e;
            }
        }

        @Override
        public int fine() {
            return 1;
        }
    }

    private static Manager start() {
        return Manager.builder().name("doomed").process(ShortLife.strand()).start();
    }

    private Deed deed(Manager manager) {
        Marks own = marks;
        return manager.share(Deed.class, () -> new Doer(own));
    }

    private static FutureTask<Object> inAThread(java.util.concurrent.Callable<Object> call) {
        FutureTask<Object> task = new FutureTask<>(call);
        Thread.startVirtualThread(task);
        return task;
    }

    // ---- the manager dies
    // ---------------------------------------------------------------------------

    @Test
    @Tag("fault-54")
    void killedManagerFailsCallsThatWaitAndAllLaterOnes() throws Exception {
        try (Manager manager = start()) {
            Deed deed = deed(manager);
            BlockingQueue<String> queue = manager.queue();
            ConcurrentMap<String, String> map = manager.map();
            FutureTask<Object> taker = inAThread(queue::take);
            FutureTask<Object> hanger =
                    inAThread(() -> {
                        deed.hang();
                        return "";
                    });
            marks.await("hangs");
            ProcessHandle.of(manager.pid()).orElseThrow().destroyForcibly();

            assertThatThrownBy(taker::get).cause().satisfies(e -> isDeathByKill(e, manager));
            assertThatThrownBy(hanger::get).cause().satisfies(e -> isDeathByKill(e, manager));
            assertThatThrownBy(() -> map.put("a", "b")).satisfies(e -> isDeathByKill(e, manager));
            assertThatThrownBy(manager::list).satisfies(e -> isDeathByKill(e, manager));
            assertThat(deed).hasToString("Deed@doomed/1"); // names itself, whoever has died
        }
    }

    private static void isDeathByKill(Throwable failure, Manager manager) {
        assertThat(failure)
                .isInstanceOf(ManagerEndedException.class)
                .hasMessageContaining("the process of a manager has died")
                .hasMessageContaining("manager=doomed pid=" + manager.pid())
                .hasMessageContaining("signal=KILL")
                .hasCauseInstanceOf(WorkerDiedException.class);
        assertThat(((ManagerEndedException) failure).death().orElseThrow().signal())
                .contains(Signal.KILL);
        assertThat(((ManagerEndedException) failure).pid()).isEqualTo(manager.pid());
    }

    @Test
    @Tag("fault-54")
    void haltWithinACallIsReportedWithItsCode() {
        try (Manager manager = start()) {
            Deed deed = deed(manager);
            assertThatThrownBy(() -> deed.halt(7))
                    .isInstanceOf(ManagerEndedException.class)
                    .hasMessageContaining("exit=7");
            assertThatThrownBy(deed::fine).isInstanceOf(ManagerEndedException.class);
        }
    }

    @Test
    @Tag("fault-54")
    void otherProcessesAreToldTooThatItHasEnded() throws Exception {
        Marks own = marks;
        try (Manager manager = start()) {
            BlockingQueue<String> queue = manager.queue();
            ProcessStrand<String> child =
                    ShortLife.strand()
                            .start(() -> {
                                own.set("connected with " + queue.size());
                                try {
                                    return queue.take();
                                } catch (ManagerEndedException e) {
                                    return e.getMessage();
                                }
                            });
            marks.await("connected with 0");
            ProcessHandle.of(manager.pid()).orElseThrow().destroyForcibly();
            assertThat(child.get())
                    .contains("has ended")
                    .contains("manager=doomed pid=" + manager.pid())
                    .contains("queue@doomed/1.take");
            child.join();
        }
    }

    @Test
    @Tag("fault-54")
    void closedManagerSaysSoAndNothingOfItIsLeft() throws Exception {
        Manager manager = start();
        BlockingQueue<String> queue = manager.queue();
        FutureTask<Object> taker = inAThread(queue::take);
        queue.put("a");
        assertThat(taker.get()).isEqualTo("a");
        FutureTask<Object> late = inAThread(queue::take);
        manager.close();
        manager.close();
        assertThatThrownBy(late::get)
                .cause()
                .isInstanceOf(ManagerEndedException.class)
                .hasMessageContaining("the manager was closed: manager=doomed pid=" + manager.pid())
                .satisfies(e -> assertThat(((ManagerEndedException) e).death()).isEmpty());
        assertThatThrownBy(queue::size)
                .isInstanceOf(ManagerEndedException.class)
                .hasMessageContaining("the manager was closed");
        assertThat(ProcessHandle.of(manager.pid())).isEmpty();
    }

    @Test
    @Tag("fault-54")
    void managersThatFollowEachOtherQuicklyDoNotMixTheirObjects() {
        List<ManagedValue<Integer>> before = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try (Manager manager = start()) {
                ManagedValue<Integer> value = manager.value(i);
                assertThat(value.get()).isEqualTo(i);
                before.forEach(old ->
                        assertThatThrownBy(old::get).isInstanceOf(ManagerEndedException.class));
                before.add(value);
            }
        }
        assertThat(before).doesNotHaveDuplicates();
    }

    @Test
    @Tag("fault-54")
    void managerEndsWithTheProcessThatStartedIt() throws Exception {
        Marks own = marks;
        ProcessStrand<?> starter =
                ShortLife.strand()
                        .output(TaskOutput.discard())
                        .start(
                                Action.of(() -> {
                                    Manager manager = Manager.start();
                                    own.set("pid-" + manager.pid());
                                    own.await("never");
                                }));
        Eventually.holds("it is up", () -> own.count("pid-") == 1);
        String mark = java.util.Objects.requireNonNull(folder.toFile().list())[0];
        long pid = Long.parseLong(mark.substring("pid-".length()));
        starter.kill();
        starter.join();
        Eventually.holds(
                "it is gone", () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void managerThatCannotStartSaysWhy() {
        assertThatThrownBy(() ->
                        Manager.builder()
                                .name("stillborn")
                                .process(ShortLife.strand().jvmArgs("-XX:NoSuchThing"))
                                .start())
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("manager=stillborn")
                .cause()
                .hasMessageContaining("NoSuchThing");
    }

    @Test
    void interruptedStartLeavesNothing() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(ManagerDeathsTest::start)
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("manager=doomed");
        assertThat(Thread.interrupted()).isTrue();
    }

    // ---- the manager is stopped
    // -----------------------------------------------------------------------

    @Test
    @Tag("fault-54")
    void stoppedManagerIsWaitedForAsLongAsTheLimitSays() throws Exception {
        try (Manager manager =
                Manager.builder()
                        .name("doomed")
                        .process(ShortLife.strand())
                        .silenceLimit(Duration.ofMillis(300))
                        .start()) {
            Deed deed = deed(manager);
            BlockingQueue<String> queue = manager.queue();
            FutureTask<Object> taker = inAThread(queue::take);
            assertThat(queue.poll(700, TimeUnit.MILLISECONDS)).isNull(); // long, and not silent
            assertThat(taker.isDone()).isFalse();

            Standstill.of(manager.pid());
            assertThatThrownBy(deed::fine)
                    .isInstanceOf(ManagerSilentException.class)
                    .hasMessageContaining("manager=doomed pid=" + manager.pid())
                    .hasMessageContaining("limit=0.3s");
            assertThatThrownBy(taker::get).hasCauseInstanceOf(ManagerSilentException.class);

            Signals.send(manager.pid(), Signal.CONT);
            queue.put("not lost");
            assertThat(queue.poll(20, TimeUnit.SECONDS)).isEqualTo("not lost");
            assertThat(deed.fine()).isEqualTo(1);
            Signals.send(manager.pid(), Signal.STOP); // it is closed all the same
        }
    }

    @Test
    @Tag("fault-54")
    void stoppedManagerWithoutALimitIsWaitedForUntilItGoesOn() throws Exception {
        try (Manager manager = start()) {
            BlockingQueue<String> queue = manager.queue();
            Standstill.of(manager.pid());
            FutureTask<Object> offer = inAThread(() -> queue.offer("a"));
            FutureTask<Object> taking = new FutureTask<>(queue::take);
            Thread taker = Thread.startVirtualThread(taking);
            Eventually.holds("it waits", () -> taker.getState() == Thread.State.WAITING);
            taker.interrupt();
            assertThatThrownBy(taking::get).hasCauseInstanceOf(InterruptedException.class);
            assertThat(offer.isDone()).isFalse();

            Signals.send(manager.pid(), Signal.CONT);
            assertThat(offer.get()).isEqualTo(true);
            assertThat(queue.poll(20, TimeUnit.SECONDS)).isEqualTo("a");
        }
    }

    // ---- what may travel
    // --------------------------------------------------------------------------------

    @Test
    void managerWithAListRefusesOtherTypes() {
        try (Manager manager =
                Manager.builder()
                        .name("strict")
                        .process(ShortLife.strand())
                        .allowOnly(ManagerDeathsTest.class.getName() + "*")
                        .start()) {
            ConcurrentMap<String, Object> map = manager.map();
            map.put("a", List.of(1));
            assertThat(map.merge("n", 1, (a, b) -> b)).isEqualTo(1);
            assertThatThrownBy(() ->
                            map.put(
                                    "b",
                                    new java.text.SimpleDateFormat("y", java.util.Locale.ROOT)))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("java.text.SimpleDateFormat");
            Marks own = marks;
            assertThatThrownBy(() -> manager.share(Deed.class, () -> new Doer(own)).fine())
                    .hasMessageContaining("Marks");
            assertThat(map).hasSize(2);
        }
    }
}

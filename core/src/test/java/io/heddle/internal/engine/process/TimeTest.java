package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.awaitIdle;
import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.quickPool;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.heddle.Action;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import io.heddle.TaskTimeoutException.Limit;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Limits: what they cover, whom they cost, and what tries to escape them.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class TimeTest {

    private static final Duration SHORT = Duration.ofMillis(150);

    @TempDir Path folder;

    private static TaskOptions limited() {
        return TaskOptions.named("limited").timeout(SHORT);
    }

    /// A worker is made up for before it has ended, and counted when it has.
    private static void awaitRestarts(TaskPool pool, long count) {
        await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                .untilAsserted(() -> assertThat(pool.snapshot().restarts()).isEqualTo(count));
    }

    private static void assertOverRunningTime(TaskFuture<?> future) {
        TaskTimeoutException failure = failureOf(future, TaskTimeoutException.class);
        assertThat(failure.which()).isEqualTo(Limit.RUN);
        assertThat(failure.limit()).isEqualTo(SHORT);
        assertThat(failure.elapsed()).isGreaterThanOrEqualTo(SHORT);
        assertThat(failure).hasMessageContaining("task=limited limit=0.15s");
    }

    // ---- what a limit covers -----------------------------------------------------------------

    private static final class SlowToWrite implements Serializable {
        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private void writeObject(ObjectOutputStream out) {
            Probe.waitForEver();
        }
    }

    private static final class SlowToRead implements Serializable {
        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) {
            Probe.waitForEver();
        }
    }

    @Test
    @Tag("fault-24")
    void limitCoversTheSerializationOfTheResult() throws Exception {
        try (TaskPool pool = quickPool(1)) {
            Set<Long> before = awaitIdle(pool, 1);

            assertOverRunningTime(pool.submit(limited(), () -> new SlowToWrite()));

            assertThat(resultOf(pool.submit(Probe::ownPid))).isNotIn(before);
        }
    }

    @Test
    @Tag("fault-24")
    void limitCoversTheReadingOfTheArgument() throws Exception {
        SlowToRead slow = new SlowToRead();
        try (TaskPool pool = quickPool(1)) {
            Set<Long> before = awaitIdle(pool, 1);

            assertOverRunningTime(pool.submit(limited(), () -> slow.hashCode()));

            assertThat(resultOf(pool.submit(Probe::ownPid))).isNotIn(before);
        }
    }

    @Test
    @Tag("fault-24")
    void callbackIsToldOfTheLimitAndMaySubmitAgain() throws Exception {
        try (TaskPool pool = quickPool(2)) {
            TaskFuture<Integer> slow =
                    pool.submit(
                            limited(),
                            () -> {
                                Probe.spin();
                                return 1;
                            });

            Object[] seen =
                    resultOf(
                            slow.handle((result, failure) ->
                                            new Object[] {failure, pool.submit(Task.of(() -> 42))})
                                    .toCompletableFuture());

            assertThat(seen[0]).isInstanceOf(TaskTimeoutException.class);
            assertThat(resultOf((TaskFuture<?>) seen[1])).isEqualTo(42);
            awaitRestarts(pool, 1);
            awaitIdle(pool, 2);
        }
    }

    @Test
    @Tag("fault-29")
    void halfTimesOutAndTheOtherHalfIsRight() throws Exception {
        try (TaskPool pool = quickPool(2)) {
            awaitIdle(pool, 2);
            TaskOptions inTime = TaskOptions.defaults().timeout(Duration.ofMinutes(1));
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int n = i;
                futures.add(
                        pool.submit(
                                n % 2 == 1 ? limited() : inTime,
                                () -> {
                                    if (n % 4 == 1) {
                                        Probe.spin(); // must be ended
                                    } else if (n % 4 == 3) {
                                        Probe.sleepLong(); // can be interrupted
                                    }
                                    return n;
                                }));
            }
            for (int n = 0; n < 12; n++) {
                if (n % 2 == 1) {
                    assertOverRunningTime(futures.get(n));
                } else {
                    assertThat(resultOf(futures.get(n))).isEqualTo(n);
                }
            }
            awaitRestarts(pool, 3);
            awaitIdle(pool, 2);
            assertThat(pool.snapshot().failed()).isEqualTo(6);
        }
    }

    @Test
    @Tag("fault-30")
    void queueLimitHoldsEvenWhileTheBacklogIsFull() throws Exception {
        String begun = folder.resolve("begun").toString();
        String goOn = folder.resolve("go-on").toString();
        String ran = folder.resolve("ran").toString();
        try (TaskPool pool = Probe.briefPools().workers(1).backlog(1).queueTimeout(SHORT).build()) {
            TaskFuture<Integer> running =
                    pool.submit(
                            TaskOptions.defaults().queueTimeout(Duration.ofMinutes(5)),
                            () -> {
                                Probe.note(begun, "");
                                Probe.awaitFile(Path.of(goOn));
                                return 42;
                            });
            Probe.awaitFile(Path.of(begun));
            TaskFuture<?> waits = pool.submit(() -> Probe.note(ran, "waits"));

            // returns when there is room, or when its own time to wait has passed
            TaskFuture<?> kept = pool.submit(() -> Probe.note(ran, "kept"));

            for (TaskFuture<?> each : List.of(waits, kept)) {
                TaskTimeoutException failure = failureOf(each, TaskTimeoutException.class);
                assertThat(failure.which()).isEqualTo(Limit.QUEUE);
                assertThat(failure.limit()).isEqualTo(SHORT);
            }
            assertThat(running.isDone()).isFalse();
            Probe.note(goOn, "");
            assertThat(resultOf(running)).isEqualTo(42);
        }
        assertThat(Path.of(ran)).doesNotExist();
    }

    // ---- what tries to escape ----------------------------------------------------------------

    @Test
    @Tag("fault-26")
    void taskCleansUpWhenItsLimitInterruptsIt() throws Exception {
        String cleaned = folder.resolve("cleaned").toString();
        try (TaskPool pool = quickPool(1)) {
            Set<Long> before = awaitIdle(pool, 1);

            assertOverRunningTime(
                    pool.submit(
                            limited(),
                            () -> {
                                try {
                                    Probe.sleepLong();
                                } catch (InterruptedException e) {
                                    Probe.note(cleaned, "up");
                                }
                            }));

            assertThat(resultOf(pool.submit(Probe::ownPid))).isIn(before);
            assertThat(Probe.lines(Path.of(cleaned))).containsExactly("up");
        }
    }

    /// Ways not to end when asked.
    enum Stubborn {
        IGNORES_INTERRUPTS {
            @Override
            void resist(String fifo) {
                Probe.waitForEver();
            }
        },
        BLOCKS_IN_NATIVE_CODE {
            @Override
            void resist(String fifo) throws Exception {
                try (FileInputStream in = new FileInputStream(fifo)) { // nobody ever opens it too
                    throw new AssertionError("read " + in.read());
                }
            }
        },
        NEVER_FINISHES_ITS_SHUTDOWN {
            @Override
            void resist(String fifo) {
                Runtime.getRuntime().addShutdownHook(new Thread(Probe::spin));
                Probe.spin();
            }
        },
        STARTS_A_THOUSAND_THREADS {
            @Override
            void resist(String fifo) {
                for (int i = 0; i < 1_000; i++) {
                    Thread.ofPlatform().daemon(false).start(Probe::waitForEver);
                }
                Probe.waitForEver();
            }
        };

        abstract void resist(String fifo) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(Stubborn.class)
    @Tag("fault-25")
    @Tag("fault-26")
    void stubbornTaskIsEndedAfterItsLimit(Stubborn kind) throws Exception {
        String fifo = folder.resolve("fifo").toString();
        assertThat(new ProcessBuilder("mkfifo", fifo).start().waitFor()).isZero();
        try (TaskPool pool = quickPool(1)) {
            Set<Long> before = awaitIdle(pool, 1);

            assertOverRunningTime(pool.submit(limited(), () -> kind.resist(fifo)));

            assertThat(resultOf(pool.submit(Probe::ownPid))).isNotIn(before);
            before.forEach(Probe::awaitGone);
            awaitRestarts(pool, 1);
        }
    }

    @Test
    @Tag("fault-27")
    void workerThatNeverFinishesItsShutdownDoesNotHoldUpTheEndOfItsPool() throws Exception {
        TaskPool pool = quickPool(1);
        resultOf(
                pool.submit(
                        Action.of(() ->
                                Runtime.getRuntime().addShutdownHook(new Thread(Probe::spin)))));
        Set<Long> workers = awaitIdle(pool, 1);

        pool.shutdown();

        assertThat(pool.awaitTermination(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        workers.forEach(Probe::awaitGone);
    }

    // ---- the clock on the wall ---------------------------------------------------------------

    /// A program whose clock on the wall jumps by up to a day with every look at it.
    static final class JumpingClock {

        private JumpingClock() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            long first = System.currentTimeMillis();
            int jumps = 0;
            for (int i = 0; i < 100; i++) {
                jumps += Math.abs(System.currentTimeMillis() - first) > 3_600_000 ? 1 : 0;
            }
            try (TaskPool pool = Probe.briefPool(1)) {
                for (int i = 0; i < 20; i++) {
                    resultOf(
                            pool.submit(
                                    TaskOptions.defaults().timeout(Duration.ofSeconds(15)),
                                    () -> TimeUnit.MILLISECONDS.sleep(10)));
                }
                TaskFuture<?> sleeper =
                        pool.submit(
                                TaskOptions.defaults().timeout(Duration.ofMillis(100)),
                                Probe::sleepLong);
                TaskTimeoutException late = failureOf(sleeper, TaskTimeoutException.class);
                boolean sane = late.elapsed().compareTo(Duration.ofSeconds(15)) < 0;
                System.out.println("jumps=%b sane=%b".formatted(jumps > 10, sane));
            }
        }
    }

    private static final String JUMPING_CLOCK =
            """
            #define _GNU_SOURCE
            #include <stdlib.h>
            #include <time.h>
            #include <sys/time.h>
            #include <unistd.h>
            #include <sys/syscall.h>
            static long jump(void) {
                static __thread unsigned seed;
                if (!seed) seed = (unsigned) syscall(SYS_gettid);
                return rand_r(&seed) % 172800 - 86400;
            }
            int clock_gettime(clockid_t clock, struct timespec *time) {
                int result = (int) syscall(SYS_clock_gettime, clock, time);
                if (clock == CLOCK_REALTIME) time->tv_sec += jump();
                return result;
            }
            int gettimeofday(struct timeval *time, void *zone) {
                struct timespec now;
                clock_gettime(CLOCK_REALTIME, &now);
                time->tv_sec = now.tv_sec;
                time->tv_usec = now.tv_nsec / 1000;
                return 0;
            }
            """;

    /// Compiles it, if the machine has a compiler; without one, a rule of the architecture still holds that
    /// nothing looks at that clock.
    private Path jumpingClock() throws Exception {
        Path source = Files.writeString(folder.resolve("clock.c"), JUMPING_CLOCK);
        Path library = folder.resolve("clock.so");
        try {
            int code =
                    new ProcessBuilder(
                                    "cc",
                                    "-shared",
                                    "-fPIC",
                                    "-o",
                                    library.toString(),
                                    source.toString())
                            .inheritIO()
                            .start()
                            .waitFor();
            assertThat(code).isZero();
        } catch (IOException e) {
            assumeThat(false).as("there is a C compiler: " + e).isTrue();
        }
        return library;
    }

    @Test
    @Tag("fault-31")
    void jumpsOfTheClockOnTheWallNeitherFireNorLoseALimit() throws Exception {
        Path library = jumpingClock();
        Path own = Files.createDirectory(folder.resolve("tmp"));
        Map<String, String> environment = Map.of("LD_PRELOAD", library.toString());
        try (ParentProgram program = ParentProgram.startIn(environment, own, JumpingClock.class)) {
            assertThat(program.awaitExit()).as(program::errors).isZero();
            assertThat(program.stdout()).isEqualTo("jumps=true sane=true\n");
            program.awaitNothingLeft();
        }
    }
}

package io.heddle.console.timeline;

import io.heddle.Action;
import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.command.Command;
import io.heddle.command.RunningCommand;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.monitor.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A program that does a bit of everything and ends with code 7. Whatever must be seen to wait waits until it was seen:
/// until its own recording says so.
final class Busy {

    static final String EVIL = "</script><script>alert(1)</script>";

    private Busy() {}

    public static void main(String[] arguments) throws Exception {
        waitForALock();
        sleepInACoroutine();
        useAPoolOfProcesses();
        cancelWhatWaits();
        waitTwiceOnOneThread();
        endOneByOne();
        Command.of("true").run();
        System.exit(7);
    }

    private static void waitForALock() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch held = new CountDownLatch(1);
        Strand<Boolean> holder =
                Strand.ofThread()
                        .name("holder")
                        .start(() -> {
                            lock.lock();
                            try {
                                held.countDown();
                                awaitRecorded("\"state\":\"lock\"");
                            } finally {
                                lock.unlock();
                            }
                            return true;
                        });
        held.await();
        Strand<Boolean> waiter =
                Strand.ofThread()
                        .name("waiter")
                        .start(() -> {
                            lock.lock();
                            try {
                                return true;
                            } finally {
                                lock.unlock();
                            }
                        });
        holder.get();
        waiter.get();
    }

    private static void sleepInACoroutine() throws Exception {
        try (CoroutineScope scope = CoroutineScope.open()) {
            Strand<?> sleeper =
                    scope.spawn(
                            "sleeper",
                            () -> {
                                Thread.sleep(Duration.ofMinutes(1));
                                return true;
                            });
            awaitRecorded("\"state\":\"sleep\"");
            sleeper.cancel(true);
        }
    }

    private static void useAPoolOfProcesses() throws Exception {
        try (TaskPool pool = TaskPool.ofProcesses().name("mill").workers(1).build()) {
            pool.submit(TaskOptions.named(EVIL), Task.of(() -> 1)).get();
            TaskFuture<?> doomed =
                    pool.submit(
                            TaskOptions.named("doomed"),
                            Action.of(() -> Runtime.getRuntime().halt(3)));
            TaskFuture<?> failing =
                    pool.submit(
                            TaskOptions.named("failing"),
                            Task.of(() -> Integer.parseInt("no number")));
            for (TaskFuture<?> future : List.of(doomed, failing)) {
                try {
                    future.get();
                } catch (ExecutionException e) {
                    System.out.println(e.getCause() instanceof WorkerDiedException);
                }
            }
        }
    }

    private static void cancelWhatWaits() throws Exception {
        try (TaskPool pool = TaskPool.threads(1)) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch enough = new CountDownLatch(1);
            TaskFuture<?> first =
                    pool.submit(
                            TaskOptions.named("first"),
                            () -> {
                                begun.countDown();
                                enough.await();
                                return true;
                            });
            begun.await();
            TaskFuture<?> second = pool.submit(TaskOptions.named("second"), () -> true);
            awaitRecorded("\"state\":\"latch\"");
            second.cancel(true);
            enough.countDown();
            first.get();
        }
    }

    private static void waitTwiceOnOneThread() throws Exception {
        try (TaskPool pool = TaskPool.threads(1)) {
            for (String name : List.of("once", "twice")) {
                int before = recorded("\"state\":\"latch\"");
                CountDownLatch enough = new CountDownLatch(1);
                TaskFuture<?> waits =
                        pool.submit(
                                TaskOptions.named(name),
                                () -> {
                                    enough.await();
                                    return true;
                                });
                awaitRecorded("\"state\":\"latch\"", before + 1);
                enough.countDown();
                waits.get();
            }
        }
    }

    private static void endOneByOne() throws Exception {
        int before = recorded("\"e\":\"ended\"");
        RunningCommand pipeline = Command.of("true").pipeTo(Command.of("sleep", "60")).start();
        awaitRecorded("\"e\":\"ended\"", before + 1);
        pipeline.stop(Duration.ZERO);
    }

    private static void awaitRecorded(String text) throws IOException {
        awaitRecorded(text, 1);
    }

    private static void awaitRecorded(String text, int times) throws IOException {
        long begin = System.nanoTime();
        while (recorded(text) < times) {
            if (System.nanoTime() - begin > Duration.ofSeconds(20).toNanos()) {
                throw new IllegalStateException("not recorded: " + text);
            }
            Thread.onSpinWait();
        }
    }

    private static int recorded(String text) throws IOException {
        int times = 0;
        try (Stream<Path> files = Files.list(Recording.folder().orElseThrow())) {
            for (Path file : files.toList()) {
                times += Files.readString(file).split(Pattern.quote(text), -1).length - 1;
            }
        }
        return times;
    }
}

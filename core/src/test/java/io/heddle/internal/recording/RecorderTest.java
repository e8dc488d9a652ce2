package io.heddle.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.Task;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.command.Command;
import io.heddle.monitor.Recording;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {

    @TempDir private Path folder;

    @Test
    void nothingIsRecordedUnlessThatWasAskedFor() {
        assertThat(Recorder.ON).isFalse();
        assertThat(Recording.folder()).isEmpty();
    }

    @Test
    void lineIsOneLineOfJsonWhateverTheNameIs() {
        String text =
                new String(
                        new Line("begin").add("name", "a\"\\\n\u0001\ud800z").add("n", -1).bytes(),
                        StandardCharsets.UTF_8);

        assertThat(text)
                .endsWith(",\"name\":\"a\\\"\\\\\\u000a\\u0001\\ud800z\",\"n\":-1}\n")
                .startsWith("{\"e\":\"begin\",\"t\":");
        assertThat(new Line("x").add("name", "y".repeat(1_000)).bytes()).hasSizeLessThan(260);
    }

    @Test
    void longTextIsNotCutWithinACharacter() {
        String text =
                new String(
                        new Line("x").add("name", "y".repeat(199) + "\ud83d\ude00").bytes(),
                        StandardCharsets.UTF_8);

        assertThat(text).contains("yyy...\"").doesNotContain("ud83d");
    }

    @Test
    void eachTaskOfAThreadHasItsOwnWait() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Journal journal = new Journal(folder, out, 1 << 20);
        Sampler sampler = Sampler.start(journal);
        List<Semaphore> permits = Stream.generate(() -> new Semaphore(0)).limit(3).toList();
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            for (Semaphore permit : permits) {
                                sampler.watch(Thread.currentThread());
                                permit.acquireUninterruptibly();
                                sampler.leave(Thread.currentThread());
                            }
                        });
        try {
            String wait = "\"lane\":%d,\"state\":\"semaphore\"".formatted(thread.threadId());
            for (int i = 0; i < permits.size(); i++) {
                int tasks = i + 1;
                await().until(() ->
                        out.toString(StandardCharsets.UTF_8).split(wait, -1).length > tasks);
                permits.get(i).release();
            }
        } finally {
            permits.forEach(Semaphore::release);
            thread.join(Duration.ofSeconds(20));
            while (!journal.isOver()) {
                journal.write(new Line("fill").add("text", "z".repeat(150)));
            }
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines().toList().getLast())
                .as("a recording that may not be longer says so in its last line")
                .contains("\"e\":\"full\"");
        await().until(() ->
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(t -> t.getName().equals("heddle-recorder")));
    }

    @Test
    void folderIsForItsUserAloneAndNotMadeAgainWhereItWasRemoved() throws Exception {
        Path mine = folder.resolve("mine");

        Journal.makeFolder(mine);
        Journal.makeFolder(mine);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mine)))
                .isEqualTo("rwx------");
        assertThatThrownBy(() -> Journal.makeFolder(folder.resolve("removed/run")))
                .isInstanceOf(NoSuchFileException.class);
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Journal.makeFolder(file))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void waitIsNamedByWhatWasCalled() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try {
            assertThat(reasonOf(lock::lockInterruptibly)).isEqualTo("lock");
        } finally {
            lock.unlock();
        }
        assertThat(reasonOf(() -> Thread.sleep(60_000))).isEqualTo("sleep");
        assertThat(reasonOf(new CountDownLatch(1)::await)).isEqualTo("latch");
        assertThat(reasonOf(new ArrayBlockingQueue<>(1)::take)).isEqualTo("queue");
        assertThat(reasonOf(Thread.currentThread()::join)).isEqualTo("join");
        assertThat(reasonOf(() -> LockSupport.park(this))).isEqualTo("waiting");
    }

    private interface Wait {
        void begin() throws Exception;
    }

    private static String reasonOf(Wait wait) throws InterruptedException {
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                wait.begin();
                            } catch (Exception e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        try {
            await().until(() ->
                    thread.getState() == Thread.State.WAITING
                            || thread.getState() == Thread.State.TIMED_WAITING);
            return WaitReason.of(thread.getState(), thread.getStackTrace());
        } finally {
            thread.interrupt();
            thread.join(Duration.ofSeconds(20));
        }
    }

    @Test
    @Tag("slow")
    void workerThatCannotRecordWorks() throws Exception {
        try (TaskPool pool = recorded(Path.of("/proc/nowhere"))) {
            assertThat(pool.submit(Task.of(() -> 42)).get()).isEqualTo(42);
        }
    }

    @Test
    @Tag("slow")
    void whatAKilledWorkerHadBegunIsInItsFile() throws Exception {
        try (TaskPool pool = recorded(folder)) {
            assertThat(pool.submit(Task.of(RecorderTest::whereACommandWouldRecord)).get())
                    .as("told by a property, it tells its commands by a variable")
                    .isEqualTo(folder.toString());
            try {
                pool.submit(
                                Task.of(() -> {
                                    Runtime.getRuntime().halt(9);
                                    return 0;
                                }))
                        .get();
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(WorkerDiedException.class);
            }
        }
        List<String> recorded = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                recorded.add(Files.readString(file));
            }
        }
        assertThat(recorded)
                .anySatisfy(text -> {
                    assertThat(text).contains("\"e\":\"begin\"");
                    assertThat(text.substring(text.lastIndexOf("\"e\":\"begin\"")))
                            .doesNotContain("\"e\":\"end\"");
                    assertThat(text).endsWith("}\n");
                });
    }

    private static String whereACommandWouldRecord() throws Exception {
        return Command.of("sh", "-c", "printf %s \"$" + Recording.VARIABLE + "\"").run().stdout();
    }

    private static TaskPool recorded(Path where) {
        return TaskPool.ofProcesses()
                .workers(1)
                .jvmArgs("-D" + Recording.PROPERTY + "=" + where)
                .build();
    }
}

package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.awaitIdle;
import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.RemoteTaskException;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import io.heddle.WorkerDiedException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot travel between two processes fails its own future, by name, and costs no worker.
@Tag("slow")
@SuppressWarnings("UnusedVariable") // fields that are only there to be serialized
class TravelTest {

    private static TaskPool pool;

    @BeforeAll
    static void open() {
        pool = TaskPool.processes(1);
    }

    @AfterAll
    static void close() throws Exception {
        pool.close();
        new NoLeftovers().afterEach(null);
    }

    /// Whatever happened, the worker is the same and works.
    private static void sameWorkerAfter(Check check) throws Exception {
        Set<Long> before = awaitIdle(pool, 1);
        check.run();
        assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
        assertThat(Probe.pids(pool)).isEqualTo(before);
    }

    private interface Check {
        void run() throws Exception;
    }

    /// Not serializable.
    private static final class Connection {}

    private static final class Report implements Serializable {
        final Object connection = new Connection();
    }

    // ---- on the way to the worker

    @Test
    @Tag("fault-1")
    void argumentThatCannotTravelIsNamedByTheFuture() throws Exception {
        Report report = new Report();
        sameWorkerAfter(() -> {
            TaskFuture<Integer> future = pool.submit(() -> report.hashCode());

            TaskSerializationException failure =
                    failureOf(future, TaskSerializationException.class);
            assertThat(failure.path())
                    .contains(".connection : ")
                    .endsWith(Connection.class.getName());
            assertThat(failure).hasMessageContaining(failure.path());
            assertThat(future.attempts()).isZero();
        });
    }

    private final Object connection = new Connection();

    @Test
    @Tag("fault-1")
    void capturedThisIsNamed() throws Exception {
        sameWorkerAfter(() -> {
            TaskSerializationException failure =
                    failureOf(
                            pool.submit(() -> connection.hashCode()),
                            TaskSerializationException.class);

            assertThat(failure.path()).isEqualTo("TravelTest : " + TravelTest.class.getName());
        });
    }

    @Test
    void plainLambdasAreRefusedWithTheCulpritsName() throws Exception {
        Callable<Integer> callable = () -> 1;
        Runnable runnable = () -> {};
        sameWorkerAfter(() -> {
            assertThatThrownBy(() -> pool.submit(callable))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("cannot travel")
                    .hasMessageContaining("TravelTest$$Lambda");
            assertThatThrownBy(() -> pool.submit(runnable))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> pool.execute(runnable))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> pool.invokeAll(List.of(callable)))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasCauseInstanceOf(TaskSerializationException.class);
            assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, pool))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining(CompletableFuture.class.getName());
        });
    }

    /// Fails when it is written or read, by any throwable.
    private record Grenade(boolean onWrite, boolean error) implements Serializable {
        private void explode() {
            if (error) {
                throw new AssertionError("boom");
            }
            throw new IllegalStateException("boom");
        }
    }

    private static final class Trap implements Serializable {
        private final Grenade grenade;

        Trap(boolean onWrite, boolean error) {
            grenade = new Grenade(onWrite, error);
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (grenade.onWrite) {
                grenade.explode();
            }
            out.defaultWriteObject();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            grenade.explode();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("fault-1")
    void argumentThatCannotBeWrittenFailsItsFuture(boolean error) throws Exception {
        Trap trap = new Trap(true, error);
        sameWorkerAfter(() ->
                assertThat(
                                failureOf(
                                        pool.submit(() -> trap.hashCode()),
                                        TaskSerializationException.class))
                        .hasStackTraceContaining("boom"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("fault-3")
    void argumentThatCannotBeReadFailsItsFuture(boolean error) throws Exception {
        Trap trap = new Trap(false, error);
        sameWorkerAfter(() ->
                assertThat(
                                failureOf(
                                        pool.submit(() -> trap.hashCode()),
                                        TaskSerializationException.class))
                        .hasStackTraceContaining("boom"));
    }

    private static final class Suicide implements Serializable {
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            Probe.halt(5);
        }
    }

    @Test
    @Tag("fault-4")
    void argumentWhoseReadingEndsTheWorkerIsADeath() throws Exception {
        Suicide suicide = new Suicide();
        assertThat(
                        failureOf(pool.submit(() -> suicide.hashCode()), WorkerDiedException.class)
                                .exitCode())
                .isEqualTo(5);
        assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
    }

    @Test
    @Tag("fault-1")
    void hundredBadArgumentsAmongHundredGoodOnes() throws Exception {
        Connection bad = new Connection();
        sameWorkerAfter(() -> {
            List<TaskFuture<Integer>> good = new ArrayList<>();
            List<TaskFuture<Integer>> failing = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int n = i;
                failing.add(pool.submit(() -> bad.hashCode()));
                good.add(pool.submit(() -> n));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(resultOf(good.get(i))).isEqualTo(i);
                failureOf(failing.get(i), TaskSerializationException.class);
            }
        });
    }

    private static final class Link implements Serializable {
        final Link next;

        Link(Link next) {
            this.next = next;
        }

        static Link chain(int length) {
            Link chain = null;
            for (int i = 0; i < length; i++) {
                chain = new Link(chain);
            }
            return chain;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3_000, 1_000_000})
    void chainThatIsTooDeepFailsItsFuture(int length) throws Exception {
        Link chain = Link.chain(length);
        sameWorkerAfter(() -> {
            failureOf(pool.submit(() -> chain.hashCode()), TaskSerializationException.class);
            failureOf(pool.submit(() -> Link.chain(length)), TaskSerializationException.class);
        });
    }

    // ---- on the way back

    @Test
    @Tag("fault-10")
    void resultsThatCannotTravelCostNoWorker() throws Exception {
        sameWorkerAfter(() -> {
            for (int i = 0; i < 20; i++) {
                TaskSerializationException failure =
                        failureOf(
                                pool.submit(() -> (Object) new Report()),
                                TaskSerializationException.class);
                assertThat(failure.path()).contains("connection : ");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("fault-6")
    void resultThatCannotBeWrittenFailsItsFuture(boolean error) throws Exception {
        sameWorkerAfter(() ->
                failureOf(
                        pool.submit(() -> new Trap(true, error)),
                        TaskSerializationException.class));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("fault-7")
    void resultThatCannotBeReadHereFailsItsFuture(boolean error) throws Exception {
        sameWorkerAfter(() ->
                assertThat(
                                failureOf(
                                        pool.submit(() -> new Trap(false, error)),
                                        TaskSerializationException.class))
                        .hasMessageContaining("boom"));
    }

    private static final class MuteDeath implements Serializable {
        private void writeObject(ObjectOutputStream out) {
            Probe.halt(6);
        }
    }

    @Test
    @Tag("fault-6")
    void resultWhoseWritingEndsTheWorkerIsADeath() throws Exception {
        assertThat(
                        failureOf(pool.submit(() -> new MuteDeath()), WorkerDiedException.class)
                                .exitCode())
                .isEqualTo(6);
        assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
    }

    // ---- exceptions

    private static final class Unportable extends RuntimeException {
        final transient Object unused = null;
        final Object connection = new Connection();

        Unportable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static class Picky extends RuntimeException {
        Picky(int code, String text) {
            super(code + text);
        }
    }

    private static final class Unreadable extends RuntimeException {
        final Trap trap = new Trap(false, true);
    }

    private static final class Nasty extends RuntimeException {
        final Object connection = new Connection();

        @Override
        public String getMessage() {
            throw new AssertionError("not even a message");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            return null;
        }
    }

    @Test
    @Tag("fault-5")
    void exceptionArrivesAsItselfWithItsStack() throws Exception {
        sameWorkerAfter(() -> {
            Throwable cause = failureOf(pool.submit(() -> thrower("checked")));

            assertThat(cause).isExactlyInstanceOf(IOException.class).hasMessage("checked");
            assertThat(cause.getStackTrace()[0].getMethodName()).isEqualTo("thrower");
        });
    }

    private static void thrower(String text) throws IOException {
        throw new IOException(text);
    }

    private static int sneak() {
        throw new Unportable("outer", new Picky(1, "inner"));
    }

    @Test
    @Tag("fault-8")
    void exceptionThatCannotTravelHasAStandIn() throws Exception {
        sameWorkerAfter(() -> {
            RemoteTaskException standIn =
                    failureOf(pool.submit(() -> sneak()), RemoteTaskException.class);

            assertThat(standIn.originalType()).isEqualTo(Unportable.class.getName());
            assertThat(standIn.originalMessage()).isEqualTo("outer");
            assertThat(standIn).hasMessageContaining("outer");
            assertThat(standIn.getStackTrace()[0].getMethodName()).isEqualTo("sneak");
            assertThat(standIn.getCause())
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("1inner");
        });
    }

    @Test
    @Tag("fault-8")
    void exceptionWithoutPlainConstructorTravels() throws Exception {
        sameWorkerAfter(() ->
                assertThat(failureOf(pool.submit(() -> pick()), Picky.class)).hasMessage("7seven"));
    }

    private static int pick() {
        throw new Picky(7, "seven");
    }

    @Test
    @Tag("fault-8")
    void exceptionThatCannotBeReadHasAStandIn() throws Exception {
        sameWorkerAfter(() ->
                assertThat(
                                failureOf(
                                                pool.submit(TravelTest::throwUnreadable),
                                                RemoteTaskException.class)
                                        .originalType())
                        .isEqualTo(Unreadable.class.getName()));
    }

    private static int throwUnreadable() {
        throw new Unreadable();
    }

    @Test
    @Tag("fault-8")
    void exceptionWhoseOwnMethodsFailHasAStandIn() throws Exception {
        sameWorkerAfter(() ->
                assertThat(
                                failureOf(
                                                pool.submit(TravelTest::throwNasty),
                                                RemoteTaskException.class)
                                        .originalType())
                        .isEqualTo(Nasty.class.getName()));
    }

    private static int throwNasty() {
        throw new Nasty();
    }

    @Test
    @Tag("fault-1")
    void itemOfAMapThatCannotTravelIsNamedByItsIndex() {
        List<Object> inputs = new ArrayList<>(Collections.nCopies(100, "fine"));
        inputs.set(37, new Object());

        assertThatThrownBy(() -> pool.map(item -> 1, inputs))
                .hasCauseInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("item=37 : java.lang.Object")
                .hasMessageContaining("task=task-");
    }

    @Test
    @Tag("fault-6")
    void resultOfAMapThatCannotTravelIsNamedByItsIndex() {
        List<Integer> inputs = IntStream.range(0, 100).boxed().toList();

        assertThatThrownBy(() -> pool.map(n -> n == 37 ? new Object() : (Object) n, inputs))
                .hasCauseInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("item=37 : java.lang.Object")
                .hasMessageContaining("the result cannot travel back: task=task-");
    }

    @Test
    @Tag("fault-6")
    void resultThatCannotTravelNamesItsTask() {
        TaskFuture<Object> future =
                pool.submit(TaskOptions.named("make a report"), () -> new Object());

        assertThat(failureOf(future, TaskSerializationException.class))
                .hasMessageContaining("task=make a report Object : java.lang.Object")
                .extracting(TaskSerializationException::path)
                .isEqualTo("Object : java.lang.Object");
    }

    @Test
    void hundredFailuresAmongHundredResults() throws Exception {
        sameWorkerAfter(() -> {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int n = i;
                futures.add(pool.submit(Task.of(() -> n % 2 == 0 ? n : sneak())));
            }
            for (int i = 0; i < 200; i++) {
                if (i % 2 == 0) {
                    assertThat(resultOf(futures.get(i))).isEqualTo(i);
                } else {
                    failureOf(futures.get(i), RemoteTaskException.class);
                }
            }
        });
    }

    // ---- arrays

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32 * 1024 - 1, 32 * 1024, 1 << 20, 16 << 20, 40 << 20})
    @Tag("fault-16")
    void arrayOfAnySizeGoesThereAndBack(int length) throws Exception {
        byte[] array = pattern(length);
        sameWorkerAfter(() -> {
            assertThat(Arrays.equals(resultOf(pool.submit(() -> array)), array)).isTrue();
            List<Object> mixed =
                    resultOf(pool.submit(() -> List.of(array.length, array, "between", array)));
            assertThat(mixed.get(0)).isEqualTo(length);
            assertThat(Arrays.equals((byte[]) mixed.get(1), array)).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000})
    void sameArrayTwiceStaysTheSameArray(int length) throws Exception {
        byte[] array = pattern(length);
        byte[] other = pattern(length + 1);
        byte[][] graph = {array, other, array};
        sameWorkerAfter(() -> {
            byte[][] back =
                    resultOf(
                            pool.submit(() -> {
                                graph[0][0]++;
                                return graph[2][0] == graph[0][0] ? graph : null;
                            }));
            assertThat(back).isNotNull();
            assertThat(back[0]).isSameAs(back[2]).isNotSameAs(back[1]);
            assertThat(back[0][0]).isEqualTo((byte) (array[0] + 1));
            assertThat(Arrays.equals(back[1], other)).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000})
    void arrayThatIsUsedAgainAfterSubmitTravelsAsItWas(int length, @TempDir Path folder)
            throws Exception {
        String gate = folder.resolve("gate").toString();
        byte[] array = pattern(length);
        byte first = array[0];
        sameWorkerAfter(() -> {
            Future<?> holdsTheWorker = pool.submit(() -> Probe.awaitFile(Path.of(gate)));
            Future<Byte> waits = pool.submit(() -> array[0]);
            array[0]++;
            Files.createFile(Path.of(gate));
            assertThat(resultOf(waits)).isEqualTo(first);
            resultOf(holdsTheWorker);
        });
    }

    @Test
    @Tag("fault-16")
    void manyBigArraysAtOnceInBothDirections() throws Exception {
        AtomicReference<Throwable> trouble = new AtomicReference<>();
        sameWorkerAfter(() -> {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                byte[] array = pattern(3_000_000 + t);
                threads.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    try {
                                        for (int i = 0; i < 5; i++) {
                                            byte[] back = resultOf(pool.submit(() -> array));
                                            assertThat(Arrays.equals(back, array)).isTrue();
                                        }
                                    } catch (Throwable e) {
                                        trouble.set(e);
                                    }
                                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(trouble.get()).isNull();
        });
    }
}

package io.heddle.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.Kind;
import io.heddle.TaskPool;
import io.heddle.testkit.KeptPools.Residents;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/// What all parts of [TaskPoolContract] stand on: pools that are closed afterwards, marks, and the
/// check that nothing is left.
///
/// Bodies of tasks capture local variables only, never the test: they also run in child processes.
abstract class PoolFixture {

    /// How long a test waits at most for anything.
    static final long LIMIT_SECONDS = Eventually.LIMIT.toSeconds();

    /// Marks that tasks wait for which a test left running.
    private static final List<String> HELD_BY = List.of("go", "never");

    private final List<TaskPool> opened = new ArrayList<>();

    @TempDir Path folder;

    /// Opens the pool that is tested.
    ///
    /// @param workers how many tasks run at once, where the pool knows such a limit
    /// @return a new pool
    protected abstract TaskPool open(int workers);

    /// Tells the kind of the pool.
    ///
    /// @return how it runs tasks
    protected abstract Kind kind();

    /// Tells what the pool is able to do. Behaviours that need more are skipped, so a subclass
    /// should not claim less than is true.
    ///
    /// @return what follows from the kind; a coroutine pool is taken for one without a limit
    protected Set<Capability> capabilities() {
        return switch (kind()) {
            case INLINE -> Set.of();
            case COROUTINE -> Set.of(Capability.BESIDE, Capability.DETACH);
            case THREAD -> Set.of(Capability.values());
            case PROCESS -> Set.of(Capability.BESIDE, Capability.QUEUE, Capability.WORKERS);
        };
    }

    /// Names processes that all tests of a class share, so that they are not taken for something left behind.
    ///
    /// @return none, unless a subclass has started some
    protected Set<ProcessHandle> residents() {
        return Set.of();
    }

    /// Says whether one pool may serve many tests, one after another: for pools that take long to begin.
    ///
    /// A test gets a pool that is whole then, with idle workers and nothing queued; one that a test has hurt serves no
    /// other. What is about the beginning or the end of a pool, or counts its tasks, has a pool of its own in any case.
    ///
    /// @return false, unless a subclass wants to save the time
    protected boolean keepsPools() {
        return false;
    }

    @BeforeEach
    void skipWhatThePoolIsNotMadeFor(TestInfo test) {
        assumeTrue(isMadeFor(test.getTestMethod().orElseThrow()));
    }

    private boolean isMadeFor(Method test) {
        Needs needs = test.getAnnotation(Needs.class);
        return needs == null || capabilities().containsAll(Set.of(needs.value()));
    }

    /// Names the behaviours that are skipped for this pool, so that a test can say which these are.
    final Set<String> skipped() {
        Set<String> names = new TreeSet<>();
        for (Class<?> part = getClass(); part != null; part = part.getSuperclass()) {
            Stream.of(part.getDeclaredMethods())
                    .filter(method -> !isMadeFor(method))
                    .forEach(method -> names.add(method.getName()));
        }
        return names;
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Thread.interrupted(); // of a test that failed
        for (TaskPool pool : opened) {
            pool.shutdownNow();
        }
        for (TaskPool pool : opened) {
            if (!pool.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("a pool did not end: " + pool.snapshot());
            }
        }
        Leftovers.awaitNoneBut(residents(), keepsPools() ? takeBack() : Residents.NONE);
    }

    private Residents takeBack() throws InterruptedException {
        for (String held : HELD_BY) {
            marks().set(held);
        }
        KeptPools kept = KeptPools.of(getClass());
        kept.takeBack();
        return kept.residents();
    }

    @AfterAll
    static void noKeptPoolIsLeft(TestInfo tests) throws InterruptedException {
        Leftovers.awaitGone(KeptPools.endAllOf(tests.getTestClass().orElseThrow()));
    }

    /// Gives a pool that nobody else uses, though it may have served tests before.
    final TaskPool pool(int workers) {
        return keepsPools()
                ? KeptPools.of(getClass()).lend(workers, this::open)
                : freshPool(workers);
    }

    /// Gives a new pool: to see how it begins, to end it, or to count from zero.
    final TaskPool freshPool(int workers) {
        TaskPool pool = open(workers);
        opened.add(pool);
        return pool;
    }

    final Marks marks() {
        return Marks.in(folder);
    }

    final boolean inThisProcess() {
        return kind() != Kind.PROCESS;
    }

    /// Runs something in a thread of its own, so that it can be seen waiting, and be interrupted.
    static Beside beside(Body body) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread thread =
                Thread.ofPlatform()
                        .name("beside-the-test")
                        .daemon()
                        .start(() -> {
                            try {
                                body.run();
                                ended.complete(null);
                            } catch (Throwable failure) {
                                ended.completeExceptionally(failure);
                            }
                        });
        return new Beside(thread, ended);
    }

    /// Something that a test does in another thread.
    interface Body {
        void run() throws Exception;
    }

    /// That other thread, and how it ended.
    record Beside(Thread thread, CompletableFuture<Void> ended) {

        void untilItWaits() throws InterruptedException {
            Eventually.holds(
                    "the other thread waits",
                    () ->
                            thread.getState() == Thread.State.WAITING
                                    || thread.getState() == Thread.State.TIMED_WAITING);
        }

        void interrupt() {
            thread.interrupt();
        }

        /// Waits for its end, and throws what it threw as the cause of an `ExecutionException`.
        void join() throws Exception {
            ended.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }
}

package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Action;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// The ways into a pool.
abstract class SubmissionContract extends PoolFixture {

    private static Integer answer() {
        return 42;
    }

    @Test
    void valueLambdaNeedsNoCast() throws Exception {
        TaskFuture<Integer> future = pool(1).submit(() -> 6 * 7);

        assertThat(future.get()).isEqualTo(42);
    }

    @Test
    void voidLambdaNeedsNoCast() throws Exception {
        Marks marks = marks();

        TaskFuture<Void> future = pool(1).submit(() -> marks.set("ran"));

        assertThat(future.get()).isNull();
        assertThat(marks.isSet("ran")).isTrue();
    }

    @Test
    void voidLambdaMayThrowCheckedExceptions() throws Exception {
        Marks marks = marks();
        marks.set("there");

        TaskFuture<Void> future = pool(1).submit(() -> marks.await("there"));

        assertThat(future.get()).isNull();
    }

    @Test
    void valueLambdaMayThrowCheckedExceptions() throws Exception {
        String file = Files.writeString(folder.resolve("text"), "hello").toString();

        TaskFuture<String> future = pool(1).submit(() -> Files.readString(Path.of(file)));

        assertThat(future.get()).isEqualTo("hello");
    }

    @Test
    void methodReferenceNeedsNoCast() throws Exception {
        TaskFuture<Integer> future = pool(1).submit(SubmissionContract::answer);

        assertThat(future.get()).isEqualTo(42);
    }

    @Test
    void lambdaThatOnlyThrowsIsATask() {
        TaskFuture<Object> future =
                pool(1).submit(() -> {
                    throw new Troubles.Checked("always");
                });

        assertThatThrownBy(future::get).hasRootCauseInstanceOf(Troubles.Checked.class);
    }

    @Test
    void optionsGoWithValueAndVoidLambdas() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();

        TaskFuture<Integer> value = pool.submit(TaskOptions.named("value"), () -> 1);
        TaskFuture<Void> nothing = pool.submit(TaskOptions.named("void"), () -> marks.set("ran"));

        assertThat(value.get()).isEqualTo(1);
        assertThat(nothing.get()).isNull();
    }

    @Test
    void callableIsRunAsATask() throws Exception {
        Callable<Integer> callable = Task.of(() -> 42);

        assertThat(pool(1).submit(callable).get()).isEqualTo(42);
    }

    @Test
    void runnableGivesNull() throws Exception {
        Marks marks = marks();
        Runnable runnable = Action.of(() -> marks.set("ran"));

        assertThat(pool(1).submit(runnable).get()).isNull();
        assertThat(marks.isSet("ran")).isTrue();
    }

    @Test
    void runnableGivesBackTheVeryResultItWasSubmittedWith() throws Exception {
        Marks marks = marks();
        Object result = new Object(); // which could not travel

        TaskFuture<Object> future = pool(1).submit(Action.of(() -> marks.set("ran")), result);

        assertThat(future.get()).isSameAs(result);
        assertThat(marks.isSet("ran")).isTrue();
    }

    @Test
    void nullTasksAreRefused() {
        TaskPool pool = pool(1);

        assertRefusesNull(() -> pool.submit((Task<?>) null));
        assertRefusesNull(() -> pool.submit((Action) null));
        assertRefusesNull(() -> pool.submit((Callable<?>) null));
        assertRefusesNull(() -> pool.submit((Runnable) null));
        assertRefusesNull(() -> pool.submit((Runnable) null, "result"));
        assertRefusesNull(() -> pool.submit(TaskOptions.defaults(), (Task<?>) null));
        assertRefusesNull(() -> pool.submit(TaskOptions.defaults(), (Action) null));
        assertRefusesNull(() -> pool.execute((Action) null));
        assertRefusesNull(() -> pool.execute((Runnable) null));
    }

    @Test
    void nullOptionsAreRefused() {
        TaskPool pool = pool(1);

        assertRefusesNull(() -> pool.submit((TaskOptions) null, () -> 1));
        assertRefusesNull(() -> pool.submit((TaskOptions) null, () -> {}));
    }

    private static void assertRefusesNull(ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call);
    }

    @Test
    void executeRunsActionsAndRunnables() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        Runnable runnable = Action.of(() -> marks.set("runnable"));

        pool.execute(() -> marks.set("action"));
        pool.execute(runnable);

        marks.await("action");
        marks.await("runnable");
    }

    @Test
    void failureOfAnExecutedActionReachesTheUncaughtHandler() throws Exception {
        TaskPool pool = pool(1);
        CompletableFuture<Throwable> caught = new CompletableFuture<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> caught.complete(failure));
        try {
            pool.execute(() -> {
                throw new Troubles.Checked("unheard");
            });

            assertThat(caught.get(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(Troubles.Checked.class)
                    .hasMessage("unheard");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void plainRunnableThatCannotTravelIsRunOrRefusedByName() throws Exception {
        TaskPool pool = pool(1);
        Thread here = Thread.currentThread(); // no thread can travel
        Runnable plain = () -> here.setName(here.getName());

        if (inThisProcess()) {
            assertThat(pool.submit(plain).get()).isNull();
        } else {
            assertThatThrownBy(() -> pool.submit(plain))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining(SubmissionContract.class.getPackageName());
        }
    }

    @Test
    void plainCallableThatCannotTravelIsRunOrRefusedByName() throws Exception {
        TaskPool pool = pool(1);
        Thread here = Thread.currentThread();
        Callable<String> plain = here::getName;

        if (inThisProcess()) {
            assertThat(pool.submit(plain).get()).isEqualTo(here.getName());
        } else {
            assertThatThrownBy(() -> pool.submit(plain))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining(SubmissionContract.class.getPackageName());
        }
    }

    @Test
    void supplyAsyncWithThePoolIsRunOrRefusedNeverLost() throws Exception {
        TaskPool pool = pool(1);

        if (inThisProcess()) {
            assertThat(CompletableFuture.supplyAsync(() -> 42, pool).get()).isEqualTo(42);
        } else {
            assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 42, pool))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("CompletableFuture");
        }
    }

    @Test
    void whatATaskCapturesComesAlong() throws Exception {
        List<String> words = List.of("a", "b");
        int[] numbers = {1, 2, 3};

        String text = pool(1).submit(() -> words + ":" + numbers.length).get();

        assertThat(text).isEqualTo("[a, b]:3");
    }

    @Test
    void largeResultsArriveWhole() throws Exception {
        byte[] bytes =
                pool(1).submit(
                                () -> {
                                    byte[] made = new byte[1 << 20];
                                    made[made.length - 1] = 7;
                                    return made;
                                })
                        .get();

        assertThat(bytes).hasSize(1 << 20).endsWith((byte) 7);
    }

    @Test
    void tasksFromManyThreadsAreAllAnswered() throws Exception {
        TaskPool pool = freshPool(2);
        List<Beside> submitters = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int base = i * 100;
            submitters.add(beside(() -> submitHundred(pool, base)));
        }

        for (Beside submitter : submitters) {
            submitter.join();
        }
        assertThat(pool.snapshot().done()).isEqualTo(800);
    }

    private static void submitHundred(TaskPool pool, int base) throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = base + i;
            futures.add(pool.submit(() -> number));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(futures.get(i).get()).isEqualTo(base + i);
        }
    }

    @Test
    void submittingWithTheInterruptFlagSetCostsNothing() throws Exception {
        TaskPool pool = pool(1);

        Thread.currentThread().interrupt();
        TaskFuture<Boolean> future = pool.submit(() -> Thread.currentThread().isInterrupted());

        assertThat(Thread.interrupted()).as("flag is kept").isTrue();
        assertThat(future.get()).as("flag in the task").isFalse();
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void everyTaskBeginsWithAFreshInterruptStatus() throws Exception {
        TaskPool pool = pool(1);

        pool.submit(() -> Thread.currentThread().interrupt()).join();
        Thread.interrupted(); // of the inline pool: the task has interrupted this very thread

        assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
    }

    @Test
    @Needs(Capability.QUEUE)
    void tasksStartInTheOrderOfTheirSubmission() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        TaskFuture<Void> first = pool.submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");
        List<TaskFuture<Long>> rest = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            rest.add(
                    pool.submit(() -> {
                        long before = marks.count("turn-");
                        marks.set("turn-" + number);
                        return before;
                    }));
        }

        marks.set("go");

        first.get();
        for (int i = 0; i < 20; i++) {
            assertThat(rest.get(i).get()).isEqualTo(i);
        }
    }

    @Test
    @Needs(Capability.BESIDE)
    void asManyTasksRunAtOnceAsThereAreWorkers() throws Exception {
        TaskPool pool = pool(2);
        Marks marks = marks();

        TaskFuture<Void> one = pool.submit(() -> marks.setThenAwait("one", "two"));
        TaskFuture<Void> two = pool.submit(() -> marks.setThenAwait("two", "one"));

        assertThat(one.get()).isNull();
        assertThat(two.get()).isNull();
    }

    @Test
    @Needs(Capability.QUEUE)
    void noMoreTasksRunAtOnceThanThereAreWorkers() throws Exception {
        TaskPool pool = pool(2);
        Marks marks = marks();
        List<TaskFuture<Void>> futures = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "started-" + i;
            futures.add(pool.submit(() -> marks.setThenAwait(name, "go")));
        }

        marks.await("started-0");
        marks.await("started-1");
        assertThat(marks.isSet("started-2")).isFalse();
        assertThat(futures.get(2).attempts()).isZero();

        marks.set("go");
        marks.await("started-2");
    }

    @Test
    @Needs(Capability.QUEUE)
    void poolWithoutWorkersIsRefused() {
        assertThatThrownBy(() -> open(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a pool needs at least one worker: workers=0");
    }
}

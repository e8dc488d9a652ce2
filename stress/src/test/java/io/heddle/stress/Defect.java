package io.heddle.stress;

import io.heddle.PoolSnapshot;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.spi.TaskCompletion;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/// A defect that a pool has at one of its many submissions, or when it is closed. A storm must see it.
enum Defect {
    NONE,
    LOSES_A_TASK {
        @Override
        Object submit(TaskPool pool, TaskOptions options, Task<?> task) {
            return new Never<>();
        }
    },
    TELLS_NOBODY {
        @Override
        Object submit(TaskPool pool, TaskOptions options, Task<?> task) {
            return withCallbacks(pool.submit(options, task), 0);
        }
    },
    TELLS_TWICE {
        @Override
        Object submit(TaskPool pool, TaskOptions options, Task<?> task) {
            return withCallbacks(pool.submit(options, task), 2);
        }
    },
    NEVER_ENDS {
        @Override
        Object submit(TaskPool pool, TaskOptions options, Task<?> task) {
            return pool.submit(options, () -> waitForEver());
        }
    },
    RUNS_TWICE {
        @Override
        Object submit(TaskPool pool, TaskOptions options, Task<?> task) {
            var _ = pool.submit(options, task);
            return pool.submit(options, task);
        }
    },
    GIVES_ANOTHER_RESULT {
        @Override
        Object submit(TaskPool pool, TaskOptions options, Task<?> task) {
            return pool.submit(options, () -> new Receipt(1, 1, 1, Receipt.NO_BALLAST));
        }
    },
    FAILS_AN_INNOCENT {
        @Override
        Object submit(TaskPool pool, TaskOptions options, Task<?> task) {
            Never<Object> future = new Never<>();
            future.failBy(
                    new WorkerDiedException(
                            "died",
                            new WorkerDiedException.Death(
                                    1,
                                    WorkerDiedException.Kind.SIGNAL,
                                    -9,
                                    Duration.ZERO,
                                    0,
                                    0,
                                    List.of(),
                                    "",
                                    ""),
                            1));
            return future;
        }
    },
    LACKS_A_WORKER {
        @Override
        Object snapshot(PoolSnapshot whole) {
            return new PoolSnapshot(
                    whole.name(),
                    io.heddle.Kind.PROCESS,
                    whole.workers().stream().skip(1).toList(),
                    whole.queued(),
                    whole.running(),
                    whole.done(),
                    whole.failed(),
                    whole.cancelled(),
                    0,
                    0,
                    false);
        }
    },
    DOES_NOT_CLOSE {
        @Override
        void beforeClose(Path folder) {
            waitForEver();
        }
    },
    LEAVES_A_FILE {
        @Override
        void beforeClose(Path folder) throws IOException {
            Files.createFile(folder.resolve("left"));
        }
    },
    LEAVES_A_THREAD {
        @Override
        void beforeClose(Path folder) {
            Thread left = new Thread(Defect::waitForEver, "heddle-left");
            left.setDaemon(true);
            left.start();
            LEFT.add(left::interrupt);
        }
    },
    LEAVES_A_PROCESS {
        @Override
        void beforeClose(Path folder) throws IOException {
            Process left = new ProcessBuilder("sleep", "600").start();
            LEFT.add(() -> left.destroyForcibly().onExit().join());
        }
    },
    LEAVES_A_SOCKET {
        @Override
        void beforeClose(Path folder) throws IOException {
            ServerSocketChannel left = ServerSocketChannel.open();
            LEFT.add(left::close);
        }
    };

    /// Which submission goes wrong.
    private static final int UNLUCKY = 7;

    /// Takes away one thing that was left.
    @FunctionalInterface
    private interface Removal {
        void remove() throws IOException;
    }

    private static final List<Removal> LEFT = new ArrayList<>();

    /// A future that is decided only by hand.
    private static final class Never<T> extends TaskCompletion<T> {
        Never() {
            super("never");
        }

        void failBy(Throwable cause) {
            fail(cause);
        }

        @Override
        public int attempts() {
            return 1;
        }

        @Override
        protected void cancelled(boolean mayInterrupt) {}
    }

    Object submit(TaskPool pool, TaskOptions options, Task<?> task) {
        return pool.submit(options, task);
    }

    Object snapshot(PoolSnapshot whole) {
        return whole;
    }

    void beforeClose(Path folder) throws IOException {}

    /// Opens pools of threads of which those after the first, which the rehearsal uses, have the defect.
    Arena.Opener opener(Path folder) {
        AtomicInteger pools = new AtomicInteger();
        return (plan, output) -> {
            TaskPool pool = TaskPool.threads(plan.workers());
            return pools.getAndIncrement() == 0 ? pool : proxy(pool, folder);
        };
    }

    private TaskPool proxy(TaskPool pool, Path folder) {
        AtomicInteger submissions = new AtomicInteger();
        InvocationHandler handler =
                (self, method, arguments) ->
                        switch (method.getName()) {
                            case "submit" ->
                                    submissions.incrementAndGet() == UNLUCKY
                                            ? submit(
                                                    pool,
                                                    (TaskOptions) arguments[0],
                                                    (Task<?>) arguments[1])
                                            : call(pool, method, arguments);
                            case "snapshot" -> snapshot(pool.snapshot());
                            case "close" -> {
                                beforeClose(folder);
                                pool.close();
                                yield null;
                            }
                            default -> call(pool, method, arguments);
                        };
        return (TaskPool)
                Proxy.newProxyInstance(
                        Defect.class.getClassLoader(), new Class<?>[] {TaskPool.class}, handler);
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /// A future that tells its outcome a number of times.
    private static Object withCallbacks(TaskFuture<?> future, int times) {
        return Proxy.newProxyInstance(
                Defect.class.getClassLoader(),
                new Class<?>[] {TaskFuture.class},
                (self, method, arguments) -> {
                    if (!method.getName().equals("whenComplete")) {
                        return call(future, method, arguments);
                    }
                    @SuppressWarnings("unchecked")
                    BiConsumer<Object, Throwable> action =
                            (BiConsumer<Object, Throwable>) arguments[0];
                    for (int i = 0; i < times; i++) {
                        future.whenComplete(action);
                    }
                    return new CompletableFuture<>();
                });
    }

    private static Receipt waitForEver() {
        while (!Thread.interrupted()) {
            LockSupport.park();
        }
        return new Receipt(0, 0, 0, Receipt.NO_BALLAST);
    }

    /// Takes away what the pools have left.
    static void cleanUp() throws IOException {
        for (Removal left : LEFT) {
            left.remove();
        }
        LEFT.clear();
    }
}

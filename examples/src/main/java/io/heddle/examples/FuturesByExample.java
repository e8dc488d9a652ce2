package io.heddle.examples;

import io.heddle.Futures;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Waiting for many answers at once.
public final class FuturesByExample {

    private FuturesByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        System.out.println("in order of completion: " + asTheyCome());
        System.out.println("ended when the first failed: " + untilOneFails());
        System.out.println("chained: " + chained());
    }

    static List<String> asTheyCome() throws InterruptedException, ExecutionException {
        List<String> order = new ArrayList<>();
        // tag::completed[]
        try (TaskPool pool = TaskPool.threads(2)) {
            TaskFuture<String> late = pool.submit(() -> after(Duration.ofMillis(300), "tortoise"));
            TaskFuture<String> soon = pool.submit(() -> after(Duration.ofMillis(10), "hare"));

            for (TaskFuture<String> next : Futures.asCompleted(List.of(late, soon))) {
                order.add(next.get()); // hare, tortoise
            }
        }
        // end::completed[]
        return order;
    }

    static int untilOneFails() throws InterruptedException {
        try (TaskPool pool = TaskPool.threads(2)) {
            // tag::await[]
            TaskFuture<String> broken = pool.submit(() -> Integer.toString(Integer.parseInt("x")));
            TaskFuture<String> slow = pool.submit(() -> after(Duration.ofSeconds(20), "late"));

            Futures.Waited<String> result =
                    Futures.await(
                            List.of(broken, slow),
                            Futures.Until.FIRST_EXCEPTION,
                            Duration.ofSeconds(10));
            result.pending().forEach(future -> future.cancel(true)); // slow, and it really stops
            return result.done().size(); // 1: broken
            // end::await[]
        }
    }

    static int chained() throws InterruptedException, ExecutionException {
        // tag::chain[]
        try (TaskPool pool = TaskPool.threads(1)) {
            return pool.submit(() -> "weft")
                    .thenApply(String::length) // never on a thread that serves workers
                    .toCompletableFuture()
                    .get();
        }
        // end::chain[]
    }

    static String after(Duration time, String text) throws InterruptedException {
        Thread.sleep(time);
        return text;
    }
}

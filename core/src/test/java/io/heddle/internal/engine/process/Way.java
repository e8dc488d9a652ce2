package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heddle.TaskFunction;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/// How a task is handed to a pool.
enum Way {
    SUBMIT {
        @Override
        Object resultOf(TaskPool pool, TaskFunction<Object, Object> function, Object argument)
                throws Exception {
            return Probe.resultOf(pool.submit(() -> function.apply(argument)));
        }
    },
    MAP {
        @Override
        Object resultOf(TaskPool pool, TaskFunction<Object, Object> function, Object argument)
                throws Exception {
            List<Object> results = pool.map(function, among(argument));
            assertThat(results).startsWith("a", "b").endsWith("c", "d");
            return results.get(2);
        }
    },
    STREAM {
        @Override
        Object resultOf(TaskPool pool, TaskFunction<Object, Object> function, Object argument) {
            try (Stream<Object> stream = pool.stream(function, among(argument))) {
                List<Object> results = stream.toList();
                assertThat(results).startsWith("a", "b").endsWith("c", "d");
                return results.get(2);
            }
        }
    },
    CALLBACK {
        @Override
        Object resultOf(TaskPool pool, TaskFunction<Object, Object> function, Object argument)
                throws Exception {
            TaskFuture<Object> submitted =
                    Probe.resultOf(
                            pool.submit(() -> 1)
                                    .thenApply(one -> pool.submit(() -> function.apply(argument)))
                                    .toCompletableFuture());
            return Probe.resultOf(submitted);
        }
    };

    /// Has a function applied in a worker, among others that are harmless, and gives its result.
    abstract Object resultOf(TaskPool pool, TaskFunction<Object, Object> function, Object argument)
            throws Exception;

    /// The same, if it is to fail; gives what the user finds behind what this way wraps around it.
    Throwable failureOf(TaskPool pool, TaskFunction<Object, Object> function, Object argument) {
        Throwable thrown = catchThrowable(() -> resultOf(pool, function, argument));
        assertThat(thrown)
                .isInstanceOf(
                        this == STREAM ? CompletionException.class : ExecutionException.class);
        return thrown.getCause();
    }

    /// Whether several items travel as one task, so that an item may fail without its task.
    boolean isChunked() {
        return this == MAP || this == STREAM;
    }

    private static List<Object> among(Object argument) {
        return List.of("a", "b", argument, "c", "d");
    }
}

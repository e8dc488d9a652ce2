package io.heddle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Kind;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import io.heddle.spi.ChildOptions;
import io.heddle.spi.Engine;
import io.heddle.spi.PoolSpec;
import io.heddle.spi.TaskRules;
import io.heddle.spi.WorkerRules;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a pool's description says about all its tasks.
class PoolLimitTest {

    private static TaskPool open(Kind kind, Duration limit) {
        PoolSpec spec =
                new PoolSpec(
                        kind,
                        "limited",
                        1,
                        rules(limit),
                        WorkerRules.DEFAULT,
                        ChildOptions.defaults());
        return ServiceLoader.load(Engine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.kinds().contains(kind))
                .findFirst()
                .orElseThrow()
                .open(spec);
    }

    private static TaskRules rules(Duration limit) {
        TaskRules rules = TaskRules.DEFAULT;
        return new TaskRules(
                Optional.of(limit),
                rules.queueTimeout(),
                rules.grace(),
                rules.retries(),
                rules.backlog());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"INLINE", "THREAD", "COROUTINE"})
    void limitOfThePoolHoldsForEveryTask(Kind kind) {
        try (TaskPool pool = open(kind, Duration.ofMillis(50))) {
            TaskFuture<Void> future = pool.submit(() -> new CountDownLatch(1).await());

            assertThatThrownBy(future::get)
                    .cause()
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessageContaining("limit=0.05s")
                    .hasMessageContaining("pool=limited");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"INLINE", "THREAD", "COROUTINE"})
    void limitOfATaskReplacesThatOfThePool(Kind kind) throws Exception {
        try (TaskPool pool = open(kind, Duration.ofNanos(1))) {
            TaskFuture<Integer> future =
                    pool.submit(TaskOptions.defaults().timeout(Duration.ofDays(1)), () -> 42);

            assertThat(future.get()).isEqualTo(42);
        }
    }
}

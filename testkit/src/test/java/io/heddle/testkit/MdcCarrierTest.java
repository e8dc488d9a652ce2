package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A carrier of the user's own, found by `ServiceLoader`, works alike on every kind of pool.
class MdcCarrierTest {

    static Stream<Named<Supplier<TaskPool>>> pools() {
        return Stream.of(
                Named.of("inline", () -> TaskPool.inline()),
                Named.of("threads", () -> TaskPool.threads(1)),
                Named.of("coroutines", () -> TaskPool.coroutines(1)),
                Named.of("processes", () -> TaskPool.processes(1)));
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        MdcCarrier.MDC.remove();
        Leftovers.awaitNone();
    }

    private static Map<String, String> mdc() {
        return MdcCarrier.MDC.get();
    }

    @ParameterizedTest
    @MethodSource("pools")
    void mdcGoesWithTheTaskAndIsCleanedUpBehindIt(Supplier<TaskPool> opening) throws Exception {
        try (TaskPool pool = opening.get()) {
            mdc().put("user", "u1");
            TaskFuture<String> future =
                    pool.submit(() -> {
                        mdc().put("left", "behind");
                        return mdc().get("user");
                    });
            TaskFuture<Object> failing =
                    pool.submit(() -> {
                        throw new Troubles.Checked("of " + mdc().get("user"));
                    });
            assertThat(future.get()).isEqualTo("u1");
            assertThatThrownBy(failing::get).hasRootCauseMessage("of u1");
            assertThat(mdc()).isEqualTo(Map.of("user", "u1"));

            MdcCarrier.MDC.remove();
            assertThat(pool.submit(() -> mdc().toString()).get()).isEqualTo("{}");
        }
    }
}

package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Task;
import io.heddle.TaskContext;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What goes with a task besides the task: values of the context, and scoped values.
abstract class ContextContract extends InvokeContract {

    private static final ScopedValue<String> TENANT = ScopedValue.newInstance();
    private static final ScopedValue<Integer> DEPTH = ScopedValue.newInstance();

    static {
        TaskContext.carry("tenant", () -> TENANT);
        TaskContext.carry("depth", () -> DEPTH);
    }

    private static String request() {
        return TaskContext.current().get("request", String.class).orElse("none");
    }

    private static String tenant() {
        return TENANT.isBound() ? TENANT.get() : "none";
    }

    private static TaskContext request(String id) {
        return TaskContext.current().with("request", id);
    }

    @Test
    void valuesOfTheContextTravelWithATask() throws Exception {
        TaskPool pool = pool(1);

        TaskFuture<Object> future =
                request("r1")
                        .with("step", 2)
                        .call(() -> pool.submit(() -> TaskContext.current().values()));

        assertThat(future.get()).isEqualTo(Map.of("request", "r1", "step", 2));
    }

    @Test
    void contextIsThatOfTheSubmission() throws Exception {
        TaskPool pool = pool(1);

        TaskFuture<String> inner =
                request("outer")
                        .call(() -> request("inner").call(() -> pool.submit(() -> request())));
        TaskFuture<String> outer = request("outer").call(() -> pool.submit(() -> request()));
        TaskFuture<String> none = pool.submit(() -> request());

        assertThat(List.of(inner.get(), outer.get(), none.get()))
                .containsExactly("inner", "outer", "none");
    }

    @Test
    void contextEndsWithItsTaskThoughThatThrows() throws Exception {
        TaskPool pool = pool(1);

        TaskFuture<Object> failing =
                request("r1")
                        .call(() ->
                                pool.submit(() -> {
                                    throw new Troubles.Checked("of " + request());
                                }));

        assertThatThrownBy(failing::get).hasRootCauseMessage("of r1");
        assertThat(pool.submit(() -> request()).get()).isEqualTo("none");
        assertThat(request()).isEqualTo("none");
    }

    @Test
    void boundScopedValuesTravel() throws Exception {
        TaskPool pool = pool(1);

        TaskFuture<String> future =
                ScopedValue.where(TENANT, "acme")
                        .where(DEPTH, 3)
                        .call(() -> pool.submit(() -> TENANT.get() + DEPTH.get()));
        TaskFuture<Boolean> later = pool.submit(() -> TENANT.isBound() || DEPTH.isBound());

        assertThat(future.get()).isEqualTo("acme3");
        assertThat(later.get()).isFalse();
    }

    @Test
    void scopedValuesTravelOnFromATaskToItsTasks() throws Exception {
        TaskPool pool = pool(1);

        TaskFuture<String> future =
                ScopedValue.where(TENANT, "acme")
                        .call(() ->
                                pool.submit(() -> {
                                    try (TaskPool inner = TaskPool.threads(1)) {
                                        return inner.submit(() -> TENANT.get()).get();
                                    }
                                }));

        assertThat(future.get()).isEqualTo("acme");
    }

    @Test
    void actionsAndInheritedMethodsCarryTheContextToo() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();

        request("r1")
                .call(() -> {
                    pool.submit(() -> marks.set("submit-" + request())).get();
                    pool.execute(() -> marks.set("execute-" + request()));
                    assertThat(pool.invokeAll(List.of(Task.of(() -> request()))).getFirst().get())
                            .isEqualTo("r1");
                    assertThat(pool.invokeAny(List.of(Task.of(() -> request())))).isEqualTo("r1");
                    return null;
                });

        marks.await("submit-r1");
        marks.await("execute-r1");
    }

    @Test
    void mapCarriesTheContext() throws Exception {
        TaskPool pool = pool(2);

        List<String> seen =
                ScopedValue.where(TENANT, "acme")
                        .call(() -> pool.map(n -> tenant() + n, List.of(1, 2, 3)));

        assertThat(seen).containsExactly("acme1", "acme2", "acme3");
    }

    @Test
    void streamCarriesTheContextOfItsCallWhoeverReadsIt() throws Exception {
        TaskPool pool = pool(2);

        Stream<String> results =
                request("r1").call(() -> pool.stream(n -> request() + n, List.of(1, 2)));

        try (results) {
            assertThat(request("reader").call(results::toList)).containsExactly("r11", "r12");
        }
    }
}

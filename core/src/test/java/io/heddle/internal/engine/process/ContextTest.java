package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.TaskContext;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import io.heddle.spi.CapturedContext;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What becomes of a context on its way to another process, and when it cannot go.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class ContextTest {

    private static final ScopedValue<Object> ANYTHING = ScopedValue.newInstance();

    /// Cannot be written, and is not to blame.
    private static final class Homebound {}

    /// Cannot be written, and says so itself.
    private static final class Unwritable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IllegalStateException("not to be written");
        }
    }

    /// Cannot be read.
    private static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IllegalStateException("not to be read");
        }
    }

    @AfterEach
    void carryNothing() {
        TroubledCarrier.LOAD.remove();
    }

    private interface Submission {
        TaskFuture<Integer> to(TaskPool pool) throws Exception;
    }

    private static TaskFuture<Integer> submitDoomed(TaskPool pool) {
        return pool.submit(TaskOptions.named("doomed"), () -> 2);
    }

    private static TaskSerializationException refusal(TaskContext context) throws Exception {
        return refusal(pool -> context.call(() -> submitDoomed(pool)));
    }

    private static TaskSerializationException refusal(Submission submission) throws Exception {
        try (TaskPool pool = Probe.briefPool(1)) {
            TaskFuture<Integer> first = pool.submit(() -> 1);
            TaskFuture<Integer> doomed = submission.to(pool);
            TaskFuture<Integer> last = pool.submit(() -> 3);
            assertThat(resultOf(first) + resultOf(last)).isEqualTo(4);
            return failureOf(doomed, TaskSerializationException.class);
        }
    }

    @Test
    void valueThatCannotTravelFailsItsFutureAloneAndIsNamed() throws Exception {
        TaskContext context =
                TaskContext.current().with("fine", 1).with("request", new Homebound());

        TaskSerializationException refused = refusal(context);

        assertThat(refused.path())
                .isEqualTo(
                        "context carrier task-context.values[request] : "
                                + Homebound.class.getName());
        assertThat(refused).hasMessageContaining("task=doomed").hasMessageContaining("[request]");
    }

    @Test
    void valueThatCannotBeWrittenNamesItsCarrier() throws Exception {
        assertThat(refusal(TaskContext.current().with("request", new Unwritable())))
                .hasMessageContaining("carrier=task-context")
                .hasMessageContaining("not to be written");
    }

    @Test
    void valueThatCannotBeReadNamesItsCarrier() throws Exception {
        assertThat(refusal(TaskContext.current().with("request", new Unreadable())))
                .hasMessageContaining("carrier=task-context key=request")
                .hasMessageContaining("not to be read");
    }

    @Test
    void scopedValueThatCannotTravelIsNamed() throws Exception {
        TaskContext.carry("anything", () -> ANYTHING);

        TaskSerializationException refused =
                refusal(pool ->
                        ScopedValue.where(ANYTHING, new Homebound())
                                .call(() -> submitDoomed(pool)));

        assertThat(refused.path())
                .isEqualTo(
                        "context carrier scoped-values[anything].value : "
                                + Homebound.class.getName());
    }

    @Test
    void bodyThatCannotTravelIsBlamedAsWithoutAContext() throws Exception {
        Callable<Integer> plain = () -> 1;
        try (TaskPool pool = Probe.briefPool(1)) {
            assertThatThrownBy(
                            () -> TaskContext.current().with("a", 1).call(() -> pool.submit(plain)))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("hand a lambda over by Task.of");
        }
    }

    @Test
    void valueThatCannotTravelDoesNoHarmWithinTheProcess() throws Exception {
        Homebound value = new Homebound();
        try (TaskPool pool = TaskPool.threads(1)) {
            TaskFuture<Object> future =
                    TaskContext.current()
                            .with("same", value)
                            .call(() ->
                                    pool.submit(() -> TaskContext.current().values().get("same")));
            assertThat(resultOf(future)).isSameAs(value);
        }
    }

    @Test
    void carrierThatCannotCaptureFailsTheFutureByName() throws Exception {
        try (TaskPool pool = Probe.briefPool(1)) {
            TroubledCarrier.LOAD.set(TroubledCarrier.NO_CAPTURE);
            TaskFuture<Integer> doomed = pool.submit(() -> 1);
            assertThatThrownBy(() -> pool.map(n -> n, List.of(1)))
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("carrier=troubled");
            TroubledCarrier.LOAD.remove();

            assertThat(failureOf(doomed, HeddleException.class))
                    .hasMessageContaining("carrier=troubled")
                    .hasRootCauseMessage("cannot capture");
            assertThat(resultOf(pool.submit(() -> 2))).isEqualTo(2);
        }
    }

    @Test
    void carrierThatCannotPutItsValueInPlaceFailsTheTask() throws Exception {
        try (TaskPool pool = Probe.briefPool(1)) {
            TroubledCarrier.LOAD.set(TroubledCarrier.NO_RESTORE);
            TaskFuture<Integer> doomed = pool.submit(() -> 1);
            TroubledCarrier.LOAD.remove();

            assertThat(failureOf(doomed, IllegalStateException.class))
                    .hasMessage("cannot put it in place");
            assertThat(resultOf(pool.submit(() -> 2))).isEqualTo(2);
        }
    }

    @Test
    void strandsOfEveryKindCarryTheContext() throws Exception {
        Task<String> task = () -> TaskContext.current().get("request", String.class).orElse("");
        List<Strand<String>> strands =
                TaskContext.current()
                        .with("request", "r1")
                        .call(() ->
                                List.of(
                                        Strand.ofThread().start(task),
                                        Strand.ofCoroutine().start(task),
                                        Probe.briefStrand().start(task)));
        for (Strand<String> strand : strands) {
            assertThat(resultOf(strand)).isEqualTo("r1");
            strand.join();
        }
    }

    @Test
    void withoutAnythingToCarryATaskStaysAsItIs() {
        Task<Integer> task = () -> 1;

        assertThat(CapturedContext.now().around(task)).isSameAs(task);
    }

    @Test
    void wayToAScopedValueThatCannotTravelIsRefusedAtOnce() {
        ScopedValue<String> local = ScopedValue.newInstance();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskContext.carry("local", () -> local))
                .withMessageContaining("name=local")
                .withMessageContaining("static field");
    }

    @Test
    void contextIsImmutable() {
        TaskContext empty = TaskContext.current();
        TaskContext one = empty.with("a", 1);

        assertThat(one.with("a", 2).without("a").values()).isEmpty();
        assertThat(one.values()).containsExactly(java.util.Map.entry("a", 1));
        assertThat(empty.values()).isEmpty();
        assertThat(one.get("b", String.class)).isEmpty();
        assertThat(one).hasToString("TaskContext[a]");
        assertThatThrownBy(() -> one.get("a", String.class)).isInstanceOf(ClassCastException.class);
    }
}

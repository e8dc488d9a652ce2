package io.heddle.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Kind;
import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.Worker;
import io.heddle.PoolSnapshot.WorkerState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartBudgetTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final StartBudget budget = new StartBudget();

    private static Instant at(int seconds) {
        return NOON.plusSeconds(seconds);
    }

    private void look(int seconds, Worker... workers) {
        budget.look(
                new PoolSnapshot("p", Kind.PROCESS, List.of(workers), 0, 0, 0, 0, 0, 0, 0, false),
                at(seconds));
    }

    private static Worker worker(String name, WorkerState state, int startedAt) {
        return new Worker(name, 1, state, at(startedAt), 0, 0, "", 0);
    }

    private void spendAll() {
        for (int i = 0; i < StartBudget.MOST_IN_A_ROW; i++) {
            assertThat(budget.isOpen()).isTrue();
            budget.spend("p-" + i);
        }
    }

    @Test
    void isSpentAfterSomeInARow() {
        spendAll();

        assertThat(budget.isOpen()).isFalse();
    }

    @Test
    void startThatBeganAfterTheDeathsWereCountedOpensItAgain() {
        spendAll();

        look(1, worker("p-0", WorkerState.ENDING, 0));
        look(2, worker("p-9", WorkerState.IDLE, 0));
        assertThat(budget.isOpen()).as("it had begun before").isFalse();
        look(4, worker("p-9", WorkerState.STARTING, 3));
        assertThat(budget.isOpen()).as("it has not succeeded").isFalse();
        look(5, worker("p-9", WorkerState.BUSY, 3));
        assertThat(budget.isOpen()).isTrue();
    }
}

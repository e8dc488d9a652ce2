package io.heddle.internal.memory;

import static io.heddle.internal.memory.KillAtEveryStepTest.killEverywhere;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heddle.HeddleException;
import io.heddle.internal.memory.KillAtEveryStepTest.Scenario;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A test that cannot fail is worth nothing: scenarios in which somebody is killed at every step must see what
/// goes wrong only if somebody is killed just there.
class DefectsTest {

    private static final int LOG_OF_PERMITS = 0x008;
    private static final int LOG_OF_ROUNDS = RoundsTest.AT + 0x008;
    private static final int TAIL_OF_QUEUE = 0x100;
    private static final int VERSION_OF_CELL = CellTest.AT + 0x008;

    /// Plays a scenario, which goes well, and with a defect, which must show.
    private static void mustSee(Scenario scenario, UnaryOperator<Memory> defect) {
        assertThat(killEverywhere(scenario).single()).isPositive();
        Throwable seen = catchThrowable(() -> killEverywhere(scenario, defect));
        assertThat(seen).isInstanceOfAny(AssertionError.class, HeddleException.class);
    }

    @Test
    void missingRedoLogOfTrackedPermitsIsSeen() {
        mustSee(
                new KillAtEveryStepTest.Permits(),
                memory -> Defects.withoutRedoLog(memory, LOG_OF_PERMITS));
    }

    @Test
    void missingRedoLogOfABarrierIsSeen() {
        mustSee(
                new RoundsTest.Completing(true),
                memory -> Defects.withoutRedoLog(memory, LOG_OF_ROUNDS));
    }

    @Test
    void missingRedoLogOfAConditionIsSeen() {
        mustSee(
                new KillAtEveryStepTest.Signalling(),
                memory -> Defects.withoutRedoLog(memory, KillAtEveryStepTest.SIGNALS));
    }

    @Test
    void messageThatCountsBeforeItsBytesAreThereIsSeen() {
        int small = QueueKillAtEveryStepTest.SMALL;
        int large = QueueKillAtEveryStepTest.LARGE;
        for (int length : new int[] {small, large}) {
            mustSee(
                    QueueKillAtEveryStepTest.putting(small, length),
                    memory -> Defects.withCommitFirst(memory, TAIL_OF_QUEUE));
        }
    }

    @Test
    void valueThatCountsBeforeItsBytesAreThereIsSeen() {
        mustSee(
                new CellTest.Replacing(),
                memory -> Defects.withCommitFirst(memory, VERSION_OF_CELL));
    }

    @Test
    void lockThatIsSignedAfterItWasTakenIsSeen() {
        mustSee(new KillAtEveryStepTest.Permits(), memory -> Defects.withLateSignature(memory, 0));
    }
}

package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Kind;
import io.heddle.TaskPool;
import org.junit.jupiter.api.Test;

class ProcessPoolTest extends TaskPoolContract {

    @Override
    protected TaskPool open(int workers) {
        return TaskPool.ofProcesses().workers(workers).jvmArgs(ShortLife.jvmArguments()).build();
    }

    @Override
    protected boolean keepsPools() {
        return true;
    }

    @Override
    protected Kind kind() {
        return Kind.PROCESS;
    }

    @Test
    void whatCannotHappenInAProcessIsSkipped() {
        assertThat(skipped())
                .containsExactly(
                        "detachedTaskOccupiesItsWorkerUntilItEnds",
                        "poolIsNotTerminatedWhileADetachedTaskRuns",
                        "timeLimitFailsTheFutureThoughTheTaskGoesOn");
    }
}

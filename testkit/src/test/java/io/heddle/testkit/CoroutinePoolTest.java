package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Kind;
import io.heddle.TaskPool;
import org.junit.jupiter.api.Test;

class CoroutinePoolTest extends TaskPoolContract {

    @Override
    protected TaskPool open(int workers) {
        return TaskPool.coroutines();
    }

    @Override
    protected Kind kind() {
        return Kind.COROUTINE;
    }

    @Test
    void whatNeedsAQueueIsSkipped() {
        assertThat(skipped())
                .containsExactly(
                        "cancelledTaskLeavesTheQueueAtOnce",
                        "cancellingTheLastQueuedTaskTerminatesAPoolThatWasShutDown",
                        "detachedTaskOccupiesItsWorkerUntilItEnds",
                        "limitCountsFromTheStartOfTheTask",
                        "noMoreTasksRunAtOnceThanThereAreWorkers",
                        "pictureShowsTheWorkersAndTheirTasks",
                        "pictureShowsWhatRunsAndWhatWaits",
                        "poolWithoutWorkersIsRefused",
                        "shutdownLetsQueuedTasksRun",
                        "shutdownNowAfterShutdownStillStopsWhatIsLeft",
                        "shutdownNowReturnsWhatNeverStartedInOrder",
                        "taskCancelledBeforeItsStartNeverRuns",
                        "tasksStartInTheOrderOfTheirSubmission");
    }
}

package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                        "higherPriorityStartsFirstAndEqualOnesInOrder",
                        "limitCountsFromTheStartOfTheTask",
                        "noMoreTasksRunAtOnceThanThereAreWorkers",
                        "pictureShowsTheWorkersAndTheirTasks",
                        "pictureShowsWhatRunsAndWhatWaits",
                        "poolCannotShrinkToNothing",
                        "poolThatGrowsStartsWhatWaits",
                        "poolThatShrinksLetsRunningTasksFinishAndRunsFewerThen",
                        "poolWithoutWorkersIsRefused",
                        "shutdownLetsQueuedTasksRun",
                        "shutdownNowAfterShutdownStillStopsWhatIsLeft",
                        "shutdownNowReturnsWhatNeverStartedInOrder",
                        "streamGivesWhatIsReadyBeforeItAsksForMore",
                        "taskCancelledBeforeItsStartNeverRuns",
                        "taskThatWaitsTooLongFailsAndNeverStarts",
                        "taskWithAPriorityCanBeCancelledWhileItWaits",
                        "tasksStartInTheOrderOfTheirSubmission",
                        "unorderedStreamGivesWhatIsReadyBeforeItAsksForMore",
                        "whatWaitsIsQueuedHoweverShortTheTasksBeforeWere");
    }

    @Test
    void poolWithoutWorkersCannotBeResized() {
        try (TaskPool pool = open(1)) {
            assertThatThrownBy(() -> pool.resize(2))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("workers=2");
        }
    }
}

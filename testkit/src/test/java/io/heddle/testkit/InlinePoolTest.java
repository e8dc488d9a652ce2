package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Kind;
import io.heddle.TaskPool;
import org.junit.jupiter.api.Test;

class InlinePoolTest extends TaskPoolContract {

    @Override
    protected TaskPool open(int workers) {
        return TaskPool.inline();
    }

    @Override
    protected Kind kind() {
        return Kind.INLINE;
    }

    @Test
    void whatNeedsASecondThreadIsSkipped() {
        assertThat(skipped())
                .containsExactly(
                        "asCompletedFollowsTheOrderOfCompletion",
                        "asCompletedSaysWhenItsTimeIsUp",
                        "asManyTasksRunAtOnceAsThereAreWorkers",
                        "awaitFirstExceptionReturnsWithTheFirstFailure",
                        "awaitFirstReturnsWithTheFirst",
                        "awaitGivesUpWhenItsTimeIsUp",
                        "callbackAddedInTimeRunsInAVirtualThread",
                        "callbackMaySubmitToTheOnlyWorkerAndWait",
                        "callbackSeesThatTheTaskWasCancelled",
                        "cancelFalseLeavesTheRunningTaskAlone",
                        "cancelTrueInterruptsTheRunningTask",
                        "cancelledFutureSaysSoInEveryWay",
                        "cancelledTaskLeavesTheQueueAtOnce",
                        "cancellingARunningTaskCostsNoWorker",
                        "cancellingTheCompletableFutureDoesNotTouchTheTask",
                        "cancellingTheLastQueuedTaskTerminatesAPoolThatWasShutDown",
                        "closeWaitsForWhatWasSubmitted",
                        "closingAStreamCancelsWhatIsUnderWay",
                        "detachedTaskOccupiesItsWorkerUntilItEnds",
                        "getThatTimesOutLeavesTheTaskAlone",
                        "interruptFlagMakesGetAndJoinThrowAtOnce",
                        "interruptedAwaitLeavesTheTasksAlone",
                        "interruptedCloseCancelsAndKeepsTheFlag",
                        "interruptedGetLeavesTheTaskAlone",
                        "interruptedInvokeAllCancelsItsTasks",
                        "interruptedInvokeAnyCancelsItsTasks",
                        "interruptedMapCancelsItsWork",
                        "invokeAllCancelsWhatIsNotFinishedInTime",
                        "invokeAnyCancelsTheOthers",
                        "invokeAnyThatTimesOutCancelsItsTasks",
                        "joinWithALimitTellsWhetherTheTaskHasEnded",
                        "lateInterruptNeverHitsTheNextTask",
                        "limitCountsFromTheStartOfTheTask",
                        "mapKeepsTheOrderThoughTheFirstItemEndsLast",
                        "noMoreTasksRunAtOnceThanThereAreWorkers",
                        "noTimeMeansNoWaiting",
                        "pictureShowsTheWorkersAndTheirTasks",
                        "pictureShowsWhatRunsAndWhatWaits",
                        "poolIsNotTerminatedWhileADetachedTaskRuns",
                        "poolWithoutWorkersIsRefused",
                        "runningTaskHasNoOutcomeYet",
                        "shutdownLetsQueuedTasksRun",
                        "shutdownLetsTheRunningTaskFinish",
                        "shutdownNowAfterShutdownStillStopsWhatIsLeft",
                        "shutdownNowCancelsTheRunningTask",
                        "shutdownNowFailsAWaitingInvokeAny",
                        "shutdownNowReturnsWhatNeverStartedInOrder",
                        "stageOfARunningTaskCanBeWaitedForWithALimit",
                        "streamKeepsTheOrderThoughTheFirstItemEndsLast",
                        "taskCancelledBeforeItsStartNeverRuns",
                        "tasksAreRejectedWhileOthersStillRun",
                        "tasksStartInTheOrderOfTheirSubmission",
                        "timeLimitFailsTheFutureThoughTheTaskGoesOn",
                        "unorderedStreamGivesWhatIsReadyFirst",
                        "waitingGetIsWokenByCancel");
    }
}

package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                        "callbackMayShutThePoolDown",
                        "callbackMaySubmitToTheOnlyWorkerAndWait",
                        "callbackSeesThatTheTaskWasCancelled",
                        "callbackThatThrowsFailsItsOwnStageOnly",
                        "callbacksThatBlockKeepNoWorkerFromItsNextTask",
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
                        "higherPriorityStartsFirstAndEqualOnesInOrder",
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
                        "mapOfAStoppedPoolFails",
                        "noMoreTasksRunAtOnceThanThereAreWorkers",
                        "noTimeMeansNoWaiting",
                        "pictureShowsTheWorkersAndTheirTasks",
                        "pictureShowsWhatRunsAndWhatWaits",
                        "poolCannotShrinkToNothing",
                        "poolIsNotTerminatedWhileADetachedTaskRuns",
                        "poolThatGrowsStartsWhatWaits",
                        "poolThatShrinksLetsRunningTasksFinishAndRunsFewerThen",
                        "poolWithoutWorkersIsRefused",
                        "runningTaskHasNoOutcomeYet",
                        "shutdownLetsQueuedTasksRun",
                        "shutdownLetsTheRunningTaskFinish",
                        "shutdownNowAfterShutdownStillStopsWhatIsLeft",
                        "shutdownNowCancelsTheRunningTask",
                        "shutdownNowFailsAWaitingInvokeAny",
                        "shutdownNowReturnsWhatNeverStartedInOrder",
                        "stageOfARunningTaskCanBeWaitedForWithALimit",
                        "streamGivesWhatIsReadyBeforeItAsksForMore",
                        "streamKeepsTheOrderThoughTheFirstItemEndsLast",
                        "streamsOfAStoppedPoolFailHoweverOftenTheyAreAsked",
                        "taskCancelledBeforeItsStartNeverRuns",
                        "taskThatWaitsTooLongFailsAndNeverStarts",
                        "taskWithAPriorityCanBeCancelledWhileItWaits",
                        "tasksAreRejectedWhileOthersStillRun",
                        "tasksStartInTheOrderOfTheirSubmission",
                        "timeLimitFailsTheFutureThoughTheTaskGoesOn",
                        "unorderedStreamGivesWhatIsReadyBeforeItAsksForMore",
                        "unorderedStreamGivesWhatIsReadyFirst",
                        "waitingGetIsWokenByCancel",
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

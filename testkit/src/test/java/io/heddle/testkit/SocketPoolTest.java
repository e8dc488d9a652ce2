package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Kind;
import io.heddle.TaskPool;
import java.lang.reflect.Method;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/// What [ProcessPoolTest] shows of workers that share memory with their parent, for those whose wire is a
/// socket: a part of it always, all of it in a long run.
class SocketPoolTest {

    private static final String PROPERTY = "heddle.wire";

    /// Where a wire matters: much at once, much in one piece, from many threads, in order, to be taken back, to
    /// be ended.
    private static final Set<String> PART =
            Set.of(
                    "cancelTrueInterruptsTheRunningTask",
                    "cancelledTaskLeavesTheQueueAtOnce",
                    "largeResultsArriveWhole",
                    "mapKeepsTheOrderOfTheInputs",
                    "shutdownNowReturnsWhatNeverStartedInOrder",
                    "taskSubmittedDuringShutdownIsRunOrRejected",
                    "tasksFromManyThreadsAreAllAnswered",
                    "tasksStartInTheOrderOfTheirSubmission",
                    "timeLimitInterruptsTheTask");

    @BeforeAll
    static void forbidMemory() {
        System.setProperty(PROPERTY, "socket");
    }

    @AfterAll
    static void allowMemory() {
        System.clearProperty(PROPERTY);
    }

    abstract static class OverSockets extends TaskPoolContract {

        @Override
        protected TaskPool open(int workers) {
            return TaskPool.processes(workers);
        }

        @Override
        protected Kind kind() {
            return Kind.PROCESS;
        }
    }

    @Test
    void everyBehaviourOfThePartIsOneOfTheContract() {
        assertThat(
                        ReflectionSupport.findMethods(
                                OverSockets.class, _ -> true, HierarchyTraversalMode.TOP_DOWN))
                .extracting(Method::getName)
                .containsAll(PART);
    }

    @Nested
    @ExtendWith(Sample.class)
    class SomeBehaviours extends OverSockets {}

    @Nested
    @Tag("stress")
    class AllBehaviours extends OverSockets {}

    /// Lets a part of the methods run.
    static final class Sample implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            boolean runs =
                    context.getTestMethod().map(Method::getName).map(PART::contains).orElse(true);
            return runs
                    ? ConditionEvaluationResult.enabled("in the sample")
                    : ConditionEvaluationResult.disabled("only in the long run");
        }
    }
}

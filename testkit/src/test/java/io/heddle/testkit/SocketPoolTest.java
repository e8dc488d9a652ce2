package io.heddle.testkit;

import io.heddle.Kind;
import io.heddle.TaskPool;
import java.lang.reflect.Method;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What [ProcessPoolTest] shows of workers that share memory with their parent, for those whose wire is a
/// socket: a part of it always, all of it in a long run.
class SocketPoolTest {

    private static final String PROPERTY = "heddle.wire";

    /// One in so many behaviours, always the same ones.
    private static final int PART = 6;

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
                    context.getTestMethod()
                            .map(Method::getName)
                            .map(name -> Math.floorMod(name.hashCode(), PART) == 0)
                            .orElse(true);
            return runs
                    ? ConditionEvaluationResult.enabled("in the sample")
                    : ConditionEvaluationResult.disabled("only in the long run");
        }
    }
}

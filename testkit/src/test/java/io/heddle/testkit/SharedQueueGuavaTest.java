package io.heddle.testkit;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import io.heddle.shared.SharedQueue;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What Guava expects of every queue.
class SharedQueueGuavaTest {

    private static final class Queues extends TestStringQueueGenerator {
        @Override
        protected Queue<String> create(String[] elements) {
            Queue<String> queue = SharedQueue.create(100);
            queue.addAll(List.of(elements));
            return queue;
        }
    }

    @TestFactory
    Stream<DynamicNode> queueIsWhatGuavaExpects() {
        TestSuite suite =
                QueueTestSuiteBuilder.using(new Queues())
                        .named("SharedQueue")
                        .withFeatures(
                                CollectionSize.ANY,
                                CollectionFeature.KNOWN_ORDER,
                                CollectionFeature.SUPPORTS_ADD,
                                CollectionFeature.SUPPORTS_REMOVE,
                                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                                CollectionFeature.ALLOWS_NULL_QUERIES)
                        .createTestSuite();
        return nodes(suite);
    }

    private static Stream<DynamicNode> nodes(TestSuite suite) {
        return Collections.list(suite.tests()).stream().map(SharedQueueGuavaTest::node);
    }

    /// Its tests are of JUnit 3.
    private static DynamicNode node(junit.framework.Test test) {
        return test instanceof TestSuite suite
                ? DynamicContainer.dynamicContainer(suite.getName(), nodes(suite))
                : DynamicTest.dynamicTest(test.toString(), () -> run(test));
    }

    private static void run(junit.framework.Test test) throws Throwable {
        TestResult result = new TestResult();
        test.run(result);
        for (TestFailure failure : Collections.list(result.errors())) {
            throw failure.thrownException();
        }
        for (TestFailure failure : Collections.list(result.failures())) {
            throw failure.thrownException();
        }
    }
}

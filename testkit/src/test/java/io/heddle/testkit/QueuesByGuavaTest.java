package io.heddle.testkit;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import io.heddle.coroutine.TrackedQueue;
import io.heddle.shared.SharedQueue;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// What Guava expects of every queue.
class QueuesByGuavaTest {

    private static final class Queues extends TestStringQueueGenerator {

        private final Supplier<Queue<String>> maker;

        Queues(Supplier<Queue<String>> maker) {
            this.maker = maker;
        }

        @Override
        protected Queue<String> create(String[] elements) {
            Queue<String> queue = maker.get();
            queue.addAll(List.of(elements));
            return queue;
        }
    }

    @TestFactory
    Stream<DynamicNode> sharedQueueIsWhatGuavaExpects() {
        return suite("SharedQueue", () -> SharedQueue.create(100));
    }

    @TestFactory
    Stream<DynamicNode> trackedQueueIsWhatGuavaExpects() {
        return suite("TrackedQueue", TrackedQueue::unbounded);
    }

    private static Stream<DynamicNode> suite(String name, Supplier<Queue<String>> maker) {
        return GuavaTests.of(
                QueueTestSuiteBuilder.using(new Queues(maker))
                        .named(name)
                        .withFeatures(
                                CollectionSize.ANY,
                                CollectionFeature.KNOWN_ORDER,
                                CollectionFeature.SUPPORTS_ADD,
                                CollectionFeature.SUPPORTS_REMOVE,
                                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                                CollectionFeature.ALLOWS_NULL_QUERIES)
                        .createTestSuite());
    }
}

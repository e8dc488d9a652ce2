package io.heddle.testkit;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.ListFeature;
import com.google.common.collect.testing.features.MapFeature;
import com.google.common.collect.testing.testers.ListListIteratorTester;
import io.heddle.manager.Manager;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// What Guava expects of every list, queue and concurrent map, of those of a manager.
@Tag("slow")
class ManagersByGuavaTest {

    private static Manager manager;

    @BeforeAll
    static void start() {
        manager = Manager.builder().process(ShortLife.strand()).start();
    }

    @AfterAll
    static void close() throws InterruptedException {
        manager.close();
        Leftovers.awaitNone();
    }

    @TestFactory
    Stream<DynamicNode> mapIsWhatGuavaExpects() {
        return GuavaTests.of(
                ConcurrentMapTestSuiteBuilder.using(
                                new TestStringMapGenerator() {
                                    @Override
                                    protected Map<String, String> create(
                                            Map.Entry<String, String>[] entries) {
                                        ConcurrentMap<String, String> map = manager.map();
                                        for (Map.Entry<String, String> each : entries) {
                                            map.put(each.getKey(), each.getValue());
                                        }
                                        return map;
                                    }
                                })
                        .named("map of a manager")
                        .withFeatures(
                                CollectionSize.SEVERAL,
                                MapFeature.GENERAL_PURPOSE,
                                CollectionFeature.SUPPORTS_ITERATOR_REMOVE)
                        .createTestSuite());
    }

    /// Without the one that walks in all ways of five steps, which are some ten thousand lists.
    @TestFactory
    Stream<DynamicNode> listIsWhatGuavaExpects() throws NoSuchMethodException {
        return GuavaTests.of(
                ListTestSuiteBuilder.using(
                                new TestStringListGenerator() {
                                    @Override
                                    protected List<String> create(String[] elements) {
                                        List<String> list = manager.list();
                                        list.addAll(java.util.Arrays.asList(elements));
                                        return list;
                                    }
                                })
                        .named("list of a manager")
                        .suppressing(
                                ListListIteratorTester.class.getMethod(
                                        "testListIterator_fullyModifiable"))
                        .withFeatures(
                                CollectionSize.SEVERAL,
                                ListFeature.GENERAL_PURPOSE,
                                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                                CollectionFeature.ALLOWS_NULL_VALUES)
                        .createTestSuite());
    }

    @TestFactory
    Stream<DynamicNode> queueIsWhatGuavaExpects() {
        return GuavaTests.of(
                QueueTestSuiteBuilder.using(
                                new TestStringQueueGenerator() {
                                    @Override
                                    protected Queue<String> create(String[] elements) {
                                        Queue<String> queue = manager.queue(100);
                                        queue.addAll(List.of(elements));
                                        return queue;
                                    }
                                })
                        .named("queue of a manager")
                        .withFeatures(
                                CollectionSize.SEVERAL,
                                CollectionFeature.KNOWN_ORDER,
                                CollectionFeature.SUPPORTS_ADD,
                                CollectionFeature.SUPPORTS_REMOVE,
                                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                                CollectionFeature.ALLOWS_NULL_QUERIES)
                        .createTestSuite());
    }
}

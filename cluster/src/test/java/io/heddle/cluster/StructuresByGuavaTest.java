package io.heddle.cluster;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What Guava expects of every queue and concurrent map, of those of a cluster.
class StructuresByGuavaTest {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static Invited server;
    private static Cluster cluster;

    @BeforeAll
    static void join() {
        server = Invited.start();
        cluster = Cluster.join(server.options());
    }

    @AfterAll
    static void leave() {
        cluster.close();
        server.close();
    }

    private static String name() {
        return "by-guava-" + NAMES.incrementAndGet();
    }

    /// The suites are of JUnit 3.
    private static Stream<DynamicNode> tests(TestSuite suite) {
        return Collections.list(suite.tests()).stream()
                .flatMap(test ->
                        test instanceof TestSuite inner
                                ? tests(inner)
                                : Stream.of(DynamicTest.dynamicTest("" + test, () -> run(test))));
    }

    private static void run(Test test) throws Throwable {
        TestResult result = new TestResult();
        test.run(result);
        List<TestFailure> failures = new ArrayList<>(Collections.list(result.errors()));
        failures.addAll(Collections.list(result.failures()));
        if (!failures.isEmpty()) {
            throw failures.getFirst().thrownException();
        }
    }

    @TestFactory
    Stream<DynamicNode> mapIsWhatGuavaExpects() {
        return tests(
                ConcurrentMapTestSuiteBuilder.using(
                                new TestStringMapGenerator() {
                                    @Override
                                    protected Map<String, String> create(
                                            Map.Entry<String, String>[] entries) {
                                        ConcurrentMap<String, String> map = cluster.map(name());
                                        for (Map.Entry<String, String> each : entries) {
                                            map.put(each.getKey(), each.getValue());
                                        }
                                        return map;
                                    }
                                })
                        .named("map of a cluster")
                        .withFeatures(
                                CollectionSize.SEVERAL,
                                MapFeature.GENERAL_PURPOSE,
                                CollectionFeature.SUPPORTS_ITERATOR_REMOVE)
                        .createTestSuite());
    }

    @TestFactory
    Stream<DynamicNode> queueIsWhatGuavaExpects() {
        return tests(queues("queue", () -> cluster.queue(name())));
    }

    @TestFactory
    Stream<DynamicNode> boundedQueueIsWhatGuavaExpects() {
        return tests(queues("bounded queue", () -> cluster.queue(name(), 100)));
    }

    private static TestSuite queues(String what, Supplier<Queue<String>> maker) {
        return QueueTestSuiteBuilder.using(
                        new TestStringQueueGenerator() {
                            @Override
                            protected Queue<String> create(String[] elements) {
                                Queue<String> queue = maker.get();
                                queue.addAll(List.of(elements));
                                return queue;
                            }
                        })
                .named(what + " of a cluster")
                .withFeatures(
                        CollectionSize.SEVERAL,
                        CollectionFeature.KNOWN_ORDER,
                        CollectionFeature.SUPPORTS_ADD,
                        CollectionFeature.SUPPORTS_REMOVE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.ALLOWS_NULL_QUERIES)
                .createTestSuite();
    }
}

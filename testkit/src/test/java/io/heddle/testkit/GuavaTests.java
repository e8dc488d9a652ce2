package io.heddle.testkit;

import java.util.Collections;
import java.util.stream.Stream;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/// Suites of Guava, whose tests are of JUnit 3, as tests of today.
final class GuavaTests {

    private GuavaTests() {}

    static Stream<DynamicNode> of(TestSuite suite) {
        return Collections.list(suite.tests()).stream().map(GuavaTests::node);
    }

    private static DynamicNode node(junit.framework.Test test) {
        return test instanceof TestSuite suite
                ? DynamicContainer.dynamicContainer(suite.getName(), of(suite))
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

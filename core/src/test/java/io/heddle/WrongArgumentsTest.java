package io.heddle;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong is refused where it is said, by the name that the caller knows.
class WrongArgumentsTest {

    private final ProcessPoolBuilder builder = TaskPool.ofProcesses();

    private static void assertNames(String parameter, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(parameter);
    }

    @Test
    void nullIsRefusedByTheNameOfItsParameter() {
        assertNames("jvmArgs", () -> builder.jvmArgs((String[]) null));
        assertNames("jvmArgs[1]", () -> builder.jvmArgs("-Da=b", null));
        assertNames("allowOnly[0]", () -> builder.allowOnly((String) null));
        assertNames("initializer", () -> builder.initializer(null));
        assertNames("environment", () -> builder.environment(null));
        assertNames("travelLimits", () -> builder.travelLimits(null));
        assertNames("taskTimeout", () -> builder.taskTimeout(null));
        assertNames("interruptGrace", () -> builder.interruptGrace(null));
        assertNames("maxWorkerAge", () -> builder.maxWorkerAge(null));
        assertNames("idleTimeout", () -> builder.idleTimeout(null));
        assertNames("restartLimit within", () -> builder.restartLimit(1, null));
        assertNames("jvmArgs[0]", () -> Strand.ofProcess().jvmArgs((String) null));
        assertNames("allowOnly[0]", () -> Strand.ofProcess().allowOnly((String) null));
    }

    @Test
    void nullInAnEnvironmentIsNamed() {
        Map<String, String> variables = new HashMap<>();
        variables.put("COLOR", null);

        assertNames("environment: the value of COLOR", () -> builder.environment(variables));
        assertNames(
                "environment: the value of COLOR", () -> Strand.ofProcess().environment(variables));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "=", "A\0B"})
    void nameThatNoEnvironmentTakesIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.environment(Map.of(name, "value")))
                .withMessageContaining("environment name='%s'", name.replace("\0", "\\0"));
    }

    @Test
    void textWithNulIsRefusedWhereItIsSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.environment(Map.of("A", "v\0w")))
                .withMessageContaining("name='A' value='v\\0w'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.jvmArgs("-Dx=a\0b"))
                .withMessageContaining("jvmArgs='-Dx=a\\0b'");
    }

    @Test
    void timeThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.restartLimit(1, Duration.ZERO));
    }
}

package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class ThreadsByExampleTest {

    @Test
    void delayedStrandIsCalledOff() throws Exception {
        assertThat(ThreadsByExample.later()).isEqualTo("waits, CANCELLED, ready");
    }

    @Test
    void whoPutThemInWaitsUntilAllAreEaten() throws Exception {
        assertThat(ThreadsByExample.eaten()).hasSize(20).startsWith("bun 0").endsWith("bun 19");
    }

    @Test
    void locksTakenInDifferentOrdersAreTold() throws Exception {
        assertThat(Objects.requireNonNull(ThreadsByExample.inDifferentOrders()).toString())
                .contains("spoon", "fork", "ThreadsByExample.takeOne");
    }
}

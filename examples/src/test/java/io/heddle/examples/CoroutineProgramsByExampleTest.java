package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Each small program about coroutines shows what it is there for.
class CoroutineProgramsByExampleTest {

    @Test
    void anyBlockingCallLetsOthersRun() throws Exception {
        assertThat(CoroutineProgramsByExample.anyBlockingCall())
                .startsWith("ran")
                .containsExactlyInAnyOrder("ran", "slept", "read x");
    }

    @Test
    void greedyOneHoldsUpOthersOnlyWhereTurnsAreTaken() throws Exception {
        assertThat(CoroutineProgramsByExample.greedyInTurn())
                .containsExactly("greedy", "greedy", "greedy", "modest", "modest", "modest");
        assertThat(CoroutineProgramsByExample.greedyAmongThreads())
                .containsExactly("modest", "greedy");
    }

    @Test
    @Tag("slow")
    void thereMayBeVeryManyCoroutinesAtOnce() throws Exception {
        assertThat(CoroutineProgramsByExample.many(100_000, true).ran()).isEqualTo(100_000);
        assertThat(CoroutineProgramsByExample.many(100, false).ran()).isEqualTo(100);
    }
}

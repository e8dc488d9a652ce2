package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the examples of coroutines say comes true.
class CoroutinesByExampleTest {

    @Test
    void coroutinesOfAScopeGiveTheirResults() throws Exception {
        assertThat(CoroutinesByExample.scope()).isEqualTo("warp and weft");
    }

    @Test
    @Tag("slow")
    void processInAScopeEndsAtItsDeadline() throws Exception {
        assertThat(CoroutinesByExample.deadline()).isEqualTo("too late");
    }

    @Test
    void coroutinesOfACooperativeScopeAlternate() throws Exception {
        assertThat(CoroutinesByExample.singAndDance())
                .containsExactly("sing", "dance", "sing", "dance");
    }

    @Test
    void numbersComeThroughTheChannel() throws Exception {
        assertThat(CoroutinesByExample.throughAChannel()).isEqualTo(5_050);
    }

    @Test
    void oneOfManyThingsIsDone() throws Exception {
        assertThat(CoroutinesByExample.firstOfMany()).containsExactly("the answer 42", "none");
    }

    @Test
    void generatorGivesWhatIsWanted() {
        assertThat(CoroutinesByExample.generated()).containsExactly(0, 1, 1, 2, 3, 5, 8, 13);
    }

    @Test
    void workEndsAtItsLimit() throws Exception {
        assertThat(CoroutinesByExample.limited()).isEqualTo("not in time");
    }

    @Test
    void paceIsKept() throws Exception {
        assertThat(CoroutinesByExample.paced()).isEqualTo(3);
    }
}

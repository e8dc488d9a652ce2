package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.StrandStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the examples of signals and of looking at processes say comes true.
@Tag("slow")
class SignalsByExampleTest {

    @Test
    void allHandlersHear() throws Exception {
        assertThat(SignalsByExample.heardTwice()).isEqualTo(2);
    }

    @Test
    void childThatNobodyAsksAboutIsAZombie() throws Exception {
        assertThat(SignalsByExample.neglected()).endsWith(StrandStatus.ZOMBIE);
    }

    @Test
    void familyIsDrawnWithTheParentFirst() throws Exception {
        assertThat(SignalsByExample.family()).containsPattern("^\\d+ sh \\w+\n  \\d+ \\w+ \\w+\n");
    }
}

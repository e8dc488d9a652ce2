package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the examples of supervision say comes true.
@Tag("slow")
class SupervisionByExampleTest {

    @Test
    void killedChildComesAgainInAnotherProcess() throws Exception {
        List<Long> pids = SupervisionByExample.keptRunning();
        assertThat(pids).doesNotHaveDuplicates().hasSize(2).allMatch(pid -> pid > 0);
    }
}

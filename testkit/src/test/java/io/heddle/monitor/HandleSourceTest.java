package io.heddle.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testkit.ProcessSourceContract;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandleSourceTest extends ProcessSourceContract {

    @Override
    protected ProcessSource source() {
        return new HandleSource();
    }

    @Test
    void sourceThatKnowsNothingOfThisSystemIsPassedOver() {
        ProcessSource ignorant =
                new ProcessSource() {
                    @Override
                    public boolean knowsThisSystem() {
                        return false;
                    }

                    @Override
                    public Optional<ProcessInfo> of(long pid) {
                        return Optional.empty();
                    }
                };
        ProcessSource knowing = pid -> Optional.empty();

        assertThat(ProcessInfo.firstThatKnows(List.of(ignorant, knowing))).isSameAs(knowing);
        assertThat(ProcessInfo.firstThatKnows(List.of(ignorant))).isInstanceOf(HandleSource.class);
        assertThat(ProcessInfo.firstThatKnows(List.of())).isInstanceOf(HandleSource.class);
    }
}

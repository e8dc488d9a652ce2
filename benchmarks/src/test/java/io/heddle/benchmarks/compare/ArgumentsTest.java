package io.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void withoutAnythingAllCasesAndNoCurvesRun() {
        Arguments arguments = Arguments.of();

        assertThat(arguments.rounds()).isEqualTo(5);
        assertThat(arguments.selects("pool.map", "cases", true)).isTrue();
        assertThat(arguments.selects("curve.tasks", "curves", false)).isFalse();
    }

    @Test
    void namesSelectOneOrAWholeGroup() {
        Arguments arguments = Arguments.of("pool.map", "curves");

        assertThat(arguments.selects("pool.map", "cases", true)).isTrue();
        assertThat(arguments.selects("pool.bytes", "cases", true)).isFalse();
        assertThat(arguments.selects("curve.tasks", "curves", false)).isTrue();
    }

    @Test
    void optionsHaveTheirValuesBehindThem() {
        Arguments arguments = Arguments.of("--json", "a.json", "--rounds", "7", "pool.map");

        assertThat(arguments.json()).contains(Path.of("a.json"));
        assertThat(arguments.rounds()).isEqualTo(7);
        assertThat(arguments.names()).containsExactly("pool.map");
    }

    @Test
    void whatCannotBeUnderstoodIsNamed() {
        assertThatThrownBy(() -> Arguments.of("--frob")).hasMessage("unknown option: --frob");
        assertThatThrownBy(() -> Arguments.of("--json")).hasMessage("--json needs a value");
        assertThatThrownBy(() -> Arguments.of("--rounds", "0"))
                .hasMessage("--rounds needs a number from 1: rounds=0");
    }

    @Test
    void thePageIsNeverMadeFromATryOut() {
        assertThatThrownBy(() -> Arguments.of("--quick", "--write-docs", "x.md"))
                .hasMessage("--write-docs needs the real work, not --quick");
        assertThatThrownBy(() -> Arguments.of("--rounds", "3", "--write-docs", "x.md"))
                .hasMessage("--write-docs needs at least 5 rounds: rounds=3");
    }
}

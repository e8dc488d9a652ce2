package io.heddle.console.advise;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Kind;
import io.heddle.monitor.Advice;
import io.heddle.monitor.Effort;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said of efforts that were not measured but written here.
class FindingTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void whoComputesAlwaysIsToldSoWhetherOthersWereMeasuredOrNot() {
        Effort alone = effort(3, 980, 20, 0);

        assertThat(Finding.of("x", new Advice(Kind.THREAD, 8, alone, alone), List.of()).why())
                .isEqualTo("it computes 98 % of its time: one for each core");
        Effort together = effort(8, 970, 30, 0);
        assertThat(Finding.of("x", new Advice(Kind.THREAD, 8, alone, together), List.of()).why())
                .isEqualTo("it computes 98 % of its time, among others too: one for each core");
        Effort half = effort(3, 500, 500, 0);
        assertThat(Finding.of("x", new Advice(Kind.THREAD, 16, half, half), List.of()).why())
                .endsWith("while some wait, others have the cores");
    }

    @Test
    void muchAllocationIsSaidToBeSo() {
        Effort much = effort(1, 1_000, 0, 2_000_000_000);
        Effort little = effort(1, 1_000, 0, 2_000_000);

        assertThat(Finding.of("x", new Advice(Kind.THREAD, 8, much, much), List.of()).notes())
                .singleElement()
                .asString()
                .startsWith("it allocates 2.0 GB a second");
        assertThat(Finding.of("x", new Advice(Kind.THREAD, 8, little, little), List.of()).notes())
                .isEmpty();
    }

    @Test
    void workInOtherThreadsIsSeenInOneLongRunAndInManyShortOnes() {
        Effort once = effort(1, 2_000, 0, 0);
        Advice oneLong = new Advice(Kind.THREAD, 8, once, once);

        assertThat(ClassSample.notes(oneLong, 4.1e9, 2 * SECOND))
                .as("half of the work was done by others")
                .singleElement()
                .asString()
                .contains("in other threads too");
        assertThat(ClassSample.notes(oneLong, 2.3e9, 2 * SECOND)).as("its own only").isEmpty();

        Effort often = effort(4, 400, 0, 0);
        Advice manyShort = new Advice(Kind.THREAD, 8, often, effort(8, 1_000, 0, 0));
        assertThat(ClassSample.notes(manyShort, 3.0e9, SECOND)).hasSize(1);
        assertThat(ClassSample.notes(manyShort, 1.6e9, SECOND))
                .as("it ran once before, and the compiler worked too")
                .isEmpty();
    }

    private static Effort effort(int runs, long computing, long waiting, long allocated) {
        return new Effort(
                runs,
                Duration.ofMillis(computing + waiting),
                Duration.ofMillis(computing),
                Duration.ZERO,
                allocated);
    }
}

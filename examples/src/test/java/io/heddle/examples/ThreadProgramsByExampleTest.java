package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Strand;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Each small program about threads shows what it is there for.
class ThreadProgramsByExampleTest {

    @Test
    void functionsAndClassesRunInThreadsAtTheSameTime() throws Exception {
        assertThat(ThreadProgramsByExample.twoFunctions()).containsExactly("sing", "dance");
        assertThat(ThreadProgramsByExample.taskOfAClass()).isEqualTo("la la la");
        assertThat(ThreadProgramsByExample.withArguments()).containsExactly(5, 3);
    }

    @Test
    void fiftyAreAliveUntilTheyAreJoined() throws Exception {
        assertThat(ThreadProgramsByExample.fifty()).containsExactly(50L, 0L);
    }

    @Test
    void thoseThatRunAreCounted() throws Exception {
        assertThat(ThreadProgramsByExample.enumerated()).containsExactly(3L, 2L, 1L);
    }

    @Test
    void namesAreAsGiven() throws Exception {
        assertThat(ThreadProgramsByExample.namedLoop())
                .containsExactly("loop 1", "loop 2", "loop 3", "loop 4", "loop 5");
    }

    @Test
    @Tag("slow")
    void daemonsEndWithTheirProgram() throws Exception {
        assertThat(ThreadProgramsByExample.daemonsEndWithTheProgram()).isEqualTo("main ends");
    }

    @Test
    void allNumbersComeOnceAndBothSeeTheSameList() throws Exception {
        assertThat(ThreadProgramsByExample.unordered())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 15).boxed().toList());
        assertThat(ThreadProgramsByExample.sharedList()).containsExactly(true, true);
    }

    @Test
    void additionsAreLostWithoutALockAndNoneIsWithOne() throws Exception {
        assertThat(ThreadProgramsByExample.race(20_000)).isLessThan(40_000);
        assertThat(ThreadProgramsByExample.mutex(20_000)).isEqualTo(40_000);
        assertThat(ThreadProgramsByExample.balance()).isZero();
    }

    @Test
    void whoWaitsInVainIsToldForWhom() throws Exception {
        assertThat(ThreadProgramsByExample.neverReleased()).contains("lock=till", "careless");
        assertThat(ThreadProgramsByExample.deadlock(Strand::ofThread))
                .contains("fork", "spoon", "left", "right");
        assertThat(ThreadProgramsByExample.deadlock(Strand::ofCoroutine))
                .contains("fork", "spoon", "left", "right");
    }

    @Test
    void eachThingThatIsProducedIsConsumedOnce() throws Exception {
        assertThat(ThreadProgramsByExample.producerAndConsumers())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 30).boxed().toList());
        assertThat(ThreadProgramsByExample.queueByItself())
                .containsExactly(true, 2, false, false, "a", false, "b", 0L);
    }
}

package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Signal;
import io.heddle.StrandStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Each small program about signals and states shows what it is there for.
@Tag("slow")
class SignalProgramsByExampleTest {

    @Test
    void programThatSaysNothingAboutSignalsEndsStopsOrGoesOn() throws Exception {
        List<String> fates = new ArrayList<>();
        for (String name : List.of("HUP", "2", "SIGQUIT", "kill", "SEGV", "TERM", "CONT", "STOP")) {
            fates.add(SignalProgramsByExample.fateOfAProgram(Signal.of(name)));
        }
        assertThat(fates)
                .containsExactly(
                        "ends, -1",
                        "ends, -2",
                        "ends, -3",
                        "ends, -9",
                        "ends, -11",
                        "ends, -15",
                        "runs again",
                        "stops");
    }

    @Test
    void jvmMakesSomethingElseOfSome() throws Exception {
        assertThat(fatesOfJvms("QUIT", "SEGV"))
                .containsExactly("prints its threads", "ends, -6, with a crash file");
    }

    @Test
    @Tag("stress")
    void jvmMakesTheSameOfTheOthers() throws Exception {
        assertThat(fatesOfJvms("HUP", "INT", "KILL", "TERM", "CONT", "STOP"))
                .containsExactly(
                        "ends, -1", "ends, -2", "ends, -9", "ends, -15", "runs again", "stops");
    }

    private static List<String> fatesOfJvms(String... names) throws Exception {
        List<String> fates = new ArrayList<>();
        for (Signal signal : Stream.of(names).map(Signal::of).toList()) {
            fates.add(SignalProgramsByExample.fateOfAJvm(signal));
        }
        return fates;
    }

    @Test
    void allHandlersHear() throws Exception {
        assertThat(SignalProgramsByExample.heardTwice()).isEqualTo(2);
    }

    @Test
    void everyStateIsSeenLive() throws Exception {
        assertThat(SignalProgramsByExample.statesOfAChild())
                .containsExactly(
                        StrandStatus.NEW,
                        StrandStatus.READY,
                        StrandStatus.RUNNING,
                        StrandStatus.WAITING,
                        StrandStatus.STOPPED,
                        StrandStatus.WAITING,
                        StrandStatus.ENDED);
        assertThat(SignalProgramsByExample.neglected()).endsWith(StrandStatus.ZOMBIE);
    }

    @Test
    void familyIsDrawnWithTheParentFirst() throws Exception {
        assertThat(SignalProgramsByExample.family())
                .containsPattern("^\\d+ sh \\w+\n  \\d+ \\w+ \\w+\n");
    }
}

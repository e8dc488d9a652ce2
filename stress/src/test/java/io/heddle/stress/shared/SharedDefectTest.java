package io.heddle.stress.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.stress.Family;
import io.heddle.stress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// A storm that cannot fail is worth nothing: each defect of a shared object shows in the number that is meant
/// for it, with a text that tells what happened.
@Tag("stress")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SharedDefectTest {

    @TempDir private Path folder;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void needsProc() {
        assumeTrue(Family.isVisible());
    }

    private SharedVerdict stormOver(SharedDefect defect, int seconds, int patienceSeconds)
            throws Exception {
        SharedPlan plan =
                new SharedPlan(
                        Duration.ofSeconds(seconds),
                        5,
                        2,
                        Duration.ofSeconds(patienceSeconds),
                        2,
                        folder);
        Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), false);
        return new SharedStorm(plan, defect.acts(), this::tell, silent).run();
    }

    private synchronized void tell(String text) {
        told.add(text);
    }

    @Test
    void objectsWithoutDefectsGiveZeros() throws Exception {
        SharedVerdict verdict = stormOver(SharedDefect.NONE, 2, 60);

        assertThat(verdict.isClean()).as(() -> told.toString()).isTrue();
        assertThat(verdict.operations()).isPositive();
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "ROBS_THE_STOPPED, CORRUPT, robbed",
        "EXCLUDES_NOBODY, CORRUPT, two hold a lock",
        "KEEPS_A_PERMIT, HANG, act=tracked permits",
        "ADDS_A_PERMIT, DUPLICATE, permits",
        "FORGETS_THE_DEAD, LEAK, permits never came back",
        "LOSES_A_SIGNAL, HANG, act=condition",
        "OPENS_NOT, HANG, act=event",
        "OPENS_TOO_EARLY, CORRUPT, went on too early",
        "LOSES_AN_UPDATE, CORRUPT, what was counted"
    })
    void defectShowsInTheNumberThatIsMeantForIt(SharedDefect defect, Fault fault, String text)
            throws Exception {
        SharedVerdict verdict = stormOver(defect, 6, 4);

        assertThat(numberOf(verdict, fault)).as(() -> told.toString()).isPositive();
        assertThat(verdict.isClean()).isFalse();
        assertThat(told)
                .anySatisfy(each ->
                        assertThat(each).startsWith("FAULT " + fault.label()).contains(text));
    }

    private static long numberOf(SharedVerdict verdict, Fault fault) {
        return switch (fault) {
            case HANG -> verdict.hangs();
            case DUPLICATE -> verdict.duplicates();
            case CORRUPT -> verdict.corrupt();
            case LEAK -> verdict.leaked();
        };
    }

    @Test
    void hangIsToldWithTheThreadsOfEveryProcess() throws Exception {
        SharedVerdict verdict = stormOver(SharedDefect.LOSES_A_SIGNAL, 6, 4);

        assertThat(verdict.hangs()).isPositive();
        String all = String.join("\n", told);
        assertThat(all).contains("ConditionAct.waitForAPass").contains("the storm's own process");
    }

    @Test
    void commandEndsWithOneAndSaysWhyInItsLastLine() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code =
                new CommandLine(new SharedCommand(_ -> SharedDefect.EXCLUDES_NOBODY.acts(), print))
                        .execute("--seconds", "2", "--seed", "9", "--processes", "2");
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();

        assertThat(code).isEqualTo(1);
        assertThat(lines.getFirst()).contains("seed=9");
        assertThat(lines.getLast())
                .matches(
                        "\\d+ kills, \\d+ operations, \\d+ hangs, \\d+ duplicates, [1-9]\\d* corrupt, \\d+ leaked; lost only inside killed processes: \\d+");
    }
}

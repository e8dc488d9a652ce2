package io.heddle.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A storm that cannot fail is worth nothing: each defect of a pool shows in the number that is meant for
/// it, with a text that tells what happened.
@Tag("stress")
class DefectTest {

    private static final List<ErrandKind> KINDS =
            List.of(
                    ErrandKind.TINY,
                    ErrandKind.CPU,
                    ErrandKind.THROW,
                    ErrandKind.CALLBACK,
                    ErrandKind.MAP,
                    ErrandKind.STREAM,
                    ErrandKind.STREAM_UNORDERED);

    @TempDir private Path folder;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void needsProc() {
        assumeTrue(Family.isVisible());
    }

    private Verdict stormOver(Defect defect, int patienceSeconds) throws Exception {
        StormPlan plan =
                new StormPlan(
                        Duration.ofMillis(300),
                        5,
                        20,
                        Duration.ofSeconds(patienceSeconds),
                        List.of(Arena.Plan.of("fake", 2)),
                        KINDS,
                        folder);
        Progress silent = new Progress(new PrintStream(new ByteArrayOutputStream()), false);
        try {
            return new PoolStorm(plan, defect.opener(folder), this::tell, silent).run();
        } finally {
            Defect.cleanUp();
        }
    }

    private synchronized void tell(String text) {
        told.add(text);
    }

    @Test
    void poolWithoutDefectsGivesZeros() throws Exception {
        Verdict verdict = stormOver(Defect.NONE, 20);

        assertThat(verdict.isClean()).as(() -> told.toString()).isTrue();
        assertThat(verdict.tasks()).isPositive();
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "LOSES_A_TASK, LOST, has nothing to do",
        "TELLS_NOBODY, LOST, nobody was told",
        "LACKS_A_WORKER, LOST, not at full strength",
        "TELLS_TWICE, INNOCENT, told twice",
        "RUNS_TWICE, INNOCENT, began more than once",
        "GIVES_ANOTHER_RESULT, INNOCENT, wrong result",
        "FAILS_AN_INNOCENT, INNOCENT, nobody killed this process",
        "NEVER_ENDS, HANG, has no outcome",
        "DOES_NOT_CLOSE, HANG, does not close",
        "LEAVES_A_FILE, LEAK, left over: file",
        "LEAVES_A_THREAD, LEAK, left over: thread heddle-left",
        "LEAVES_A_PROCESS, LEAK, left over: process",
        "LEAVES_A_SOCKET, LEAK, left over: descriptor socket"
    })
    void defectShowsInTheNumberThatIsMeantForIt(Defect defect, Fault.Sort sort, String text)
            throws Exception {
        Verdict verdict = stormOver(defect, 1);

        assertThat(numberOf(verdict, sort)).as(() -> told.toString()).isPositive();
        assertThat(verdict.isClean()).isFalse();
        assertThat(told)
                .anySatisfy(each ->
                        assertThat(each).startsWith("FAULT " + sort.label()).contains(text));
    }

    private static long numberOf(Verdict verdict, Fault.Sort sort) {
        return switch (sort) {
            case HANG -> verdict.hangs();
            case INNOCENT -> verdict.innocent();
            case LOST -> verdict.lost();
            case LEAK -> verdict.leaked();
        };
    }

    @Test
    void commandEndsWithOneAndSaysWhyInItsLastLine() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code =
                Main.commandLine(
                                Defect.GIVES_ANOTHER_RESULT.opener(folder),
                                KINDS,
                                new PrintStream(out, true, StandardCharsets.UTF_8))
                        .execute("pool", "--seconds", "1", "--seed", "9", "--patience", "5");
        Defect.cleanUp();
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();

        assertThat(code).isEqualTo(1);
        assertThat(lines.getFirst()).contains("seed=9");
        assertThat(lines.getLast())
                .matches(
                        "\\d+ kills, \\d+ tasks, 0 hangs, [1-9]\\d* innocent failures, \\d+ lost, \\d+ leaked");
    }
}

package io.heddle.console.tour;

import static io.heddle.console.tour.Misfits.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.console.Started;
import io.heddle.console.tour.ProgramRunner.Rules;
import io.heddle.examples.tour.Catalogue;
import io.heddle.examples.tour.Catalogue.Entry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every way of going wrong is a failure with its reason, and costs nobody else anything.
@Tag("slow")
class TourRunTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Rules TOUR = new Rules(20, LONG, Duration.ofSeconds(10), List.of());

    /// What a run has printed, and whether all passed.
    private record Run(boolean passed, List<String> lines) {

        List<String> verdicts() {
            return lines.stream().filter(line -> line.matches("(PASS|FAIL|SKIP) .*")).toList();
        }

        String verdict() {
            assertThat(verdicts()).hasSize(1);
            return verdicts().getFirst();
        }

        /// Finds numbers that programs have told.
        List<Long> told(String before) {
            return lines.stream()
                    .map(Pattern.compile(".* s  " + before + "(\\d+)")::matcher)
                    .filter(Matcher::matches)
                    .map(found -> Long.valueOf(found.group(1)))
                    .toList();
        }
    }

    @Test
    @Timeout(300)
    void wholeTourPasses() throws Exception {
        List<Entry> all = Catalogue.all();

        Run run;
        try (Started heddle = Started.heddle("tour", "run", "--all", "--speed", "20")) {
            run = new Run(heddle.awaitExit(LONG.plus(LONG)) == 0, heddle.lines());
        }

        assertThat(run.verdicts())
                .as(String.join("\n", run.lines))
                .containsExactlyElementsOf(all.stream().map(e -> "PASS " + e.id()).toList());
        assertThat(run.passed).isTrue();
        assertThat(run.lines.getLast())
                .matches("%1$d programs in [0-9.]+ s: %1$d passed, 0 failed".formatted(all.size()));
    }

    @Test
    void soundProgramsShareAProcessAndTheirLinesComeBeforeTheVerdict() throws Exception {
        Run run = runTour(LONG, entry(Misfits.Sound.class), entry(Misfits.Sound.class));

        assertThat(run.passed).isTrue();
        assertThat(run.told("in process ")).hasSize(2).containsOnly(run.told("in process ").get(0));
        assertThat(run.lines.subList(0, 5).stream().map(TourRunTest::withoutTime))
                .startsWith("misfit.none: All is well")
                .contains("heard from the other stream", "ok: all is well")
                .contains("given [a, b] at 100 ms");
        assertThat(run.lines.get(5)).isEqualTo("PASS misfit.none");
    }

    @Test
    void verdictComesAfterTheLinesHoweverSlowTheTerminalIs() throws Exception {
        Run run = runTour(TOUR, new SlowTerminal(), List.of(entry(Misfits.Talker.class)));

        assertThat(run.lines).hasSize(Misfits.Talker.LINES + 4).contains("PASS misfit.talker");
        assertThat(run.lines.get(run.lines.size() - 2)).isEqualTo("PASS misfit.talker");
    }

    /// Takes a moment for each line.
    private static final class SlowTerminal extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            LockSupport.parkNanos(2_000_000);
            super.write(bytes, from, length);
        }
    }

    private static String withoutTime(String line) {
        return line.replaceFirst("^ *[0-9.]+ s  ", "");
    }

    @Test
    void failedCheckIsAFailureEvenIfTheProgramDoesNotNotice() throws Exception {
        Run run =
                runTour(
                        LONG,
                        entry(Misfits.Wrong.class),
                        entry(Misfits.Hidden.class),
                        entry(Misfits.Idle.class));

        assertThat(run.passed).isFalse();
        assertThat(run.verdicts())
                .containsExactly(
                        "FAIL misfit.check not so: two and two: expected=4 was=5",
                        "FAIL misfit.hidden not so: the thread is right",
                        "FAIL misfit.idle it has checked nothing");
        assertThat(run.lines.getLast()).endsWith("0 passed, 3 failed");
    }

    @Test
    void exceptionIsAFailureOnOneLineWithItsStackBefore() throws Exception {
        Run run = runTour(LONG, entry(Misfits.Thrower.class));

        assertThat(run.passed).isFalse();
        assertThat(run.verdict())
                .isEqualTo("FAIL misfit.exception java.io.IOException: two; lines");
        assertThat(run.lines).anyMatch(line -> line.contains("at io.heddle.console.tour.Misfits"));
    }

    @Test
    void programThatHangsFailsAtTheLimitAndLeavesNothing() throws Exception {
        Run run =
                runTour(
                        Duration.ofSeconds(3),
                        entry(Misfits.Hanger.class),
                        entry(Misfits.Sound.class));

        assertThat(run.passed).isFalse();
        assertThat(run.verdicts())
                .containsExactly("FAIL misfit.hang hung after 3 s", "PASS misfit.none");
        assertThat(run.told("child=")).hasSize(1).allSatisfy(TourRunTest::assertGone);
    }

    @Test
    void programThatEndsItsProcessFailsAndTheNextOneRuns() throws Exception {
        Run run = runTour(LONG, entry(Misfits.Suicide.class), entry(Misfits.Sound.class));

        assertThat(run.passed).isFalse();
        assertThat(run.lines).anyMatch(line -> line.endsWith("good bye"));
        assertThat(run.verdicts().get(0))
                .startsWith("FAIL misfit.end its process died: ")
                .contains("exit=7");
        assertThat(run.verdicts().get(1)).isEqualTo("PASS misfit.none");
    }

    @Test
    void whatIsLeftBehindIsNamedAndEnded() throws Exception {
        Run run =
                runTour(
                        LONG,
                        entry(Misfits.Sound.class),
                        entry(Misfits.ProcessLeaver.class),
                        entry(Misfits.ThreadLeaver.class),
                        entry(Misfits.Sound.class));

        assertThat(run.passed).isFalse();
        assertThat(run.verdicts().get(1))
                .matches("FAIL misfit.process left behind: process \\d+ sleep");
        assertThat(run.verdicts().get(2))
                .isEqualTo("FAIL misfit.thread left behind: coroutine co, thread stays");
        assertThat(run.told("in process ")).hasSize(2).doesNotHaveDuplicates();
        assertThat(run.told("child=")).hasSize(1).allSatisfy(TourRunTest::assertGone);
    }

    private static void assertGone(long pid) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    private static Run runTour(Duration limit, Entry... programs) throws Exception {
        Rules rules = new Rules(20, limit, Duration.ofMillis(500), List.of("a", "b"));
        return runTour(rules, new ByteArrayOutputStream(), List.of(programs));
    }

    private static Run runTour(Rules rules, ByteArrayOutputStream bytes, List<Entry> programs)
            throws Exception {
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        RunPrinter printer = new RunPrinter(out, false, false);
        boolean passed = new TourRun(rules, printer, null).run(programs);
        return new Run(passed, bytes.toString(StandardCharsets.UTF_8).lines().toList());
    }
}

package io.heddle.console.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.console.quickstart.Tour.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tours that are really taken, with real processes and a real kill.
@Tag("slow")
class TourTest {

    @TempDir private Path folder;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aWorkerIsKilledAndNoResultIsLost() throws Exception {
        for (int i = 0; i < 30; i++) {
            Files.writeString(folder.resolve("file " + i), "word ".repeat(i * 100) + "\n");
        }

        Report report = ReportOf.outcome(take(2, true).orElseThrow());

        assertThat(report.kill().hit()).isTrue();
        assertThat(report.kill().signal()).isEqualTo("KILL");
        assertThat(report.kill().exitCode()).isEqualTo(-9);
        assertThat(report.kill().file()).isEqualTo("file 18");
        assertThat(report.kill().otherLosses()).isZero();
        assertThat(report.kill().repeatedByPid()).isNotEqualTo(report.kill().pid());
        assertThat(report.kill().replacedByPid()).isNotEqualTo(report.kill().pid());
        assertThat(report.equal()).isTrue();
        assertThat(report.runs())
                .hasSize(5)
                .allSatisfy(run -> {
                    assertThat(run.results()).isEqualTo(30);
                    assertThat(run.equal()).isEqualTo(30);
                    assertThat(run.digest()).isEqualTo(report.runs().getFirst().digest());
                });
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain(HeldTask.HOLDING);
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    @Test
    void oneFileAndOneWorkerAreEnoughForAKill() throws Exception {
        Files.writeString(folder.resolve("only"), "one\n");

        Report report = ReportOf.outcome(take(1, true).orElseThrow());

        assertThat(report.kill().hit()).isTrue();
        assertThat(report.kill().file()).isEqualTo("only");
        assertThat(report.kill().repeatedByPid()).isEqualTo(report.kill().replacedByPid());
        assertThat(report.equal()).isTrue();
    }

    @Test
    void nobodyIsKilledWhenNobodyIsToBe() throws Exception {
        Files.writeString(folder.resolve("a"), "a");

        Outcome outcome = take(1, false).orElseThrow();

        assertThat(outcome.runs()).hasSize(4);
        assertThat(ReportOf.outcome(outcome).kill().asked()).isFalse();
    }

    @Test
    void aFileThatVanishesDuringTheTourIsReportedAndTheOthersAreRead() throws Exception {
        Files.writeString(folder.resolve("a"), "a");
        Path victim = Files.writeString(folder.resolve("b"), "b");
        Files.writeString(folder.resolve("c"), "c");

        // gone when the second run begins
        Progress progress =
                new Deleting("threads", victim, new PlainProgress(new PrintStream(err, true)));
        Report report = ReportOf.outcome(take(1, true, progress).orElseThrow());

        assertThat(report.runs()).extracting(Report.Entry::results).containsExactly(3, 2, 2, 2, 2);
        assertThat(report.runs()).extracting(Report.Entry::missing).containsExactly(0, 1, 1, 1, 1);
        assertThat(report.equal()).isTrue();
        assertThat(report.problems())
                .containsExactly(
                        new Report.Trouble("file vanished", "b", "it is not there any more"));
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("heddle: file vanished: b (it is not there any more)");
        assertThat(Agreement.of(report)).contains("could not be read any more (1)");
        assertThat(report.kill().hit()).isTrue();
        assertThat(report.kill().file()).isNotEqualTo("b");
    }

    @Test
    void aKillThatCannotHitIsSaidToHaveMissed() throws Exception {
        Path only = Files.writeString(folder.resolve("only"), "text");

        Progress progress =
                new Deleting(
                        "processes + kill", only, new PlainProgress(new PrintStream(err, true)));
        Report report = ReportOf.outcome(take(1, true, progress).orElseThrow());

        assertThat(report.kill().asked()).isTrue();
        assertThat(report.kill().hit()).isFalse();
        assertThat(report.kill().missedBecause())
                .isEqualTo("the file whose task was to be hit could not be read any more: only");
    }

    @Test
    void withoutAFileThereIsNoTour() throws Exception {
        assertThat(take(1, true)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("heddle: no file to read: directory=" + folder.toRealPath());
    }

    private Optional<Outcome> take(int workers, boolean kill)
            throws IOException, InterruptedException {
        return take(workers, kill, new PlainProgress(new PrintStream(err, true)));
    }

    private Optional<Outcome> take(int workers, boolean kill, Progress progress)
            throws IOException, InterruptedException {
        Tour.Plan plan =
                new Tour.Plan(
                        folder.toRealPath(),
                        workers,
                        kill,
                        Duration.ZERO,
                        new FileTree.Selection(false, false, Set.of()));
        return new Tour(plan, progress, new PrintStream(err, true)).take();
    }

    /// Deletes a file when a phase begins.
    private record Deleting(String phase, Path victim, Progress progress) implements Progress {

        @Override
        public void note(String text) {
            progress.note(text);
        }

        @Override
        public Phase begin(String name, int files) {
            if (name.equals(phase)) {
                try {
                    Files.delete(victim);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
            return progress.begin(name, files);
        }
    }
}

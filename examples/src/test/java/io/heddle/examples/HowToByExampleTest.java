package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.command.CommandResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the how-tos say comes true.
@Tag("slow")
class HowToByExampleTest {

    @Test
    void parserThatCrashesCostsOneDocument() throws Exception {
        assertThat(HowToByExample.parsed(List.of("a b", "crash", "c"), Duration.ofSeconds(50)))
                .containsExactly("a b: 2 words", "crash: the parser crashed: SIGNAL", "c: 1 words");
    }

    @Test
    void parserThatHangsIsEnded() throws Exception {
        assertThat(HowToByExample.parsed(List.of("hang"), Duration.ofMillis(300)))
                .containsExactly("hang: the parser hangs");
    }

    @Test
    void scriptGetsItsArgumentsAsTheyAreAndNoMoreMemoryThanItMay() throws Exception {
        assertThat(HowToByExample.limited(1_000_000, List.of("echo", "a  b", "$HOME")).stdout())
                .isEqualTo("a  b $HOME\n");
        CommandResult greedy = HowToByExample.limited(50_000, List.of("tail", "/dev/zero"));
        assertThat(greedy.exitCode()).isNotZero();
        assertThat(greedy.stderr()).contains("memory");
    }

    @Test
    void controlCEndsTheWorkAndNotTheProgram() throws Exception {
        assertThat(HowToByExample.stopped()).startsWith("stopped");
    }

    @Test
    void processesCountTogether() throws Exception {
        assertThat(HowToByExample.counted()).isEqualTo(8);
    }

    @Test
    void deadlockIsToldWithItsThreadsAndLocks() throws Exception {
        assertThat(HowToByExample.deadlock())
                .containsExactly(
                        "buyer waits for orders and holds stock",
                        "seller waits for stock and holds orders");
    }

    @Test
    void arrayIsSummedWhereItLies() throws Exception {
        assertThat(HowToByExample.sumOfAll(1_001)).isEqualTo(4_500);
    }

    @Test
    void pipelineGoesFromFileToFile(@TempDir Path folder) throws Exception {
        Path names = Files.writeString(folder.resolve("names"), "weft\nwarp\nweft\n");
        Path counts = folder.resolve("counts");
        HowToByExample.countNames(names, counts);
        assertThat(Files.readAllLines(counts))
                .extracting(String::strip)
                .containsExactly("1 warp", "2 weft");
    }

    @Test
    void linesComeOneByOne() throws Exception {
        assertThat(HowToByExample.lines()).containsExactly("1", "2", "3");
    }

    @Test
    void servicesAreStartedInTheirOrder() throws Exception {
        assertThat(HowToByExample.keptRunning())
                .containsExactly("indexer", "tunnel", "clean up once");
    }

    @Test
    void objectOfAManagerIsOneForAllAndThrowsAsItself() throws Exception {
        assertThat(HowToByExample.stocked())
                .containsExactly("asked: 3", "left: 1", "left: 3", "sold out: what=shuttle left=1");
    }

    @Test
    void whatTasksPrintBearsTheirNames() throws Exception {
        assertThat(HowToByExample.printed()).containsExactly("a.pdf: 3 pages", "b.pdf: 1 page");
    }
}

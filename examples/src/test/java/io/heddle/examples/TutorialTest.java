package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.TaskOutput;
import io.heddle.testkit.LoopbackServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The tutorial shows what its steps really print.
///
/// What a step prints stands in a block whose fence begins with three backticks and `text`, below
/// `<!-- output -->`. Numbers of processes differ at every run and are not compared.
class TutorialTest {

    private static final String MARK = "<!-- output -->";

    /// Of the program and of the dozen children that it starts. Their launchers speak of it on standard error.
    private static final String SHORT_LIVES =
            "-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=10";

    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    @Tag("slow")
    void stepsPrintWhatTheTutorialShows() throws Exception {
        List<String> printed = new CopyOnWriteArrayList<>();
        String port = Integer.toString(LoopbackServer.freePort());
        ProcessStrand<?> program =
                Strand.ofProcess()
                        .environment(
                                Map.of(
                                        "JDK_JAVA_OPTIONS",
                                        SHORT_LIVES,
                                        "HEDDLE_SERVER",
                                        LoopbackServer.program().toString()))
                        .output(
                                TaskOutput.lines(line -> {
                                    if (!line.error()) {
                                        printed.add(withoutPids(line.text()));
                                    }
                                }))
                        .start(() -> TutorialByExample.main(new String[] {port}));
        program.get();
        List<String> shown = shownIn("docs/tutorial.md");
        assertThat(shown).isNotEmpty();
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertThat(printed).containsExactlyElementsOf(shown));
    }

    @Test
    void translatedTutorialShowsTheSame() {
        assertThat(shownIn("docs/zh/tutorial.md")).isEqualTo(shownIn("docs/tutorial.md"));
    }

    private static String withoutPids(String line) {
        return line.replaceAll("pid \\d+", "pid N");
    }

    private static List<String> shownIn(String page) {
        Path file = Documents.root().resolve(page);
        List<String> shown = new ArrayList<>();
        boolean inside = false;
        String before = "";
        for (String line : Documents.lines(file)) {
            if (inside && !line.equals("```")) {
                shown.add(withoutPids(line));
            } else {
                inside = line.equals("```text") && before.equals(MARK);
            }
            before = line;
        }
        return shown;
    }
}

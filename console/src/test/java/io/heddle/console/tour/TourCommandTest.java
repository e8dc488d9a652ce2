package io.heddle.console.tour;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.heddle.examples.tour.Catalogue;
import io.heddle.examples.tour.Catalogue.Entry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What the command prints and with what it ends.
class TourCommandTest {

    private final PrintStream before = System.out;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /// What a run of the command left.
    private record Result(int exitCode, String out) {}

    @AfterEach
    void giveOutputBack() {
        System.setOut(before);
    }

    @Test
    void listNamesEachProgramUnderItsArea() {
        Result list = tour("list");

        assertThat(list.exitCode).isZero();
        for (Entry entry : Catalogue.all()) {
            assertThat(list.out).contains(entry.id() + " ", entry.title(), entry.area().title());
        }
    }

    @Test
    void listForProgramsIsValidJson() {
        Result list = tour("list", "--json");

        JsonArray programs = JsonParser.parseString(list.out).getAsJsonArray();
        assertThat(StreamSupport.stream(programs.spliterator(), false).map(TourCommandTest::idOf))
                .containsExactlyElementsOf(Catalogue.all().stream().map(Entry::id).toList());
        assertThat(programs.get(0).getAsJsonObject().keySet())
                .containsExactly("id", "title", "area", "python");
    }

    private static String idOf(JsonElement program) {
        return program.getAsJsonObject().get("id").getAsString();
    }

    @Test
    void sourceIsShownUnderACommentAboutPython() throws Exception {
        Result show = tour("show", "process.fork");

        assertThat(show.exitCode).isZero();
        assertThat(show.out)
                .startsWith("// process.fork: ")
                .contains("\n// In Python: os.fork")
                .contains("public final class ForkAndReport implements Program {");
        for (Entry entry : Catalogue.all()) {
            assertThat(entry.source()).contains("id = \"" + entry.id() + "\"");
        }
    }

    @Test
    void unknownProgramIsRefusedWithTheNearestOnes() {
        for (String command : List.of("run", "show")) {
            Result result = tour(command, "procss.frok");

            assertThat(result.exitCode).isEqualTo(2);
            assertThat(result.out)
                    .contains("there is no program procss.frok in the tour")
                    .contains("the nearest are process.fork, ");
        }
    }

    @Test
    void commandsThatMakeNoSenseRunNothing() {
        assertThat(tour("run").exitCode).isEqualTo(2);
        assertThat(tour("run", "--all", "process.fork").exitCode).isEqualTo(2);
        assertThat(tour("run", "process.fork", "--speed", "0").exitCode).isEqualTo(2);
        assertThat(tour("run", "process.fork", "--limit", "-1").exitCode).isEqualTo(2);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .doesNotContain("PASS process", "FAIL process");
    }

    @Test
    @Tag("slow")
    void oneProgramRunsWithoutATotal() {
        Result run = tour("run", "pool.squares", "--speed", "50", "--quiet");

        assertThat(run.out).isEqualTo("PASS pool.squares\n");
        assertThat(run.exitCode).isZero();
    }

    @Test
    @Tag("slow")
    void programThatFailsEndsTheCommandWithOne() {
        Result run = tour("run", "pool.squares", "--limit", "0.001", "--quiet");

        assertThat(run.out).isEqualTo("FAIL pool.squares hung after 1 ms\n");
        assertThat(run.exitCode).isEqualTo(1);
    }

    @Test
    void programWhoseServerIsNotInstalledIsNeitherRunNorCountedAsPassed() {
        Result run = withoutAServer("run", "distributed", "--quiet");

        String[] lines = run.out.split("\n");
        assertThat(lines).hasSize(3);
        for (int i = 0; i < 2; i++) {
            assertThat(lines[i])
                    .startsWith("SKIP distributed.task-" + (i == 0 ? "master" : "worker"))
                    .contains("install the package valkey-server or redis-server");
        }
        assertThat(lines[2]).endsWith(" s: 0 passed, 0 failed, 2 not run");
        assertThat(run.exitCode).isEqualTo(1);
    }

    @Test
    @Tag("slow")
    void programsThatNeedNoServerRunBesideThoseThatDo() {
        Result run =
                withoutAServer("run", "pool.squares", "distributed.task-worker", "--speed", "50");

        assertThat(run.out)
                .contains("\nPASS pool.squares\n")
                .contains("\nSKIP distributed.task-worker it needs a Valkey or Redis server")
                .endsWith(" s: 1 passed, 0 failed, 1 not run\n");
        assertThat(run.exitCode).isEqualTo(1);
    }

    private Result withoutAServer(String... arguments) {
        System.setProperty("heddle.server", "");
        try {
            return tour(arguments);
        } finally {
            System.clearProperty("heddle.server");
        }
    }

    private Result tour(String... arguments) {
        bytes.reset();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        System.setOut(out);
        int exitCode =
                new CommandLine(new TourCommand())
                        .setErr(new PrintWriter(out, true, StandardCharsets.UTF_8))
                        .execute(arguments);
        System.setOut(before);
        return new Result(exitCode, bytes.toString(StandardCharsets.UTF_8));
    }
}

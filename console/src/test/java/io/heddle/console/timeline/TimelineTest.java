package io.heddle.console.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.heddle.console.page.Html;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is drawn of recordings that are written here by hand. Times are milliseconds.
class TimelineTest {

    private static final String EVIL = "</script><img src=x onerror=alert(1)>";

    @TempDir private Path folder;

    @Test
    void taskInAWorkerHasTheNameItsParentGaveIt() throws Exception {
        write(1, process(1, 0), submitted(2, 5, "weave"), handedOver(3, 5, 2), exit(90));
        write(2, process(2, 4), given(10, 5), end(20, 0), exit(80));

        Work work = story().processes().getLast().lanes().getFirst().works().getFirst();

        assertThat(work.name()).isEqualTo("weave");
        assertThat(work.pool()).isEqualTo("p");
        assertThat(work.queuedNanos()).isEqualTo(8_000_000);
        assertThat(work.to() - work.from()).isEqualTo(10_000_000);
    }

    @Test
    void ownTaskOfAWorkerIsNotTakenForTheOneItWasGiven() throws Exception {
        write(1, process(1, 0), submitted(2, 5, "given"), handedOver(3, 5, 2), exit(90));
        write(
                2,
                process(2, 4),
                given(10, 5),
                submitted(11, 5, "own"),
                line("begin", 12, "\"lane\":8,\"task\":5,\"name\":\"own\",\"thread\":\"t\""),
                line("end", 13, "\"lane\":8,\"failed\":0"),
                end(20, 0),
                exit(80));

        assertThat(story().processes().getLast().lanes())
                .flatExtracting(Lane::works)
                .extracting(Work::name)
                .containsExactlyInAnyOrder("given", "own");
    }

    @Test
    void killedProcessHasItsTimelineUntilThen() throws Exception {
        write(
                1,
                process(1, 0),
                line("started", 1, "\"pid\":2,\"name\":\"w\",\"child\":1"),
                line("ended", 50, "\"pid\":2,\"exit\":137"),
                exit(90));
        write(2, process(2, 10), given(20, 5), state(30, "sleep"));
        Files.writeString(
                folder.resolve("2-0.jsonl"),
                "{\"e\":\"alive\",\"t\":4",
                java.nio.file.StandardOpenOption.APPEND);

        ProcessTrack killed = story().processes().getLast();
        Lane lane = killed.lanes().getFirst();

        assertThat(killed.end()).isEqualTo("ended by KILL");
        assertThat(lane.killed()).isTrue();
        assertThat(lane.works().getFirst().fate()).isEqualTo(Fate.KILLED);
        assertThat(lane.spans())
                .extracting(Span::state)
                .containsExactly(State.STARTING, State.RUNNING, State.SLEEPING);
        assertThat(lane.spans().getLast().to()).isEqualTo(ms(50));
        assertThat(story().notes()).anyMatch(note -> note.startsWith("1 lines"));
        assertThat(page()).contains("ended by KILL", "ended with its process, killed");
    }

    @Test
    void programThatWasKilledItselfIsDrawnUntilItsLastSign() throws Exception {
        write(
                1,
                process(1, 0),
                begin(5, 1, "work"),
                state(6, "lock"),
                line("alive", 40, "\"x\":0"));

        Lane lane = story().processes().getFirst().lanes().getFirst();

        assertThat(lane.killed()).isTrue();
        assertThat(lane.spans().getLast().to()).isEqualTo(ms(40));
        assertThat(page()).contains("ended without a word");
    }

    @Test
    void namesAreTextAndNothingElse() throws Exception {
        String lane = "\"lane\":1,\"name\":\"%1$s\",\"thread\":\"%1$s\"".formatted(EVIL);
        write(1, process(1, 0), line("begin", 1, lane), end(1, 1), exit(9));

        String page = page();

        assertThat(page).doesNotContain("<img").contains(Html.text(EVIL), "default-src 'none'");
        assertThat(page).doesNotContain("src=\"http").doesNotContain("href=\"http");
        assertThat(page.split("</script", -1)).as("two scripts, and no name ends one").hasSize(3);
        assertThat(page).doesNotContainPattern("\\{\\{\\w+}}");
        assertThat(items(page).get(0).getAsJsonObject().get("n").getAsString()).isEqualTo(EVIL);
        assertThat(new TraceFile(json()).outcome(EVIL)).isEqualTo("done");
    }

    @Test
    void recordingInWhichNothingHappenedSaysSo() throws Exception {
        write(1, process(1, 0), exit(0));

        assertThat(page()).contains("Nothing was recorded");
        assertThat(new TraceFile(json()).names("process_name")).containsExactly("Main");
    }

    @Test
    void workWithoutDurationIsThere() throws Exception {
        write(1, process(1, 0), begin(3, 1, "blink"), end(3, 1), exit(9));

        assertThat(story().processes().getFirst().lanes().getFirst().spans()).hasSize(1);
        assertThat(new TraceFile(json()).task("blink").get("dur").getAsDouble()).isZero();
    }

    @Test
    void hundredThousandCoroutinesAreAFewRowsAndTheTraceHasThemAll() throws Exception {
        List<String> lines = new ArrayList<>(List.of(process(1, 0)));
        int many = 100_000;
        for (int i = 0; i < many; i++) {
            lines.add(
                    line(
                            "begin",
                            1 + i % 50,
                            "\"lane\":%d,\"name\":\"c\",\"thread\":\"\",\"virtual\":1"
                                    .formatted(10 + i)));
        }
        for (int i = 0; i < many; i++) {
            lines.add(line("end", 60 + i % 900, "\"lane\":%d,\"failed\":0".formatted(10 + i)));
        }
        write(1, lines.toArray(String[]::new));

        Story story = story();
        String page = page(story);

        assertThat(page).contains("99,976 more coroutines", "Coroutines share rows");
        assertThat(page.split("data-lane=", -1)).hasSizeLessThan(60);
        assertThat(page.length()).isLessThan(200_000);
        assertThat(story.processes().getFirst().lanes()).hasSize(many);
    }

    @Test
    void tooManyBlocksAreJoinedAndThePageSaysSo() throws Exception {
        List<String> lines = new ArrayList<>(List.of(process(1, 0), begin(1, 1, "busy")));
        for (int i = 0; i < 30_000; i++) {
            lines.add(state(2 + i, i % 2 == 0 ? "lock" : "running"));
        }
        write(1, lines.toArray(String[]::new));

        String page = page();

        assertThat(page).contains("neighbours were made one");
        JsonArray bars =
                data(page)
                        .getAsJsonArray("panels")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonArray("lanes")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonArray("bars");
        assertThat(bars.size() / 5).isBetween(100, Blocks.MOST);
    }

    @Test
    void queueTellsHowManyWaitUntilTheyBeginOrAreCancelled() throws Exception {
        write(
                1,
                process(1, 0),
                submitted(10, 1, "a"),
                submitted(20, 2, "b"),
                line("begin", 30, "\"lane\":7,\"task\":1,\"name\":\"a\",\"thread\":\"t\""),
                line("decided", 50, "\"task\":2,\"outcome\":\"CANCELLED\""),
                exit(90));

        Lane queue = story().processes().getFirst().lanes().getFirst();

        assertThat(queue.name()).isEqualTo("p queue");
        assertThat(queue.spans())
                .extracting(Span::name)
                .containsExactly("1 task waits", "2 tasks wait", "1 task waits");
        assertThat(queue.spans().getLast().to()).isEqualTo(ms(50));
        assertThat(new TraceFile(json()).inCategory("queue")).hasSize(6);
    }

    @Test
    void partHasWhatHappenedInItsTimeOnly() throws Exception {
        write(
                1,
                process(1, 0),
                begin(5, 1, "early"),
                end(10, 1),
                begin(20, 1, "long"),
                end(40, 1),
                exit(90));

        Story part = story().within(ms(30), ms(60));

        assertThat(part.processes().getFirst().lanes().getFirst().spans())
                .extracting(Span::name, Span::from, Span::to)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("long", ms(30), ms(40)));
    }

    // ---- recordings ----------------------------------------------------------------------------

    private static long ms(long millis) {
        return millis * 1_000_000;
    }

    private static String line(String event, long millis, String rest) {
        return "{\"e\":\"%s\",\"t\":%d,%s}".formatted(event, ms(millis), rest);
    }

    private static String process(long pid, long millis) {
        return line(
                "process",
                millis,
                "\"pid\":%d,\"parent\":1,\"name\":\"com.example.Main x\",\"millis\":0"
                        .formatted(pid));
    }

    private static String submitted(long millis, long task, String name) {
        return line(
                "submitted",
                millis,
                "\"task\":%d,\"name\":\"%s\",\"pool\":\"p\"".formatted(task, name));
    }

    private static String handedOver(long millis, long task, long pid) {
        return line(
                "handedOver",
                millis,
                "\"task\":%d,\"number\":%d,\"pid\":%d".formatted(task, task, pid));
    }

    private static String given(long millis, long number) {
        return line(
                "begin",
                millis,
                "\"lane\":1,\"number\":%d,\"name\":\"\",\"thread\":\"w\"".formatted(number));
    }

    private static String begin(long millis, long lane, String name) {
        return line(
                "begin",
                millis,
                "\"lane\":%d,\"name\":\"%s\",\"thread\":\"t\"".formatted(lane, name));
    }

    private static String end(long millis, long lane) {
        return line("end", millis, "\"lane\":%d,\"failed\":0".formatted(Math.max(1, lane)));
    }

    private static String state(long millis, String state) {
        return line("state", millis, "\"lane\":1,\"state\":\"%s\"".formatted(state));
    }

    private static String exit(long millis) {
        return "{\"e\":\"exit\",\"t\":%d}".formatted(ms(millis));
    }

    private void write(long pid, String... lines) throws IOException {
        Files.writeString(
                folder.resolve(pid + "-0.jsonl"), String.join("\n", Arrays.asList(lines)) + "\n");
    }

    private Story story() throws IOException {
        return Story.of(RecordingReader.read(folder));
    }

    private String page() throws IOException {
        return page(story());
    }

    private static String page(Story story) {
        return TimelinePage.of("test", List.of(new Part("test", "", story)));
    }

    private String json() throws IOException {
        StringWriter out = new StringWriter();
        TraceEvents.write(story(), List.of(new Part("test", "", story())), out);
        return out.toString();
    }

    private static JsonArray items(String page) {
        return data(page).getAsJsonArray("items");
    }

    private static JsonObject data(String page) {
        Matcher data =
                Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>")
                        .matcher(page);
        assertThat(data.find()).isTrue();
        return JsonParser.parseString(data.group(1)).getAsJsonObject();
    }
}

package io.heddle.console.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.heddle.console.page.Html;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
                folder.resolve("2-0.jsonl"), "{\"e\":\"alive\",\"t\":4", StandardOpenOption.APPEND);

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
    void thousandsOfCoroutinesAreAFewRowsAndTheTraceHasThemAll() throws Exception {
        List<String> lines = new ArrayList<>(List.of(process(1, 0)));
        int many = 20_000;
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

        assertThat(page).contains("19,976 more coroutines", "Coroutines share rows");
        assertThat(page.split("data-lane=", -1)).hasSizeLessThan(60);
        assertThat(page.length()).isLessThan(200_000);
        assertThat(traceLines(story)).isEqualTo(many);
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

    @Test
    void stateThatIsWrittenTwiceIsOneStretch() throws Exception {
        write(1, process(1, 0), begin(5, 1, "work"), state(6, "running"), end(9, 1), exit(10));

        assertThat(story().processes().getFirst().lanes().getFirst().spans()).hasSize(1);
    }

    @Test
    void processWhoseRecordingIsFullIsNotSaidToHaveBeenKilled() throws Exception {
        write(
                1,
                process(1, 0),
                submitted(2, 5, "weave"),
                handedOver(3, 5, 2),
                line("started", 4, "\"pid\":2,\"name\":\"w\",\"child\":1"),
                line("ended", 500, "\"pid\":2,\"exit\":0"),
                exit(600));
        write(2, process(2, 5), given(10, 5), state(20, "lock"), "{\"e\":\"full\",\"t\":30000000}");

        ProcessTrack full = story().processes().getLast();
        Lane lane = full.lanes().getFirst();

        assertThat(full.end()).isEqualTo("exit code 0, its recording is full");
        assertThat(full.to()).isEqualTo(ms(500));
        assertThat(lane.killed()).isFalse();
        assertThat(lane.works().getFirst().fate()).isEqualTo(Fate.DONE);
        assertThat(lane.to()).isEqualTo(ms(30));
        assertThat(lane.spans().getLast().to()).isEqualTo(ms(30));
    }

    @Test
    void programThatWritesSomethingAfterItsEndBeganHasEndedByItself() throws Exception {
        write(1, process(1, 0), begin(5, 1, "work"), exit(40), state(41, "join"));

        ProcessTrack ended = story().processes().getFirst();

        assertThat(ended.end()).isEmpty();
        assertThat(ended.lanes().getFirst().killed()).isFalse();
        assertThat(ended.lanes().getFirst().works().getFirst().fate()).isEqualTo(Fate.DONE);
    }

    @Test
    void attemptsAtOneTaskCanBeToldFromOtherTasks() throws Exception {
        write(
                1,
                process(1, 0),
                submitted(2, 5, "weave"),
                handedOver(3, 5, 2),
                line("ended", 20, "\"pid\":2,\"exit\":137"),
                handedOver(21, 5, 3),
                exit(90));
        write(2, process(2, 4), given(10, 5));
        write(3, process(3, 4), given(30, 5), end(40, 0), exit(80));

        List<JsonObject> attempts = new TraceFile(json()).inCategory("task");

        assertThat(attempts)
                .extracting(e -> e.getAsJsonObject("args").get("outcome").getAsString())
                .containsExactlyInAnyOrder("killed", "done");
        assertThat(attempts)
                .extracting(e -> e.getAsJsonObject("args").get("owner").getAsLong())
                .containsOnly(1L);
        assertThat(attempts)
                .extracting(e -> e.getAsJsonObject("args").get("task").getAsLong())
                .containsOnly(5L);
        assertThat(attempts)
                .extracting(e ->
                        e.get("ts").getAsLong()
                                - e.getAsJsonObject("args").get("queuedMicros").getAsLong())
                .as("submitted once")
                .containsOnly(2_000L);
    }

    @Test
    void runsOneAfterTheOtherInOneFolderAreNotDrawnAsOne() throws Exception {
        write(1, process(1, 0), begin(5, 1, "first"), exit(40));
        Path second = folder.resolve("1-5.jsonl");
        Files.writeString(second, process(1, 100) + "\n" + exit(140) + "\n");

        assertThatThrownBy(this::story)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("pid=1 files=[1-0.jsonl, 1-5.jsonl]")
                .hasMessageContaining("an empty folder");

        String begun = "\"pid\":1,\"begun\":7";
        write(1, line("process", 0, begun), begin(5, 1, "twice"), exit(40));
        Files.writeString(second, line("process", 9, begun) + "\n" + exit(40) + "\n");

        assertThat(story().processes())
                .as("one program that has loaded Heddle twice writes two files")
                .hasSize(2);
    }

    @Test
    void processesThatHaveStartedEachOtherAreDrawn() throws Exception {
        write(7, line("process", 0, "\"pid\":7,\"parent\":8"), begin(1, 1, "a"), exit(20));
        write(8, line("process", 5, "\"pid\":8,\"parent\":7"), begin(6, 1, "b"), exit(20));

        assertThat(story().processes()).extracting(ProcessTrack::pid).containsExactly(7L, 8L);
    }

    @Test
    void pidThatIsUsedAgainGivesNoTimeBelowZero() throws Exception {
        write(
                1,
                process(1, 0),
                line("ended", 10, "\"pid\":2,\"exit\":0"),
                line("started", 50, "\"pid\":2,\"name\":\"sh\",\"child\":0"),
                exit(90));

        assertThat(story().processes().getLast().to()).isEqualTo(ms(50));
        assertThat(new TraceFile(json()).names("process_name")).contains("sh");
    }

    @Test
    void nameThatIsNoTextIsWrittenAllTheSame() throws Exception {
        write(1, process(1, 0), begin(5, 1, "half \\ud83d"), end(9, 1), exit(10));
        Path page = folder.resolve("out.html");
        Path json = folder.resolve("out.json");

        for (Path file : List.of(page, json)) {
            TimelineFile.of(file).write("test", story(), List.of(new Part("test", "", story())));
        }

        assertThat(page).content().contains("half ?");
        assertThat(new TraceFile(Files.readString(json)).outcome("half ?")).isEqualTo("done");
        assertThat(Files.getPosixFilePermissions(page))
                .as("as any other file of this user")
                .isEqualTo(Files.getPosixFilePermissions(Files.createFile(folder.resolve("any"))));
    }

    @Test
    void fileThatCannotBeReadCostsOnlyItself() throws Exception {
        write(1, process(1, 0), begin(5, 1, "work"), end(9, 1));
        Files.write(
                folder.resolve("1-0.jsonl"),
                "{\"e\":\"begin\",\"name\":\"\u00e4".getBytes(StandardCharsets.ISO_8859_1),
                StandardOpenOption.APPEND);
        Files.createDirectory(folder.resolve("2-0.jsonl"));

        assertThat(story().processes().getFirst().lanes().getFirst().works())
                .as("a full disk has cut the last line within a character")
                .extracting(Work::name)
                .containsExactly("work");
        assertThat(story().notes())
                .anyMatch(note -> note.contains("file=" + folder + "/2-0.jsonl"));
        assertThat(
                        JsonParser.parseString(json())
                                .getAsJsonObject()
                                .getAsJsonObject("otherData")
                                .getAsJsonArray("notes"))
                .hasSize(2);
    }

    @Test
    void whatLiesWithinATaskDoesSoForAReaderThatCutsOffFractions() throws Exception {
        write(
                1,
                process(1, 0),
                begin(1, 1, "work"),
                "{\"e\":\"state\",\"t\":1000500,\"lane\":1,\"state\":\"sleep\"}",
                "{\"e\":\"end\",\"t\":1001001,\"lane\":1,\"failed\":0}",
                exit(9));

        assertThat(new TraceFile(json()).waits("work")).containsExactly("sleep");
    }

    @Test
    void thousandsOfProgramsAreAPageThatABrowserCanShow() throws Exception {
        List<String> lines = new ArrayList<>(List.of(process(1, 0), begin(1, 1, "starts them")));
        for (int i = 0; i < 2_000; i++) {
            String pid = "\"pid\":" + (10 + i);
            lines.add(line("started", 2 + i, pid + ",\"name\":\"sh\",\"child\":0"));
            lines.add(line("ended", 4 + i, pid + ",\"exit\":0"));
        }
        write(1, lines.toArray(String[]::new));

        String page = page();

        assertThat(page.split("<canvas", -1)).hasSizeLessThan(Crowd.MOST_PROCESSES + 10);
        assertThat(page).contains("1,802 more processes", "starts them");
        assertThat(new TraceFile(json()).names("process_name")).hasSize(2_001);
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

    /// Counts tasks without making a tree of them.
    private static long traceLines(Story story) throws IOException {
        StringWriter out = new StringWriter();
        TraceEvents.write(story, List.of(new Part("test", "", story)), out);
        return Pattern.compile("\"cat\":\"task\"").matcher(out.getBuffer()).results().count();
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

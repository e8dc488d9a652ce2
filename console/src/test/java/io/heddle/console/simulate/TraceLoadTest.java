package io.heddle.console.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.simulator.plan.Plan;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is taken from traces that are written here by hand.
class TraceLoadTest {

    @Test
    void taskThatWasTriedAgainIsOneTaskWithItsLastWork() throws Exception {
        TraceLoad load =
                load(
                        "",
                        task(1, 5, "mill", 10_000, 5_000, 10_000, "killed"),
                        task(1, 5, "mill", 30_000, 20_000, 30_000, "done"),
                        task(1, 6, "mill", 15_000, 1_000, 5_000, "killed"));

        assertThat(load.tasks())
                .containsExactly(
                        new TraceLoad.Task(Duration.ZERO, Duration.ofMillis(20)),
                        new TraceLoad.Task(Duration.ofMillis(10), Duration.ofMillis(1)));
        assertThat(load.notes())
                .containsExactly(
                        "1 of the 2 tasks were tried more than once, 3 times in all; the last attempt counts",
                        "1 of the 2 tasks ended with their process; they count with the time until then");
    }

    @Test
    void poolsOfTheSameNameInTwoProcessesAreTwo() throws Exception {
        String[] tasks = {
            task(1, 5, "processes-1", 0, 5_000, 0, "done"),
            task(2, 5, "processes-1", 0, 7_000, 0, "done"),
            task(2, 6, "other", 0, 9_000, 0, "done")
        };

        assertThatThrownBy(() -> load("", tasks))
                .hasMessageContaining("pools=[other, processes-1@1, processes-1@2]");
        assertThatThrownBy(() -> load("processes-1", tasks)).hasMessageContaining("--pool");
        assertThat(load("processes-1@2", tasks).tasks())
                .extracting(TraceLoad.Task::work)
                .containsExactly(Duration.ofMillis(7));
        assertThat(load("other", tasks).pool()).isEqualTo("other");
    }

    @Test
    void whatARecordingLacksIsSaid() throws Exception {
        String text =
                "{\"otherData\":{\"writtenBy\":\"x\",\"notes\":[\"half of it\"]},\"traceEvents\":[%s]}"
                        .formatted(task(1, 1, "mill", 0, 1, 0, "done"));

        assertThat(TraceLoad.read(new StringReader(text), "").notes())
                .containsExactly("half of it");
    }

    @Test
    void taskThatSaysTooLittleIsNamed() {
        assertThatThrownBy(() ->
                        load(
                                "",
                                "{\"ph\":\"M\",\"args\":[1]}",
                                "{\"cat\":\"task\",\"name\":\"n\",\"args\":{\"pool\":\"p\"}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("event=2 name=n ts=missing");
        assertThatThrownBy(() ->
                        load("", task(1, 1, "p", 0, 1, 0, "x").replace("\"ts\":0", "\"ts\":\"x\"")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name=n ts=x");
        assertThatThrownBy(() ->
                        load("", task(1, 1, "p", 0, 1, 0, "x").replace("\"p\"", "{\"a\":[]}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("args.pool");
        assertThatThrownBy(() ->
                        load("", task(1, 1, "p", 0, 1, 0, "x").replace(":0,\"dur", ":1e999,\"dur")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ts=1e999");
        for (String other :
                List.of("", "[]", "{", "{\"traceEvents\":[1]}", "{\"traceEvents\":{}}")) {
            assertThatThrownBy(() -> TraceLoad.read(new StringReader(other), ""))
                    .as(other)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no Trace Event JSON");
        }
    }

    @Test
    void loadOfNothingButMomentsIsRefusedInALine() throws Exception {
        String[] moments =
                IntStream.range(0, 1_000)
                        .mapToObj(i -> task(1, i, "mill", i, 0, 0, "done"))
                        .toArray(String[]::new);
        TraceLoad load = load("", moments);

        assertThatThrownBy(() -> load.into(Plan.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a task takes some time: work=InOrder[times=1000, mean=0ms] overhead=PT0S");
    }

    private static TraceLoad load(String pool, String... events) throws IOException {
        String all = List.of(events).stream().collect(Collectors.joining(","));
        return TraceLoad.read(new StringReader("{\"traceEvents\":[" + all + "]}"), pool);
    }

    private static String task(
            long owner, long task, String pool, long ts, long dur, long queued, String outcome) {
        return """
        {"ph":"X","cat":"task","name":"n","ts":%d,"dur":%d,
         "args":{"outcome":"%s","owner":%d,"task":%d,"pool":"%s","queuedMicros":%d}}
        """
                .formatted(ts, dur, outcome, owner, task, pool, queued);
    }
}

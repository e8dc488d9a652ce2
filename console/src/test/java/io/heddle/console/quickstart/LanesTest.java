package io.heddle.console.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Kind;
import io.heddle.console.quickstart.Lane.Bar;
import io.heddle.console.quickstart.Lane.Fate;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final List<SourceFile> THREE = files(3);

    @Test
    void eachThreadHasALane() {
        List<Lane> lanes = Lanes.of(Tours.run(Kind.THREAD, 2, THREE, false));

        assertThat(lanes).extracting(Lane::name).containsExactly("thread-1", "thread-2");
        assertThat(lanes.getFirst().bars())
                .containsExactly(
                        new Bar(0, 1, 0, 1000, Fate.DONE), new Bar(2, 1, 2000, 3000, Fate.DONE));
        assertThat(lanes.getFirst().busyMicros()).isEqualTo(2000);
    }

    @Test
    void coroutinesShareALaneUnlessTheyRanAtTheSameTime() {
        Run apart = Tours.run(Kind.COROUTINE, 3, THREE, false);
        assertThat(Lanes.of(apart)).hasSize(1);
        assertThat(Lanes.atOnce(apart)).isEqualTo(1);

        Map<Integer, FileFacts> together = new TreeMap<>(apart.facts());
        together.put(
                3, new FileFacts(Tours.content(3), 0, new Stint(1, "", Tours.at(0), Tours.at(2))));
        Run overlapping = with(apart, together);

        assertThat(Lanes.of(overlapping))
                .extracting(Lane::name)
                .containsExactly("slot 1", "slot 2");
        assertThat(Lanes.atOnce(overlapping)).isEqualTo(2);
    }

    @Test
    void aKilledWorkerHasALaneThatEndsAndItsFileIsMarkedTwice() {
        List<Lane> lanes = Lanes.of(Tours.run(Kind.PROCESS, 2, THREE, true));

        assertThat(lanes).extracting(Lane::name).containsExactly("tour-1", "tour-2", "tour-3");
        Lane killed = lanes.getFirst();
        assertThat(killed.killed()).isTrue();
        assertThat(killed.to()).isEqualTo(2000);
        assertThat(killed.bars()).containsExactly(new Bar(0, 1, 0, 2000, Fate.KILLED));
        assertThat(killed.files()).isZero();
        assertThat(lanes.get(1).bars())
                .extracting(Bar::fate)
                .containsExactly(Fate.REPEATED, Fate.DONE, Fate.DONE);
        assertThat(lanes.get(2).bars()).isEmpty();
        assertThat(lanes.get(2).from()).isEqualTo(3000);
    }

    @Test
    void whatIsTooMuchToDrawBecomesFewerBarsThatHoldAsManyFiles() {
        Run run = Tours.run(Kind.THREAD, 2, files(50_000), false);

        List<Lane> lanes = Lanes.of(run);

        assertThat(lanes.stream().mapToInt(lane -> lane.bars().size()).sum())
                .isBetween(1_000, 20_000);
        assertThat(lanes.stream().mapToInt(Lane::files).sum()).isEqualTo(50_000);
    }

    private static Run with(Run run, Map<Integer, FileFacts> facts) {
        return new Run(
                run.title(),
                run.way(),
                OptionalInt.empty(),
                run.begin(),
                run.took(),
                Duration.ZERO,
                facts,
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<SourceFile> files(int count) {
        List<SourceFile> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(new SourceFile("file" + i, URI.create("file:///tmp/file" + i), 1));
        }
        return files;
    }
}

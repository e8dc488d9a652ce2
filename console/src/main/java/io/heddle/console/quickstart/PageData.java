package io.heddle.console.quickstart;

import io.heddle.console.page.LaneData;
import io.heddle.console.page.Wording;
import io.heddle.console.quickstart.Lane.Bar;
import io.heddle.console.quickstart.Tour.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Makes what the script of the page draws from: an item is a file, a lane a worker.
final class PageData {

    private static final LaneData.Words WORDS =
            new LaneData.Words(
                    "file",
                    "files",
                    "read in ",
                    "in ",
                    "The worker was killed while it worked on this file.",
                    "held for ",
                    "Read again here after its first worker was killed.",
                    "",
                    "");

    private PageData() {}

    static LaneData of(Outcome outcome, FileKinds kinds, List<List<Lane>> lanes) {
        List<LaneData.Panel> panels = new ArrayList<>();
        for (int i = 0; i < lanes.size(); i++) {
            Run run = outcome.runs().get(i);
            panels.add(
                    new LaneData.Panel(
                            run.title(),
                            run.took().toNanos() / 1000,
                            lanes.get(i).stream().map(PageData::lane).toList()));
        }
        return new LaneData(WORDS, files(outcome, kinds), panels);
    }

    private static LaneData.Lane lane(Lane lane) {
        List<Long> bars = new ArrayList<>();
        for (Bar bar : lane.bars()) {
            bars.addAll(
                    List.of(
                            (long) bar.file(),
                            (long) bar.files(),
                            bar.from(),
                            bar.to(),
                            (long) bar.fate().code()));
        }
        return new LaneData.Lane(
                lane.name(), lane.detail(), lane.from(), lane.to(), lane.killed(), bars);
    }

    private static List<LaneData.Item> files(Outcome outcome, FileKinds kinds) {
        List<LaneData.Item> files = new ArrayList<>();
        for (int i = 0; i < outcome.files().size(); i++) {
            FileFacts facts = outcome.sequential().facts().get(i);
            files.add(
                    new LaneData.Item(
                            outcome.files().get(i).name(), kinds.colourOf(i), details(facts)));
        }
        return files;
    }

    private static List<String> details(@Nullable FileFacts facts) {
        if (facts == null) {
            return List.of();
        }
        Content content = facts.content();
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%,d bytes, %,d lines, %,d words, SHA-256 %s\u2026",
                        content.bytes(),
                        content.lines(),
                        content.words(),
                        Wording.brief(content.sha256())));
    }
}

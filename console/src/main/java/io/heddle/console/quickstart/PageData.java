package io.heddle.console.quickstart;

import io.heddle.console.quickstart.Lane.Bar;
import io.heddle.console.quickstart.Tour.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the script of the page draws from. The names are short because a large tour repeats them
/// often.
///
/// @param files all files, by index
/// @param panels one for each run
record PageData(List<FileData> files, List<Panel> panels) {

    /// A file.
    ///
    /// @param n its name
    /// @param b how long it is
    /// @param l how many lines it has
    /// @param w how many words it has
    /// @param h the beginning of its digest
    /// @param k the number of its colour, as of [FileKinds]
    record FileData(String n, long b, long l, long w, String h, int k) {}

    /// A run.
    ///
    /// @param title what people call it
    /// @param micros how long it took
    /// @param lanes its workers
    record Panel(String title, long micros, List<LaneData> lanes) {}

    /// A worker.
    ///
    /// @param name the worker's name
    /// @param detail what else is known
    /// @param from when it was there
    /// @param to when it was gone
    /// @param killed whether it was killed
    /// @param bars five numbers for each: index of the file, number of files, begin, end, fate
    record LaneData(
            String name, String detail, long from, long to, boolean killed, List<Long> bars) {}

    static PageData of(Outcome outcome, FileKinds kinds, List<List<Lane>> lanes) {
        List<Panel> panels = new ArrayList<>();
        for (int i = 0; i < lanes.size(); i++) {
            Run run = outcome.runs().get(i);
            panels.add(
                    new Panel(
                            run.title(),
                            run.took().toNanos() / 1000,
                            lanes.get(i).stream().map(PageData::lane).toList()));
        }
        return new PageData(files(outcome, kinds), panels);
    }

    private static LaneData lane(Lane lane) {
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
        return new LaneData(
                lane.name(), lane.detail(), lane.from(), lane.to(), lane.killed(), bars);
    }

    private static List<FileData> files(Outcome outcome, FileKinds kinds) {
        List<FileData> files = new ArrayList<>();
        for (int i = 0; i < outcome.files().size(); i++) {
            FileFacts facts = outcome.sequential().facts().get(i);
            files.add(file(outcome.files().get(i).name(), facts, kinds.colourOf(i)));
        }
        return files;
    }

    private static FileData file(String name, @Nullable FileFacts facts, int kind) {
        if (facts == null) {
            return new FileData(name, 0, 0, 0, "", kind);
        }
        Content content = facts.content();
        return new FileData(
                name,
                content.bytes(),
                content.lines(),
                content.words(),
                Wording.brief(content.sha256()),
                kind);
    }
}

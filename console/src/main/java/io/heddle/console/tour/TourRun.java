package io.heddle.console.tour;

import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.examples.tour.Catalogue.Entry;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Several programs, one after the other.
final class TourRun {

    private final ProgramRunner.Rules rules;
    private final RunPrinter printer;

    private final @Nullable TourTimeline timeline;

    /// Makes one that has not begun.
    ///
    /// @param rules under which each program runs
    /// @param printer what people get to see
    /// @param timeline what is told when programs begin and end, or `null`
    TourRun(ProgramRunner.Rules rules, RunPrinter printer, @Nullable TourTimeline timeline) {
        this.rules = rules;
        this.printer = printer;
        this.timeline = timeline;
    }

    /// Runs programs, however many of them fail. What a program needs and this machine lacks is said instead of
    /// running it.
    ///
    /// @return whether all have run and passed
    boolean run(List<Entry> programs) throws InterruptedException {
        long begin = System.nanoTime();
        Map<Verdict.Kind, Integer> verdicts = new EnumMap<>(Verdict.Kind.class);
        try (ProgramRunner runner =
                new ProgramRunner(rules, printer, timeline == null ? null : timeline.recording())) {
            for (Entry program : programs) {
                printer.begins(program);
                Verdict verdict = run(runner, program);
                printer.ends(program, verdict);
                verdicts.merge(verdict.kind(), 1, Integer::sum);
            }
        }
        printer.total(verdicts, System.nanoTime() - begin);
        return verdicts.getOrDefault(Verdict.Kind.PASS, 0) == programs.size();
    }

    private Verdict run(ProgramRunner runner, Entry program) throws InterruptedException {
        if (program.needsServer() && rules.given().isEmpty()) { // else it may be elsewhere
            try {
                Path _ = ClusterOptions.serverProgram();
            } catch (ClusterUnavailableException e) {
                return Verdict.skipped("it needs a Valkey or Redis server, and " + e.getMessage());
            }
        }
        long start = System.nanoTime();
        Verdict verdict = runner.run(program);
        if (timeline != null) {
            timeline.played(program, start, verdict);
        }
        return verdict;
    }
}

package io.heddle.console.tour;

import io.heddle.examples.tour.Catalogue.Entry;
import java.util.List;
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

    /// Runs programs, however many of them fail.
    ///
    /// @return whether all have passed
    boolean run(List<Entry> programs) throws InterruptedException {
        long begin = System.nanoTime();
        int failed = 0;
        try (ProgramRunner runner =
                new ProgramRunner(rules, printer, timeline == null ? null : timeline.recording())) {
            for (Entry program : programs) {
                printer.begins(program);
                long start = System.nanoTime();
                Verdict verdict = runner.run(program);
                if (timeline != null) {
                    timeline.played(program, start, verdict);
                }
                printer.ends(program, verdict);
                failed += verdict.passed() ? 0 : 1;
            }
        }
        printer.total(programs.size(), failed, System.nanoTime() - begin);
        return failed == 0;
    }
}

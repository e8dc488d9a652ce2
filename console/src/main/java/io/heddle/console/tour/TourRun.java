package io.heddle.console.tour;

import io.heddle.examples.tour.Catalogue.Entry;
import java.util.List;

/// Several programs, one after the other.
final class TourRun {

    private final ProgramRunner.Rules rules;
    private final RunPrinter printer;

    /// Makes one that has not begun.
    ///
    /// @param rules under which each program runs
    /// @param printer what people get to see
    TourRun(ProgramRunner.Rules rules, RunPrinter printer) {
        this.rules = rules;
        this.printer = printer;
    }

    /// Runs programs, however many of them fail.
    ///
    /// @return whether all have passed
    boolean run(List<Entry> programs) throws InterruptedException {
        long begin = System.nanoTime();
        int failed = 0;
        try (ProgramRunner runner = new ProgramRunner(rules, printer)) {
            for (Entry program : programs) {
                printer.begins(program);
                Verdict verdict = runner.run(program);
                printer.ends(program, verdict);
                failed += verdict.passed() ? 0 : 1;
            }
        }
        printer.total(programs.size(), failed, System.nanoTime() - begin);
        return failed == 0;
    }
}

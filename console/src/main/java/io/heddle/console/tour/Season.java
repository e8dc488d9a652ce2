package io.heddle.console.tour;

import io.heddle.examples.tour.Catalogue.Entry;
import java.util.List;

/// Several programs, one after the other.
final class Season {

    private final Playhouse.Rules rules;
    private final Playbill bill;

    /// Makes one that has not begun.
    ///
    /// @param rules under which each program runs
    /// @param bill what people get to see
    Season(Playhouse.Rules rules, Playbill bill) {
        this.rules = rules;
        this.bill = bill;
    }

    /// Runs programs, however many of them fail.
    ///
    /// @return whether all have passed
    boolean play(List<Entry> programs) throws InterruptedException {
        long begin = System.nanoTime();
        int failed = 0;
        try (Playhouse house = new Playhouse(rules, bill)) {
            for (Entry program : programs) {
                bill.opens(program);
                Verdict verdict = house.play(program);
                bill.closes(program, verdict);
                failed += verdict.passed() ? 0 : 1;
            }
        }
        bill.total(programs.size(), failed, System.nanoTime() - begin);
        return failed == 0;
    }
}

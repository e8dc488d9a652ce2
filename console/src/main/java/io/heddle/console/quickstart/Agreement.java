package io.heddle.console.quickstart;

import io.heddle.console.page.Wording;
import io.heddle.console.quickstart.Report.Entry;

/// Says in a sentence whether all runs came to the same results.
final class Agreement {

    private Agreement() {}

    static String of(Report report) {
        Entry first = report.runs().getFirst();
        int wrong = report.runs().stream().mapToInt(Entry::wrong).sum();
        if (wrong > 0) {
            return "WRONG: %s not equal to the sequential one, though the file did not change. Please report this."
                    .formatted(wrong == 1 ? "1 result is" : wrong + " results are");
        }
        String exceptions = exceptions(report);
        return exceptions.isEmpty()
                ? "All %s of each run equal the sequential ones (SHA-256 of all: %s...)."
                        .formatted(
                                Wording.count(first.results(), "result"),
                                Wording.brief(first.digest()))
                : "All results of each run equal the sequential ones, but for %s."
                        .formatted(exceptions);
    }

    private static String exceptions(Report report) {
        int changed = report.runs().stream().mapToInt(Entry::changed).max().orElse(0);
        int missing = report.runs().stream().mapToInt(Entry::missing).max().orElse(0);
        if (changed == 0 && missing == 0) {
            return "";
        }
        return "files that changed (%d) or could not be read any more (%d) while the tour went on"
                .formatted(changed, missing);
    }
}

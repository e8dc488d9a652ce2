package io.heddle.console.advise;

import io.heddle.console.advise.Finding.Measured;
import io.heddle.console.page.TextTable;
import io.heddle.console.page.Wording;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Prints a finding: the table, and the advice that follows from it.
final class FindingText {

    private FindingText() {}

    static String of(Finding finding) {
        TextTable table = new TextTable();
        Measured others = finding.together();
        table.add("measured", "alone", others == null ? "" : "at once", "");
        row(table, finding, "runs", m -> String.valueOf(m.runs()));
        row(table, finding, "one run takes", m -> time(m.elapsedSeconds(), m));
        row(table, finding, "  on a processor", m -> time(m.computingSeconds(), m));
        row(table, finding, "  in the line for one", m -> time(m.inLineSeconds(), m));
        row(table, finding, "  waits for something", m -> time(m.waitingSeconds(), m));
        row(
                table,
                finding,
                "computes",
                m -> String.format(Locale.ROOT, "%.0f %%", 100 * m.share()));
        if (finding.alone().allocatedBytes() >= 0) {
            row(table, finding, "allocates", m -> Wording.bytes(m.allocatedBytes() / m.runs()));
        }
        String notes =
                finding.notes().stream()
                        .map(note -> "note: " + note + "\n")
                        .collect(Collectors.joining());
        return finding.sample()
                + "\n\n"
                + String.join("\n", lines(table))
                + "\n\nadvice: "
                + finding.advice()
                + "\n   why: "
                + finding.why()
                + "\n"
                + notes;
    }

    private static List<String> lines(TextTable table) {
        return table.lines().stream().map(line -> "  " + line.stripTrailing()).toList();
    }

    private static void row(
            TextTable table, Finding finding, String what, Function<Measured, String> cell) {
        @Nullable Measured others = finding.together();
        table.add(what, cell.apply(finding.alone()), others == null ? "" : cell.apply(others), "");
    }

    private static String time(double all, Measured of) {
        return Wording.time(all / of.runs());
    }
}

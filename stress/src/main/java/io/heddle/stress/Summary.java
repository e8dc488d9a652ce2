package io.heddle.stress;

import java.util.ArrayList;
import java.util.List;

/// The tables that a storm ends with.
final class Summary {

    private Summary() {}

    static String text(Ledger ledger, KillTable kills, MarkCheck.Hits hits) {
        return blows(kills) + "\n" + costs(kills, hits) + "\n" + errands(ledger);
    }

    private static String blows(KillTable kills) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("hit while"));
        for (Weapon weapon : Weapon.values()) {
            head.add(weapon.name());
        }
        head.add("all");
        rows.add(head);
        for (Phase phase : Phase.values()) {
            List<String> row = new ArrayList<>(List.of(phase.label()));
            for (Weapon weapon : Weapon.values()) {
                row.add(Long.toString(kills.blows(phase, weapon)));
            }
            row.add(Long.toString(kills.blows(phase)));
            rows.add(row);
        }
        return table(rows) + "nobody was there to be hit: " + kills.misses() + "\n";
    }

    private static String costs(KillTable kills, MarkCheck.Hits hits) {
        long tasks = hits.beforeBegin() + hits.running() + hits.afterEnd() + hits.calls();
        return table(
                List.of(
                        List.of("the kills cost", "kills"),
                        List.of("no task", Long.toString(Math.max(0, kills.kills() - tasks))),
                        List.of("a task that was being read", Long.toString(hits.beforeBegin())),
                        List.of("a task that was running", Long.toString(hits.running())),
                        List.of(
                                "a task whose result was on its way",
                                Long.toString(hits.afterEnd())),
                        List.of("a map or a stream", Long.toString(hits.calls()))));
    }

    private static String errands(Ledger ledger) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("errand"));
        for (Ledger.Column column : Ledger.Column.values()) {
            head.add(column.label());
        }
        rows.add(head);
        for (ErrandKind kind : ErrandKind.values()) {
            if (kind.isTask()) {
                List<String> row = new ArrayList<>(List.of(kind.label()));
                for (Ledger.Column column : Ledger.Column.values()) {
                    row.add(Long.toString(ledger.count(kind, column)));
                }
                rows.add(row);
            }
        }
        return table(rows);
    }

    /// Aligns the first column to the left and all others to the right.
    private static String table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            text.append("  ").append(row.getFirst());
            text.repeat(" ", widths[0] - row.getFirst().length());
            for (int i = 1; i < columns; i++) {
                text.append("  ").repeat(" ", widths[i] - row.get(i).length()).append(row.get(i));
            }
            text.append('\n');
        }
        return text.toString();
    }
}

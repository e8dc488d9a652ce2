package io.heddle.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Rows of cells: the first column to the left, numbers to the right.
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        rows.add(List.of(titles));
    }

    void add(String... cells) {
        rows.add(List.of(cells));
    }

    /// For a terminal.
    String plain() {
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int i = 0; i < row.size(); i++) {
                String blanks = " ".repeat(width(i) - length(row.get(i)));
                line.append(' ').append(i == 0 ? row.get(i) + blanks : blanks + row.get(i));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private int width(int column) {
        int widest = rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
        return column == 0 ? widest : widest + 2;
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /// For a page.
    String markdown() {
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            out.append("| ").append(String.join(" | ", row)).append(" |\n");
            if (row == rows.getFirst()) {
                out.append("|---|").append("---:|".repeat(row.size() - 1)).append('\n');
            }
        }
        return out.toString();
    }

    /// Three digits that count.
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int decimals = size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    static String percent(double part) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * part);
    }
}

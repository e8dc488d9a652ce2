package io.heddle.console.page;

import java.util.ArrayList;
import java.util.List;

/// Lines up text in columns: the first and the last to the left, as they hold words, the others to the
/// right.
public final class TextTable {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /// Adds a row.
    ///
    /// @param cells as many as every other row has
    public void add(String... cells) {
        rows.add(List.of(cells));
    }

    /// Gives the rows, each without blanks at its end.
    public List<String> lines() {
        return rows.stream().map(row -> line(row).stripTrailing()).toList();
    }

    private String line(List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            String blanks = " ".repeat(width(column) - cell.length());
            boolean left = column == 0 || column == row.size() - 1;
            line.append(column == 0 ? "" : GAP).append(left ? cell + blanks : blanks + cell);
        }
        return line.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}

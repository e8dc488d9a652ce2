package io.heddle.simulator.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Text in columns: the first to the left, the others to the right.
public final class Columns {

    private final List<List<String>> rows = new ArrayList<>();

    /// Begins with the head.
    ///
    /// @param head a word for each column
    public Columns(String... head) {
        rows.add(List.of(head));
    }

    /// Adds a row.
    ///
    /// @param cells as many as the head has
    public void add(String... cells) {
        rows.add(List.of(cells));
    }

    /// Writes the rows.
    ///
    /// @return a line for each, with its end and without blanks before it
    @Override
    public String toString() {
        int[] widths = IntStream.range(0, rows.getFirst().size()).map(this::width).toArray();
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String blanks = " ".repeat(widths[column] - cell.length());
                line.append(column == 0 ? cell + blanks : "  " + blanks + cell);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}

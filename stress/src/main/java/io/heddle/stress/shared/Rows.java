package io.heddle.stress.shared;

import java.util.List;
import java.util.function.LongPredicate;

/// The seats of one act in all processes.
///
/// @param all of them, whoever sits there
/// @param lives whether a process lives
record Rows(List<Row> all, LongPredicate lives) {

    Rows {
        all = List.copyOf(all);
    }

    /// How many of those who live have noted a value.
    int living(int word, long value) {
        return (int)
                all.stream().filter(row -> row.get(word) == value && lives.test(row.pid())).count();
    }

    long sum(int word) {
        return all.stream().mapToLong(row -> row.get(word)).sum();
    }

    long deaths() {
        return all.stream().mapToLong(Row::deaths).sum();
    }

    long operations() {
        return all.stream().mapToLong(Row::operations).sum();
    }
}

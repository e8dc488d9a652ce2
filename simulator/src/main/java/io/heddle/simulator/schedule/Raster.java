package io.heddle.simulator.schedule;

import io.heddle.simulator.schedule.Lane.Bar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A stretch of time as columns of a chart.
///
/// @param begin where the first column begins
/// @param end where the last one ends; more than `begin`
/// @param columns how many there are
record Raster(long begin, long end, int columns) {

    static Raster of(Trace trace, int columns) {
        long end = trace.jobs().stream().mapToLong(JobTrace::collectedNanos).max().orElse(1);
        return new Raster(trace.beginNanos(), Math.max(end, trace.beginNanos() + 1), columns);
    }

    double x(long nanos) {
        return (double) (nanos - begin) / (end - begin) * columns;
    }

    private int column(long nanos) {
        return Math.clamp((long) x(nanos), 0, columns - 1);
    }

    /// Gives to each column the bar that has most of it, so that even the shortest one is seen unless there
    /// is a longer one beside it.
    @Nullable Bar[] cells(List<Bar> bars) {
        @Nullable Bar[] cells = new Bar[columns];
        double[] best = new double[columns];
        for (Bar bar : bars) {
            for (int i = column(bar.from()); i <= column(bar.to()); i++) {
                double part = Math.min(x(bar.to()), i + 1) - Math.max(x(bar.from()), i);
                if (part > best[i]) {
                    best[i] = part;
                    cells[i] = bar;
                }
            }
        }
        return cells;
    }

    /// Joins bars into at most one a column, for a lane that has too many to draw them all.
    List<Bar> joined(List<Bar> bars) {
        List<Bar> joined = new ArrayList<>();
        @Nullable Bar[] cells = cells(bars);
        int from = 0;
        for (int i = 1; i <= columns; i++) {
            Bar first = cells[from];
            if (i < columns && isAlike(first, cells[i])) {
                continue;
            }
            if (first != null) {
                joined.add(
                        new Bar(
                                time(from),
                                time(i),
                                first.paint(),
                                first.text(),
                                "mostly: " + first.told(),
                                first.colour()));
            }
            from = i;
        }
        return joined;
    }

    private static boolean isAlike(@Nullable Bar a, @Nullable Bar b) {
        return a == b
                || (a != null && b != null && a.paint() == b.paint() && a.colour() == b.colour());
    }

    private long time(int column) {
        return begin + Math.round((double) (end - begin) / columns * column);
    }

    /// Gives times that are good to read, by column; a column is a place between two characters.
    Map<Double, Long> ticks(int about) {
        long step = step((end - begin) / about);
        Map<Double, Long> ticks = new TreeMap<>();
        for (long at = Math.ceilDiv(begin, step) * step; at <= end; at += step) {
            ticks.put(x(at), at);
        }
        return ticks;
    }

    /// The next of 1, 2, 5, 10, 20 ...
    private static long step(long atLeast) {
        long step = 1;
        while (true) {
            for (int factor : new int[] {1, 2, 5}) {
                if (step * factor >= atLeast) {
                    return step * factor;
                }
            }
            step *= 10;
        }
    }
}

package io.heddle.simulator.schedule;

import io.heddle.simulator.TimeText;
import io.heddle.simulator.schedule.Lane.Bar;
import io.heddle.simulator.schedule.Lane.Paint;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A chart of characters.
final class TextChart {

    private static final int COLUMNS_A_TICK = 12;

    private final Trace trace;
    private final Raster raster;
    private final List<Lane> lanes;
    private final int labelWidth;
    private final Set<Paint> used = EnumSet.noneOf(Paint.class);

    TextChart(Trace trace, int columns) {
        this.trace = trace;
        raster = Raster.of(trace, columns);
        lanes = Lane.of(trace);
        labelWidth = lanes.stream().mapToInt(lane -> lane.label().length()).max().orElse(0);
    }

    String draw() {
        StringBuilder chart = new StringBuilder(trace.schedule().title()).append('\n');
        line(chart, "", axis());
        for (Lane lane : lanes) {
            line(chart, lane.label(), lane.ofCore() ? coreRow(lane) : jobRow(lane));
        }
        int unseen = trace.jobs().size() - Lane.MOST_JOBS;
        if (unseen > 0) {
            chart.append("and ").append(unseen).append(" more jobs\n");
        }
        return chart.append(legend()).append('\n').toString();
    }

    private void line(StringBuilder chart, String label, String row) {
        String whole = label + " ".repeat(labelWidth - label.length()) + "  " + row;
        chart.append(whole.stripTrailing()).append('\n');
    }

    private String axis() {
        StringBuilder axis = new StringBuilder();
        for (Map.Entry<Double, Long> tick :
                raster.ticks(Math.max(1, raster.columns() / COLUMNS_A_TICK)).entrySet()) {
            int column = (int) Math.round(tick.getKey());
            if (axis.isEmpty() || column > axis.length()) {
                axis.append(" ".repeat(column - axis.length()))
                        .append(TimeText.of(tick.getValue()));
            }
        }
        return axis.toString();
    }

    private String jobRow(Lane lane) {
        StringBuilder row = new StringBuilder();
        for (Bar bar : raster.cells(lane.bars())) {
            row.append(bar == null ? ' ' : sign(bar.paint()));
        }
        return row.toString();
    }

    private char sign(Paint paint) {
        used.add(paint);
        return paint.sign;
    }

    /// Each stretch begins with the name of the job, as far as there is room, and ends with a line.
    private String coreRow(Lane lane) {
        char[] row = new char[raster.columns()];
        Arrays.fill(row, ' ');
        @Nullable Bar[] cells = raster.cells(lane.bars());
        int from = 0;
        for (int i = 1; i <= cells.length; i++) {
            if (i == cells.length || !isSameJob(cells[from], cells[i])) {
                Bar bar = cells[from];
                if (bar != null) {
                    write(row, from, i, bar);
                }
                from = i;
            }
        }
        return new String(row);
    }

    private static boolean isSameJob(@Nullable Bar a, @Nullable Bar b) {
        return a == b
                || (a != null && b != null && a.colour() == b.colour() && a.paint() == b.paint());
    }

    private void write(char[] row, int from, int to, Bar bar) {
        char fill = bar.paint() == Paint.JOB ? Paint.JOB.sign : sign(bar.paint());
        Arrays.fill(row, from, to, fill);
        if (bar.paint() != Paint.JOB) {
            return;
        }
        if (to - from > 1) {
            row[to - 1] = '|';
        }
        int room = Math.max(1, to - from - 1);
        for (int i = 0; i < Math.min(room, bar.text().length()); i++) {
            row[from + i] = bar.text().charAt(i);
        }
    }

    private String legend() {
        return used.stream()
                .map(paint -> paint.sign + " " + paint.words)
                .collect(Collectors.joining("   "));
    }
}

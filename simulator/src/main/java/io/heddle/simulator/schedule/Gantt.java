package io.heddle.simulator.schedule;

import java.util.List;

/// A chart of a run: a row for each job with its states, and a row for each core with whom it ran.
///
/// As text it is for terminals; as SVG for documents; as a page, with the figures in tables, for a
/// browser, without a network and without a script. Where there are more intervals than places, the
/// longest of a place is shown. Of more than 200 jobs the first 200 have a row.
public final class Gantt {

    private static final int COLUMNS = 64;
    private static final int FEWEST_COLUMNS = 10;
    private static final int MOST_COLUMNS = 10_000;

    private final Trace trace;

    Gantt(Trace trace) {
        this.trace = trace;
    }

    /// Draws it with characters, 64 columns of time.
    ///
    /// @return lines, each with its end
    public String text() {
        return text(COLUMNS);
    }

    /// Draws it with characters.
    ///
    /// @param columns for the time, from 10 to 10,000; names stand before them
    /// @return lines, each with its end; ASCII, but for the names of jobs
    /// @throws IllegalArgumentException if there are fewer or more columns
    public String text(int columns) {
        if (columns < FEWEST_COLUMNS || columns > MOST_COLUMNS) {
            throw new IllegalArgumentException(
                    "a chart has %d to %d columns: columns=%d"
                            .formatted(FEWEST_COLUMNS, MOST_COLUMNS, columns));
        }
        return new TextChart(trace, columns).draw();
    }

    /// Draws it as a picture.
    ///
    /// @return a whole SVG file
    public String svg() {
        return SvgChart.file(trace);
    }

    /// Makes a page of it.
    ///
    /// @return a whole HTML file that needs no other
    public String html() {
        return Page.of(List.of(trace));
    }

    /// Makes a page of several runs, to be compared.
    ///
    /// @param traces at least one
    /// @return a whole HTML file that needs no other
    /// @throws IllegalArgumentException if there is none
    public static String html(List<Trace> traces) {
        if (traces.isEmpty()) {
            throw new IllegalArgumentException("a page shows at least one run: traces=0");
        }
        return Page.of(traces);
    }

    /// Draws it with characters.
    ///
    /// @return as [#text()]
    @Override
    public String toString() {
        return text();
    }
}

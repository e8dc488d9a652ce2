package io.heddle.simulator.schedule;

import io.heddle.simulator.TimeText;
import io.heddle.simulator.schedule.Lane.Bar;
import io.heddle.simulator.schedule.Lane.Paint;
import java.util.EnumSet;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A chart as SVG: rectangles with a title each, which browsers show under the pointer.
final class SvgChart {

    /// Colours for light and for dark screens. Whoever puts a chart into a page has it once for all of them.
    static final String STYLE =
            """
            .chart { font: 12px system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; --ink: #1c1e23; --faint: #656a72; --grid: #e3e0d9;
              --run: #2f9478; --ready: #e7b04a; --wait: #b9c4d6; --zombie: #8a5fbf; --switch: #c8102e; --on: #ffffff;
              --j0: #3b6fb6; --j1: #c06a10; --j2: #0f7f8c; --j3: #a8457d; --j4: #8f7408; --j5: #6d727b; }
            @media (prefers-color-scheme: dark) { .chart { --ink: #e9e9ec; --faint: #9ba1ab; --grid: #30343c;
              --run: #58c2a2; --ready: #b98a2f; --wait: #4a566b; --zombie: #b794ea; --switch: #ff6475; --on: #14161a;
              --j0: #6fa4ec; --j1: #f0a352; --j2: #4fc3d0; --j3: #e58bbd; --j4: #d9bd4d; --j5: #a3a8b1; } }
            .chart text { fill: var(--ink); } .chart .faint { fill: var(--faint); font-size: 11px; } .chart .on { fill: var(--on); font-weight: 600; }
            .chart line { stroke: var(--grid); } .chart .head { font-weight: 650; font-size: 14px; }
            .chart .run { fill: var(--run); } .chart .ready { fill: var(--ready); } .chart .wait { fill: var(--wait); }
            .chart .zombie { fill: var(--zombie); } .chart .switch { fill: var(--switch); }
            .chart .j0 { fill: var(--j0); } .chart .j1 { fill: var(--j1); } .chart .j2 { fill: var(--j2); }
            .chart .j3 { fill: var(--j3); } .chart .j4 { fill: var(--j4); } .chart .j5 { fill: var(--j5); }
            """;

    private static final int COLOURS = 6;
    private static final int PLOT = 820;
    private static final int ROW = 24;
    private static final int BAR = 18;
    private static final int TOP = 54;
    private static final int MOST_BARS = 1_000;
    private static final double CHARACTER = 7;
    private static final int TICKS = 8;

    private final Trace trace;
    private final Raster raster;
    private final List<Lane> lanes;
    private final int labels;
    private final Set<Paint> used = EnumSet.noneOf(Paint.class);
    private final Formatter svg = new Formatter(Locale.ROOT);

    private SvgChart(Trace trace) {
        this.trace = trace;
        raster = Raster.of(trace, PLOT);
        lanes = Lane.of(trace);
        int longest = lanes.stream().mapToInt(lane -> lane.label().length()).max().orElse(0);
        labels = (int) (Math.min(longest, 24) * CHARACTER) + 14;
    }

    /// Makes a file of its own.
    static String file(Trace trace) {
        return new SvgChart(trace).draw("<style>" + STYLE + "</style>\n");
    }

    /// Makes a part of a page that has [#STYLE].
    static String part(Trace trace) {
        return new SvgChart(trace).draw("");
    }

    private String draw(String style) {
        int bottom = TOP + lanes.size() * ROW + gap();
        axis(bottom);
        int y = TOP;
        boolean jobs = true;
        for (Lane lane : lanes) {
            y += jobs && lane.ofCore() ? gap() : 0;
            jobs = !lane.ofCore();
            lane(lane, y);
            y += ROW;
        }
        legend(bottom + 24);
        int width = labels + PLOT + 24;
        String head =
                """
                <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
                <title>%s</title>
                %s\
                """
                        .formatted(
                                width,
                                bottom + 40,
                                width,
                                bottom + 40,
                                Page.escaped(trace.schedule().title()),
                                style);
        return head + svg + "</svg>\n";
    }

    /// Between the rows of jobs and those of cores.
    private static int gap() {
        return 12;
    }

    private void axis(int bottom) {
        svg.format(
                "<text class=\"head\" x=\"4\" y=\"18\">%s</text>\n",
                Page.escaped(trace.schedule().title()));
        for (Map.Entry<Double, Long> tick : raster.ticks(TICKS).entrySet()) {
            double x = labels + tick.getKey();
            svg.format(
                    "<line x1=\"%1$.1f\" y1=\"%2$d\" x2=\"%1$.1f\" y2=\"%3$d\"/>\n",
                    x, TOP - 8, bottom);
            svg.format(
                    "<text class=\"faint\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                    x, TOP - 12, TimeText.of(tick.getValue()));
        }
    }

    private void lane(Lane lane, int y) {
        svg.format(
                "<text x=\"4\" y=\"%d\">%s</text>\n",
                y + 14, Page.escaped(shortened(lane.label())));
        List<Bar> bars = lane.bars().size() > MOST_BARS ? raster.joined(lane.bars()) : lane.bars();
        bars.forEach(bar -> bar(bar, y));
    }

    private static String shortened(String label) {
        return label.length() <= 24 ? label : label.substring(0, 23) + "\u2026";
    }

    private void bar(Bar bar, int y) {
        double x = labels + raster.x(bar.from());
        double width = Math.max(0.4, raster.x(bar.to()) - raster.x(bar.from()));
        boolean low = bar.paint() == Paint.READY || bar.paint() == Paint.WAITING;
        if (bar.paint() != Paint.JOB) {
            used.add(bar.paint());
        }
        svg.format(
                "<rect class=\"%s\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\"><title>%s</title></rect>\n",
                bar.paint() == Paint.JOB ? "j" + bar.colour() % COLOURS : bar.paint().style,
                x,
                low ? y + BAR / 3 : y,
                width,
                low ? BAR / 3 : BAR,
                Page.escaped(bar.told()));
        if (!bar.text().isEmpty() && width > bar.text().length() * CHARACTER + 6) {
            svg.format(
                    "<text class=\"on\" x=\"%.2f\" y=\"%d\" pointer-events=\"none\">%s</text>\n",
                    x + 4, y + 13, Page.escaped(bar.text()));
        }
    }

    private void legend(int y) {
        double x = labels;
        for (Paint paint : used) {
            svg.format(
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"14\" height=\"10\"/>\n",
                    paint.style, x, y - 9);
            svg.format(
                    "<text class=\"faint\" x=\"%.1f\" y=\"%d\">%s</text>\n",
                    x + 20, y, paint.words);
            x += paint.words.length() * CHARACTER + 44;
        }
        int unseen = trace.jobs().size() - Lane.MOST_JOBS;
        if (unseen > 0) {
            svg.format(
                    "<text class=\"faint\" x=\"%.1f\" y=\"%d\">and %d more jobs</text>\n",
                    x, y, unseen);
        }
    }
}

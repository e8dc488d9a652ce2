package io.heddle.console.quickstart;

import java.io.PrintStream;
import java.nio.charset.CharsetEncoder;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Draws a bar that grows for each phase.
///
/// The bar is drawn again and again on one line and nothing else of the terminal is touched: no
/// mode is changed and the cursor is never hidden, so all that is to be done after Ctrl-C is to begin
/// a new line.
final class BarProgress implements Progress {

    private static final int REDRAW_MILLIS = 50;
    private static final int NAME_COLUMNS = 16;

    /// The terminal writes `^C` behind the bar, and the cursor stands there.
    private static final int CTRL_C_COLUMNS = 3;

    private final PrintStream out;
    private final int columns;
    private final boolean colours;

    /// Whether the cursor is behind a bar. Written by the one thread that uses this, read by the
    /// hook.
    private volatile boolean isDrawing;

    /// Makes bars.
    ///
    /// @param out a terminal
    /// @param columns how wide it is
    /// @param colours whether it may have colours
    BarProgress(PrintStream out, int columns, boolean colours) {
        this.out = out;
        this.columns = columns;
        this.colours = colours;
        Runtime.getRuntime().addShutdownHook(new Thread(this::leaveLine, "leave-line"));
    }

    private void leaveLine() {
        if (isDrawing) {
            out.println();
        }
    }

    @Override
    public void note(String text) {
        out.println("heddle: " + text);
    }

    @Override
    public Phase begin(String name, int files) {
        ProgressBar bar =
                new ProgressBarBuilder()
                        .setTaskName(("%-" + NAME_COLUMNS + "s").formatted(name))
                        .setInitialMax(files)
                        .setUpdateIntervalMillis(REDRAW_MILLIS)
                        .setStyle(style())
                        .setConsumer(new ConsoleProgressBarConsumer(out, columns - CTRL_C_COLUMNS))
                        .build();
        isDrawing = true;
        return new Bar(bar);
    }

    private ProgressBarStyle style() {
        CharsetEncoder encoder = out.charset().newEncoder();
        if (!encoder.canEncode('\u2588') || !encoder.canEncode('\u258f')) {
            return ProgressBarStyle.ASCII;
        }
        return colours ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.UNICODE_BLOCK;
    }

    private final class Bar implements Phase {

        private final ProgressBar bar;

        Bar(ProgressBar bar) {
            this.bar = bar;
        }

        @Override
        public void step() {
            bar.step();
        }

        @Override
        public void took(Duration time) {
            // the bar shows what has passed on the clock, the table what was measured
        }

        @Override
        public void close() {
            bar.close();
            isDrawing = false;
        }
    }
}

package io.heddle.console.quickstart;

import io.heddle.console.page.Wording;
import java.io.PrintStream;
import java.time.Duration;

/// Prints one line for each phase when it is over: for a log file, or a terminal that is no more than
/// a printer.
///
/// @param out where the lines go
record PlainProgress(PrintStream out) implements Progress {

    @Override
    public void note(String text) {
        out.println("heddle: " + text);
    }

    @Override
    public Phase begin(String name, int files) {
        return new Line(name);
    }

    private final class Line implements Phase {

        private final String name;
        private int steps;

        Line(String name) {
            this.name = name;
        }

        @Override
        public void step() {
            steps++;
        }

        @Override
        public void took(Duration time) {
            String seconds = Wording.seconds(Run.seconds(time));
            note("%s: %s in %s s".formatted(name, Wording.count(steps, "file"), seconds));
        }

        @Override
        public void close() {}
    }
}

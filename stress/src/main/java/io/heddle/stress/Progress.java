package io.heddle.stress;

import java.io.PrintStream;
import java.time.Duration;

/// Says how far a storm is: in one line that is written over each second on a terminal, otherwise in a line
/// every ten seconds. Used by one thread.
final class Progress {

    private static final Duration ON_TERMINAL = Duration.ofSeconds(1);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean terminal;
    private Duration next;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        this.next = terminal ? ON_TERMINAL : ELSEWHERE;
    }

    /// Shows how far it is, if it is time to.
    void show(Duration elapsed, Duration length, Verdict soFar) {
        if (elapsed.compareTo(next) < 0) {
            return;
        }
        String text =
                "%d of %d s: %s".formatted(elapsed.toSeconds(), length.toSeconds(), soFar.line());
        if (terminal) {
            out.printf("\r\u001b[K%s", text);
            out.flush();
        } else {
            out.println(text);
        }
        next = elapsed.plus(terminal ? ON_TERMINAL : ELSEWHERE);
    }

    /// Leaves a clean line.
    void end() {
        if (terminal) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }
}

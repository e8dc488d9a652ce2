package io.heddle.stress;

import java.io.PrintStream;
import java.time.Duration;

/// Says how far a storm is: in one line that is written over each second on a terminal, otherwise in a line
/// every ten seconds. Used by one thread.
public final class Progress {

    private static final Duration ON_TERMINAL = Duration.ofSeconds(1);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean terminal;
    private Duration next;

    /// Prepares it.
    ///
    /// @param out where it is printed
    /// @param terminal whether that is a terminal
    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        this.next = terminal ? ON_TERMINAL : ELSEWHERE;
    }

    /// Shows how far it is, if it is time to.
    ///
    /// @param elapsed how long it has lasted
    /// @param length how long it is going to last
    /// @param soFar what it has come to so far
    public void show(Duration elapsed, Duration length, String soFar) {
        if (elapsed.compareTo(next) < 0) {
            return;
        }
        String text = "%d of %d s: %s".formatted(elapsed.toSeconds(), length.toSeconds(), soFar);
        if (terminal) {
            out.printf("\r\u001b[K%s", text);
            out.flush();
        } else {
            out.println(text);
        }
        next = elapsed.plus(terminal ? ON_TERMINAL : ELSEWHERE);
    }

    /// Leaves a clean line.
    public void end() {
        if (terminal) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }
}

package io.heddle.command;

import io.heddle.Signal;
import java.util.List;
import java.util.Optional;

/// How the end of a process is told.
final class ExitCodes {

    private static final int SIGNAL_BASE = 128;
    private static final int HIGHEST_SIGNAL = 64;

    private ExitCodes() {}

    /// The JDK gives 128 + N for signal N.
    static int ofJdk(int code) {
        return code > SIGNAL_BASE && code <= SIGNAL_BASE + HIGHEST_SIGNAL
                ? SIGNAL_BASE - code
                : code;
    }

    static Optional<Signal> signal(int code) {
        return code < 0 ? Signal.ofNumber(-code) : Optional.empty();
    }

    static String text(List<Integer> all, int code) {
        String own = text(code);
        return all.size() > 1 ? own + " exits=" + all : own;
    }

    private static String text(int code) {
        return code < 0
                ? "signal=" + signal(code).map(Signal::name).orElse("" + -code)
                : "exit=" + code;
    }
}

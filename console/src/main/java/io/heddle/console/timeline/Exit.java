package io.heddle.console.timeline;

import io.heddle.Signal;

/// Exit codes, in words.
final class Exit {

    private static final int SIGNAL_BASE = 128;
    private static final int HIGHEST_SIGNAL = 64;

    private Exit() {}

    /// Tells whether a code, as the JDK says it, is that of a death by a signal.
    static boolean isSignal(int code) {
        return code > SIGNAL_BASE && code <= SIGNAL_BASE + HIGHEST_SIGNAL;
    }

    static String text(int code) {
        if (isSignal(code)) {
            int number = code - SIGNAL_BASE;
            return "ended by "
                    + Signal.ofNumber(number).map(Signal::name).orElse("signal " + number);
        }
        return "exit code " + code;
    }
}

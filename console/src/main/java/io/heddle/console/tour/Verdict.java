package io.heddle.console.tour;

import java.io.Serializable;

/// How a run of a program went.
///
/// @param kind in one word
/// @param reason what was wrong; empty if nothing was
/// @param left whether something was left behind, so that nobody else should run in that process
record Verdict(Kind kind, String reason, boolean left) implements Serializable {

    /// The first word of the line.
    enum Kind {
        /// All that was checked is so.
        PASS,
        /// Something is not as it must be.
        FAIL,
        /// It was not run, for want of something that is not ours.
        SKIP
    }

    /// Makes the verdict on a program that ran as it should and left nothing.
    static Verdict passed() {
        return new Verdict(Kind.PASS, "", false);
    }

    /// Makes the verdict on a program that went wrong.
    static Verdict failed(String reason, boolean left) {
        return new Verdict(Kind.FAIL, reason, left);
    }

    /// Makes the verdict on a program whose process cannot be used again, or is gone.
    static Verdict lost(String reason) {
        return failed(reason, true);
    }

    /// Makes the verdict on a program that was not run.
    static Verdict skipped(String reason) {
        return new Verdict(Kind.SKIP, reason, false);
    }
}

package io.heddle.console.tour;

import java.io.Serializable;

/// How a run of a program went.
///
/// @param reason what was wrong; empty if nothing was
/// @param left whether something was left behind, so that nobody else should run in that process
record Verdict(String reason, boolean left) implements Serializable {

    /// Makes the verdict on a program whose process cannot be used again, or is gone.
    static Verdict lost(String reason) {
        return new Verdict(reason, true);
    }

    boolean passed() {
        return reason.isEmpty();
    }
}

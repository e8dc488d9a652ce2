package io.heddle.benchmarks.compare;

import java.util.Locale;

/// What we want the ratio of Heddle's median to that of a peer to be.
///
/// @param peer whom we compare with
/// @param atMost whether the ratio is to be at most the limit; otherwise at least
/// @param limit the limit
record Target(String peer, boolean atMost, double limit) {

    static Target atMost(String peer, double limit) {
        return new Target(peer, true, limit);
    }

    static Target atLeast(String peer, double limit) {
        return new Target(peer, false, limit);
    }

    boolean isMetBy(double ratio) {
        return atMost ? ratio <= limit : ratio >= limit;
    }

    String text() {
        return (atMost ? "≤ " : "≥ ") + limitText();
    }

    private String limitText() {
        double inverse = 1 / limit;
        if (limit < 0.3 && inverse == Math.rint(inverse)) {
            return "1/" + (long) inverse;
        }
        return limit == Math.rint(limit)
                ? String.valueOf((long) limit)
                : String.format(Locale.ROOT, "%s", limit);
    }
}

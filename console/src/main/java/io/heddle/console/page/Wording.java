package io.heddle.console.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Numbers and lists as people write them.
public final class Wording {

    private static final int BRIEF = 12;

    private Wording() {}

    /// Names some things, and says how many more there are.
    public static String some(List<String> things, int most) {
        String named = String.join(", ", things.subList(0, Math.min(most, things.size())));
        return things.size() <= most ? named : named + ", ...";
    }

    /// Gives a count with a noun, such as `1 file` or `12,345 files`.
    public static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    /// Gives a size such as `812 bytes`, `14.2 KiB` or `3.0 GiB`.
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return count(bytes, "byte");
        }
        double size = bytes;
        int unit = -1;
        while (size >= 1024 && unit < 4) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", size, "KMGTP".charAt(unit));
    }

    /// Gives seconds with a thousandth, for a column of a table.
    public static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    /// Gives a time with a unit that suits it, such as `41 us`, `3.2 ms` or `1.20 s`.
    public static String time(double seconds) {
        if (seconds < 1e-3) {
            return String.format(Locale.ROOT, "%.0f us", seconds * 1e6);
        }
        return seconds < 1
                ? String.format(Locale.ROOT, "%.1f ms", seconds * 1e3)
                : String.format(Locale.ROOT, "%.2f s", seconds);
    }

    /// Gives a speed-up such as `1.87x`.
    public static String factor(double speedUp) {
        return speedUp < 0.01 ? "<0.01x" : String.format(Locale.ROOT, "%.2fx", speedUp);
    }

    /// Rounds to a millionth, which is as exact as the clock is.
    public static double rounded(double seconds) {
        return Math.round(seconds * 1e6) / 1e6;
    }

    /// Gives the beginning of a digest, enough to tell two apart.
    public static String brief(String digest) {
        return digest.substring(0, Math.min(BRIEF, digest.length()));
    }

    /// Breaks a text into lines between words; a word that is too long for a line has one of its own.
    ///
    /// @param first goes before the first line; the others are indented as far
    public static List<String> wrapped(String first, String text, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        for (String word : text.split(" ", -1)) {
            boolean isFull = line.length() + 1 + word.length() > columns;
            if (isFull && line.length() > first.length()) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(first.length()));
            }
            line.append(line.length() > first.length() ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}

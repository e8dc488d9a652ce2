package io.heddle.console.tour;

import io.heddle.examples.tour.Catalogue.Entry;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/// What people get to see of a run: the story of each program with its times, and the verdict.
final class RunPrinter {

    private final PrintStream out;
    private final boolean coloured;
    private final boolean quiet;

    /// When the program that runs began; guarded by this.
    private long begin;

    /// Makes one.
    ///
    /// @param out where it goes
    /// @param coloured whether it may have colours
    /// @param quiet whether to leave out what the programs say
    RunPrinter(PrintStream out, boolean coloured, boolean quiet) {
        this.out = out;
        this.coloured = coloured;
        this.quiet = quiet;
    }

    /// Announces a program.
    synchronized void begins(Entry program) {
        begin = System.nanoTime();
        if (!quiet) {
            out.println(painted("1", program.id() + ": " + program.title()));
        }
    }

    /// Prints what a program has said, with the time since it began.
    synchronized void says(String line) {
        if (!quiet) {
            out.println("%8s s  %s".formatted(seconds(System.nanoTime() - begin), line));
            out.flush();
        }
    }

    /// Prints how it went, on one line.
    synchronized void ends(Entry program, Verdict verdict) {
        String line = verdict.kind() + " " + program.id() + " " + oneLine(verdict.reason());
        out.println(painted(colour(verdict.kind()), line.strip()));
        if (!quiet) {
            out.println();
        }
        out.flush();
    }

    /// Prints how many there were; of what was not run it is said again that it has shown nothing.
    synchronized void total(Map<Verdict.Kind, Integer> programs, long nanos) {
        int all = programs.values().stream().mapToInt(n -> n).sum();
        int skipped = programs.getOrDefault(Verdict.Kind.SKIP, 0);
        if (all > 1) {
            out.println(
                    "%d programs in %s s: %d passed, %d failed%s"
                            .formatted(
                                    all,
                                    seconds(nanos),
                                    programs.getOrDefault(Verdict.Kind.PASS, 0),
                                    programs.getOrDefault(Verdict.Kind.FAIL, 0),
                                    skipped == 0 ? "" : ", %d not run".formatted(skipped)));
            out.flush();
        }
    }

    private static String colour(Verdict.Kind kind) {
        return switch (kind) {
            case PASS -> "32";
            case FAIL -> "31";
            case SKIP -> "33";
        };
    }

    private String painted(String colour, String text) {
        return coloured ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / 1e9);
    }

    private static String oneLine(String reason) {
        return String.join("; ", reason.strip().lines().map(String::strip).toList());
    }
}

package io.heddle.console.quickstart;

import io.heddle.console.quickstart.Problems.Sort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the results of a run compare with those of the sequential one.
///
/// @param equal how many are the same
/// @param changed how many differ because the file itself was changed between the two runs
/// @param missing how many are not there, because the file could not be read any more
/// @param wrong how many differ for no such reason; must be 0
/// @param digest the SHA-256 of all results of the run, by which two runs can be compared at a glance
record Comparison(int equal, int changed, int missing, int wrong, String digest) {

    /// Compares.
    ///
    /// @param files all files
    /// @param base the sequential run
    /// @param run the run in question, perhaps the same one
    /// @param problems is told of each result that is not equal
    static Comparison of(List<SourceFile> files, Run base, Run run, Problems problems) {
        Map<Verdict, Integer> count = new EnumMap<>(Verdict.class);
        for (int file = 0; file < files.size(); file++) {
            FileFacts expected = base.facts().get(file);
            if (expected != null) {
                Verdict verdict = verdict(files.get(file), expected, run.facts().get(file));
                verdict.report(files.get(file), run, problems);
                count.merge(verdict, 1, Integer::sum);
            }
        }
        return new Comparison(
                count.getOrDefault(Verdict.EQUAL, 0),
                count.getOrDefault(Verdict.CHANGED, 0),
                count.getOrDefault(Verdict.MISSING, 0),
                count.getOrDefault(Verdict.WRONG, 0),
                digest(files, run));
    }

    private enum Verdict {
        EQUAL,
        CHANGED,
        MISSING,
        WRONG;

        void report(SourceFile file, Run run, Problems problems) {
            switch (this) {
                case CHANGED -> problems.add(Sort.CHANGED, file.name(), "seen by " + run.title());
                case WRONG -> problems.add(Sort.WRONG, file.name(), "in " + run.title());
                // why one is missing was reported when it failed
                case EQUAL, MISSING -> {}
            }
        }
    }

    private static Verdict verdict(SourceFile file, FileFacts expected, @Nullable FileFacts found) {
        if (found == null) {
            return Verdict.MISSING;
        }
        if (found.content().equals(expected.content())) {
            return Verdict.EQUAL;
        }
        boolean touched = found.modifiedMillis() != expected.modifiedMillis();
        return touched || isOtherNow(file, expected) ? Verdict.CHANGED : Verdict.WRONG;
    }

    /// Reads the file once more: the time of its last change may come late or be set back.
    private static boolean isOtherNow(SourceFile file, FileFacts expected) {
        try {
            return !new FactsTask(file.uri()).call().content().equals(expected.content());
        } catch (IOException e) {
            return true;
        }
    }

    private static String digest(List<SourceFile> files, Run run) {
        MessageDigest digest = Content.sha256Digest();
        for (int file = 0; file < files.size(); file++) {
            FileFacts facts = run.facts().get(file);
            if (facts != null) {
                String line = facts.content() + " " + files.get(file).name() + "\n";
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}

package io.heddle.benchmarks.compare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The page of the manual: a section for each case and each curve, which says itself from which run it is. What a
/// run has not measured stays on the page as it was, since nobody has a machine for himself long enough for all.
final class Page {

    private static final String HEADING = "\n## `";

    private static final String BEGINNING =
            """
            # Performance

            This page is written by the comparison program, never by hand. Under each table stands the run from
            which it is; a run replaces the sections of what it has measured.

            Every figure is a ratio measured in one run: all sides did their work in turn, round after
            round, and the *median* of the rounds counts. The *spread* is the whole width of the rounds,
            largest minus smallest, as a part of the median. Times of a shared machine mean little by
            themselves; ratios mean more. Targets are shown beside the ratios, whether they are met or
            not. In runs after 2026-11-22T08:00Z, the JVM of the sides has its whole heap, a quarter of the
            memory, from the beginning.
            """;

    private Page() {}

    /// Writes the page anew.
    ///
    /// @param before the page as it was, empty if there is none
    /// @param measured what this run has measured: by name, the text below the heading
    /// @param order all names that there are; what else the page has goes
    static String of(String before, Map<String, String> measured, List<String> order) {
        Map<String, String> sections = sections(before);
        sections.putAll(measured);
        StringBuilder page = new StringBuilder(BEGINNING);
        for (String name : order) {
            String section = sections.get(name);
            if (section != null) {
                page.append(HEADING).append(name).append("`\n\n").append(section.strip());
                page.append('\n');
            }
        }
        return page.toString();
    }

    private static Map<String, String> sections(String page) {
        Map<String, String> sections = new HashMap<>();
        for (int at = page.indexOf(HEADING); at >= 0; ) {
            int next = page.indexOf(HEADING, at + 1);
            int name = at + HEADING.length();
            int text = page.indexOf('`', name);
            if (text >= 0) {
                sections.put(
                        page.substring(name, text),
                        page.substring(text + 1, next < 0 ? page.length() : next));
            }
            at = next;
        }
        return sections;
    }
}

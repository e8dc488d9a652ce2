package io.heddle.console.quickstart;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What could not be read, and why: a line each, but only the first of each sort.
///
/// Used by one thread.
final class Problems {

    /// How many of each sort are printed; the others are counted.
    static final int PRINTED = 10;

    /// What can be wrong with a name.
    enum Sort {
        /// A directory that may not be listed.
        DIRECTORY("directory not read", "directories"),
        /// A file that may not be opened, or whose reading failed.
        UNREADABLE("file not read", "files"),
        /// A file that was found and then was not there any more.
        VANISHED("file vanished", "files"),
        /// A file whose content was another in a later run.
        CHANGED("file changed while it was read", "files"),
        /// A symbolic link.
        LINK("link not followed", "links"),
        /// A symbolic link that leads to itself or to a directory that it is in.
        LOOP("link not followed, it is a loop", "links"),
        /// A symbolic link to nothing.
        DANGLING("link leads nowhere", "links"),
        /// A fifo, a socket, a device.
        SPECIAL("not a regular file, never opened", "files"),
        /// What the kernel makes up, such as `/proc`: reading it may wait or have no end.
        KERNEL("file system of the kernel, not entered", "directories"),
        /// A file whose worker died twice.
        LOST("file not read, its worker died twice", "files"),
        /// A result that is not the sequential one. There must never be one.
        WRONG("WRONG RESULT", "files");

        private final String phrase;
        private final String plural;

        Sort(String phrase, String plural) {
            this.phrase = phrase;
            this.plural = plural;
        }

        String phrase() {
            return phrase;
        }
    }

    /// One of them.
    ///
    /// @param sort what is wrong
    /// @param name the file, fit to be printed
    /// @param detail the reason in a few words; empty if the sort says it all
    record Problem(Sort sort, String name, String detail) {}

    private final List<Problem> all = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final Map<Sort, Integer> printed = new EnumMap<>(Sort.class);
    private int seen;

    /// Remembers a problem, unless the same was said of the same name before.
    void add(Sort sort, String name, String detail) {
        if (known.add(sort + " " + name)) {
            all.add(new Problem(sort, name, detail));
        }
    }

    List<Problem> all() {
        return List.copyOf(all);
    }

    /// Prints what has come up since the last call.
    void report(PrintStream out) {
        Map<Sort, Integer> more = new EnumMap<>(Sort.class);
        for (Problem problem : all.subList(seen, all.size())) {
            if (printed.merge(problem.sort(), 1, Integer::sum) <= PRINTED) {
                out.println(line(problem));
            } else {
                more.merge(problem.sort(), 1, Integer::sum);
            }
        }
        more.forEach((sort, count) ->
                out.println(
                        "heddle: %s: and %d more %s".formatted(sort.phrase, count, sort.plural)));
        seen = all.size();
    }

    private static String line(Problem problem) {
        String tail = problem.detail().isEmpty() ? "" : " (" + problem.detail() + ")";
        return "heddle: %s: %s%s".formatted(problem.sort().phrase, problem.name(), tail);
    }
}

package io.heddle.examples.tour;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// All programs of the tour.
public final class Catalogue {

    private static final int NEAREST = 3;

    private Catalogue() {}

    /// One program.
    ///
    /// @param id such as `process.fork`
    /// @param title what is to be seen
    /// @param area what it is about
    /// @param python how the same is done in Python
    /// @param needsServer whether a Valkey or Redis server must be on the machine
    /// @param type its class
    public record Entry(
            String id,
            String title,
            Area area,
            String python,
            boolean needsServer,
            Class<? extends Program> type) {

        /// Reads what a class says of itself.
        ///
        /// @param area what it is about
        /// @param type a class with [Shows] on it
        /// @return its entry
        /// @throws IllegalArgumentException if it says nothing
        public static Entry of(Area area, Class<? extends Program> type) {
            Shows shows = type.getAnnotation(Shows.class);
            if (shows == null) {
                throw new IllegalArgumentException(
                        "the program does not say what it shows: class=%s; put @Shows on it"
                                .formatted(type.getName()));
            }
            return new Entry(
                    shows.id(), shows.title(), area, shows.python(), shows.needsServer(), type);
        }

        /// Gives the Java source of the program.
        ///
        /// @return the whole file
        /// @throws IOException if it cannot be read
        public String source() throws IOException {
            String file = type.getSimpleName() + ".java";
            try (InputStream in = type.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IOException(
                            "the source is not beside its class: program=%s file=%s"
                                    .formatted(id, file));
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /// Lists them.
    ///
    /// @return all, in the order of the tour
    public static List<Entry> all() {
        return Arrays.stream(Area.values())
                .flatMap(area -> area.programs().stream().map(type -> Entry.of(area, type)))
                .toList();
    }

    /// Finds ids that look like a text.
    ///
    /// @param wrong what somebody wrote
    /// @return some ids, the one most like it first
    public static List<String> nearest(String wrong) {
        return all().stream()
                .map(Entry::id)
                .sorted(Comparator.comparingDouble((String id) -> likeness(id, wrong)).reversed())
                .limit(NEAREST)
                .toList();
    }

    /// How many pairs of neighbouring letters two texts share, by how many they have.
    private static double likeness(String one, String other) {
        Set<String> ours = pairs(one);
        Set<String> theirs = pairs(other);
        Set<String> shared = new HashSet<>(ours);
        shared.retainAll(theirs);
        return 2.0 * shared.size() / (ours.size() + theirs.size());
    }

    private static Set<String> pairs(String text) {
        List<String> pairs = new ArrayList<>();
        String framed = "." + text + ".";
        for (int i = 1; i < framed.length(); i++) {
            pairs.add(framed.substring(i - 1, i + 1));
        }
        return new HashSet<>(pairs);
    }
}

package io.heddle.stress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What all marks together say.
final class MarkBook {

    /// One run of something.
    ///
    /// @param pid the process that it began in
    /// @param ended whether it had its result
    record Run(long pid, boolean ended) {}

    private final List<Path> files;

    /// Numbers of all runs that began, in order, as often as they began.
    private final long[] begun;

    private MarkBook(List<Path> files, long[] begun) {
        this.files = files;
        this.begun = begun;
    }

    static MarkBook read(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.sorted().toList();
            long[] begun = new long[(int) marksIn(files)];
            int count = 0;
            for (Path file : files) {
                for (long mark : marks(file)) {
                    if ((mark & 1) == 0) {
                        begun[count++] = mark >> 1;
                    }
                }
            }
            begun = Arrays.copyOf(begun, count);
            Arrays.sort(begun);
            return new MarkBook(files, begun);
        }
    }

    private static long marksIn(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes / Long.BYTES;
    }

    private static long[] marks(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        long[] marks = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(marks);
        return marks;
    }

    private static long pidOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return Long.parseLong(name.substring(0, name.indexOf('-')));
    }

    /// How many runs began.
    int size() {
        return begun.length;
    }

    /// Numbers of runs that began more than once.
    Set<Long> repeated() {
        Set<Long> repeated = new TreeSet<>();
        for (int i = 1; i < begun.length; i++) {
            if (begun[i] == begun[i - 1]) {
                repeated.add(begun[i]);
            }
        }
        return repeated;
    }

    /// Finds the runs of some numbers. One that has its result has it in the process in which it began.
    Map<Long, List<Run>> runsOf(Set<Long> numbers) throws IOException {
        Map<Long, List<Run>> runs = new HashMap<>();
        for (Path file : files) {
            long pid = pidOf(file);
            for (long mark : marks(file)) {
                if (numbers.contains(mark >> 1)) {
                    note(
                            runs.computeIfAbsent(mark >> 1, _ -> new ArrayList<>()),
                            pid,
                            (mark & 1) == 1);
                }
            }
        }
        return runs;
    }

    private static void note(List<Run> runs, long pid, boolean end) {
        if (end && !runs.isEmpty() && runs.getLast().pid() == pid) {
            runs.removeLast();
        }
        runs.add(new Run(pid, end));
    }
}

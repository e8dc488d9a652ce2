package io.heddle.console.timeline;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what the processes of a program have written.
///
/// A process that was killed may have left half a line at the end of its file, one on a full disk rubbish, and one of
/// another user a file that is not ours to read: what cannot be read is left out and said.
final class RecordingReader {

    /// What one process has written.
    ///
    /// @param pid the process
    /// @param begin its first line
    /// @param happenings all lines, in the order of time
    record ProcessFile(long pid, Happening begin, List<Happening> happenings) {

        boolean has(String event) {
            return first(event) != null;
        }

        @Nullable Happening first(String event) {
            return happenings.stream().filter(h -> h.is(event)).findFirst().orElse(null);
        }

        long last() {
            return happenings.getLast().t();
        }
    }

    /// A whole recording.
    ///
    /// @param files one for each process that has written something
    /// @param unreadable how many lines could not be read
    /// @param closed what is to be said of files that could not be read at all
    record Contents(List<ProcessFile> files, int unreadable, List<String> closed) {}

    private final Gson gson = new Gson();
    private final List<String> closed = new ArrayList<>();
    private final Map<Long, Read> byPid = new HashMap<>();
    private int unreadable;

    private record Read(Path file, long begun) {}

    private RecordingReader() {}

    /// Reads a folder.
    ///
    /// @param folder the folder
    /// @return what is in it
    /// @throws IOException if it cannot be read, or holds what programs recorded one after the other
    static Contents read(Path folder) throws IOException {
        RecordingReader reader = new RecordingReader();
        List<ProcessFile> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file :
                    all.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
                ProcessFile process = reader.readable(file);
                if (process != null) {
                    reader.requireOneRun(file, process);
                    files.add(process);
                }
            }
        }
        files.sort(Comparator.comparingLong(file -> file.begin().t()));
        return new Contents(files, reader.unreadable, reader.closed);
    }

    private @Nullable ProcessFile readable(Path file) {
        try {
            return process(file);
        } catch (IOException e) {
            closed.add(
                    "A file of the recording could not be read: file=%s reason=%s"
                            .formatted(file, e));
            return null;
        }
    }

    /// Two processes with the same pid were there one after the other, as in containers, where a program has the same
    /// pid each time. What belongs to which is told by pids, so the files of both cannot be drawn together.
    private void requireOneRun(Path file, ProcessFile process) throws IOException {
        long begun = process.begin().begun();
        Read other = byPid.put(process.pid(), new Read(file, begun));
        if (other != null && (begun == 0 || begun != other.begun)) {
            throw new IOException(
                    "more than one run was recorded in this folder: from=%s pid=%d files=[%s, %s]; move the files of the"
                                    .formatted(
                                            file.getParent(),
                                            process.pid(),
                                            other.file.getFileName(),
                                            file.getFileName())
                            + " others away, and give each run an empty folder");
        }
    }

    private @Nullable ProcessFile process(Path file) throws IOException {
        List<Happening> happenings = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(
                        // does not give up at half a character
                        new InputStreamReader(
                                Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Happening happening = parse(line);
                if (happening == null || happening.e() == null) {
                    unreadable++;
                } else {
                    happenings.add(happening);
                }
            }
        }
        happenings.sort(Comparator.comparingLong(Happening::t));
        return happenings.stream()
                .filter(happening -> happening.is("process"))
                .findFirst()
                .map(begin -> new ProcessFile(begin.pid(), begin, happenings))
                .orElse(null);
    }

    private @Nullable Happening parse(String line) {
        try {
            return gson.fromJson(line, Happening.class);
        } catch (JsonParseException e) {
            return null;
        }
    }
}

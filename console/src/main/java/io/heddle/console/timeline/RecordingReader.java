package io.heddle.console.timeline;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what the processes of a program have written.
///
/// A process that was killed may have left half a line at the end of its file, and one on a full disk rubbish: what
/// cannot be read is left out and counted.
final class RecordingReader {

    /// What one process has written.
    ///
    /// @param pid the process
    /// @param begin its first line
    /// @param happenings all lines, in the order of time
    record ProcessFile(long pid, Happening begin, List<Happening> happenings) {}

    /// A whole recording.
    ///
    /// @param files one for each process that has written something
    /// @param unreadable how many lines could not be read
    record Contents(List<ProcessFile> files, int unreadable) {}

    private final Gson gson = new Gson();
    private int unreadable;

    private RecordingReader() {}

    /// Reads a folder.
    ///
    /// @param folder the folder
    /// @return what is in it
    /// @throws IOException if it cannot be read
    static Contents read(Path folder) throws IOException {
        RecordingReader reader = new RecordingReader();
        List<ProcessFile> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file :
                    all.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
                ProcessFile process = reader.process(file);
                if (process != null) {
                    files.add(process);
                }
            }
        }
        files.sort(Comparator.comparingLong(file -> file.begin().t()));
        return new Contents(files, reader.unreadable);
    }

    private @Nullable ProcessFile process(Path file) throws IOException {
        List<Happening> happenings = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Happening happening = parse(line);
                if (happening == null || happening.e() == null) {
                    unreadable++;
                } else {
                    happenings.add(happening);
                }
            }
        } catch (java.nio.charset.CharacterCodingException e) {
            unreadable++;
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

package io.heddle.stress.cluster;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What one process writes down: a line for each entry, appended by one system call, so that it survives any death
/// that comes after it. A plain stream is used, since a file channel would be closed by the interrupt of a thread.
///
/// Times are those of [System#nanoTime()], which on Linux is one clock for all processes of a machine.
final class Diary implements AutoCloseable {

    /// What is written down.
    enum Verb {
        /// The process has begun its work.
        READY,
        /// The process did not run for so many nanoseconds, whoever held it up.
        STALLED,
        /// A client hands in a task: id, retries.
        SUBMITS,
        /// A task has this result: id, value, how often it was begun.
        RESULT,
        /// A task has failed: id, kind of death or of exception, pid, worker, message.
        FAILED,
        /// A client sends a value: value.
        SENDS,
        /// The server has taken the value.
        SENT,
        /// The server did not answer: value, message.
        UNSURE,
        /// A task begins: id, pid, worker. In a file of the process that runs it.
        BEGINS,
        /// A consumer has a value: value, which delivery, when it was asked for.
        DELIVERED,
        /// It acknowledges the value: value, which delivery; likewise what follows.
        ACKNOWLEDGES,
        /// That was taken.
        ACKNOWLEDGED,
        /// That came too late.
        TOO_LATE,
        /// It gives the value back.
        RETURNS,
        /// An exception that is no answer: value, which delivery, message.
        TROUBLE
    }

    /// One line.
    ///
    /// @param nanos when it was written
    /// @param verb what has happened
    /// @param words the rest
    record Entry(long nanos, Verb verb, List<String> words) {

        String word(int index) {
            return words.get(index);
        }

        long number(int index) {
            return Long.parseLong(words.get(index));
        }
    }

    /// All that one process has written.
    ///
    /// @param who the member of the crew that wrote it, or in whose child it was written
    /// @param entries in order
    record Pages(String who, List<Entry> entries) {}

    private static final int MOST_BEFORE_READY = 50;
    private static final String ENDING = ".diary";

    private final FileOutputStream file;

    private Diary(FileOutputStream file) {
        this.file = file;
    }

    /// Opens the diary of a process.
    ///
    /// @param folder where diaries lie
    /// @param who the member of the crew
    /// @param part empty, or which of several processes of that member
    static Diary open(Path folder, String who, String part) {
        Path path = fileOf(folder, part.isEmpty() ? who : who + "," + part);
        try {
            return new Diary(new FileOutputStream(path.toFile(), true));
        } catch (IOException e) {
            throw new UncheckedIOException("no place for a diary: file=" + path, e);
        }
    }

    private static Path fileOf(Path folder, String name) {
        return folder.resolve(name + ENDING);
    }

    /// Tells whether a process has begun its work: that it has is its first line, but for stalls.
    static boolean isReady(Path folder, String who) {
        Path path = fileOf(folder, who);
        try (var lines = Files.lines(path)) {
            return lines.limit(MOST_BEFORE_READY).anyMatch(line -> line.endsWith(" " + Verb.READY));
        } catch (IOException | UncheckedIOException e) {
            return false; // it has not come so far
        }
    }

    /// Writes a line. Line breaks in words become blanks; only the last word may have blanks.
    void note(Verb verb, Object... words) {
        StringBuilder line = new StringBuilder().append(System.nanoTime()).append(' ').append(verb);
        for (Object word : words) {
            String text = word.toString().replace('\n', ' ');
            line.append('\t').append(text.replace('\t', ' '));
        }
        byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        try {
            file.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("a diary cannot be written", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /// Reads all diaries of a folder. A last line without an end is of somebody who was killed while writing it.
    static List<Pages> readAll(Path folder) throws IOException {
        List<Pages> all = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String who =
                        name.substring(0, name.length() - ENDING.length()).replaceAll(",.*", "");
                all.add(new Pages(who, entries(Files.readString(file))));
            }
        }
        return all;
    }

    private static List<Entry> entries(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Diary::entry).toList();
    }

    private static Entry entry(String line) {
        String[] words = line.split("\t", -1);
        String[] head = words[0].split(" ", 2);
        return new Entry(
                Long.parseLong(head[0]),
                Verb.valueOf(head[1]),
                List.copyOf(Arrays.asList(words).subList(1, words.length)));
    }
}

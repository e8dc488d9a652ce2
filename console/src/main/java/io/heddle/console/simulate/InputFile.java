package io.heddle.console.simulate;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Files that are given on the command line, and what is said if something is wrong with them.
final class InputFile {

    private static final long MOST_BYTES = 64 << 20;
    private static final Pattern PLACE = Pattern.compile("line (\\d+) column (\\d+)");

    private final CommandSpec spec;

    InputFile(CommandSpec spec) {
        this.spec = spec;
    }

    /// Reads a file; `-` is standard input.
    String read(Path file) {
        try {
            if (file.toString().equals("-")) {
                return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
            }
            requireFile(file);
            if (Files.size(file) > MOST_BYTES) {
                throw wrong(
                        "the file is larger than anything that could be simulated: file=%s bytes=%d at-most=%d"
                                .formatted(file, Files.size(file), MOST_BYTES));
            }
            return Files.readString(file);
        } catch (CharacterCodingException _) {
            throw wrong("the file is no text in UTF-8: file=" + file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// What reads a file from its beginning.
    interface Reading<T> {
        T from(Reader text) throws IOException;
    }

    /// Reads a file of any size, of which not all is kept; `-` is standard input.
    <T> T read(Path file, Reading<T> reading) {
        boolean isStandard = file.toString().equals("-");
        if (!isStandard) {
            requireFile(file);
        }
        try (Reader text =
                isStandard
                        ? new InputStreamReader(System.in, StandardCharsets.UTF_8)
                        : Files.newBufferedReader(file)) {
            return reading.from(text);
        } catch (CharacterCodingException _) {
            throw wrong("the file is no text in UTF-8: file=" + file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private void requireFile(Path file) {
        if (!Files.exists(file)) {
            throw wrong("no such file: file=" + file);
        }
        if (!Files.isRegularFile(file)) {
            throw wrong("not a file: file=" + file);
        }
    }

    private ParameterException unreadable(Path file, IOException e) {
        return wrong("the file cannot be read: file=%s reason=%s".formatted(file, e));
    }

    /// Writes a file that was asked for, and says so.
    ///
    /// @return whether that was possible
    static boolean write(Path file, String content, PrintStream people) {
        try {
            Files.writeString(file, content);
            people.println("Written: " + file.toAbsolutePath().normalize());
            return true;
        } catch (IOException e) {
            System.err.println(
                    "heddle: the file cannot be written: file=%s reason=%s".formatted(file, e));
            return false;
        }
    }

    /// Tells where a parser of JSON has stopped; what it says besides is for programmers.
    static String place(Exception failure) {
        Matcher place = PLACE.matcher(String.valueOf(failure.getMessage()));
        return place.find()
                ? "at line %s column %s".formatted(place.group(1), place.group(2))
                : String.valueOf(failure.getMessage());
    }

    ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

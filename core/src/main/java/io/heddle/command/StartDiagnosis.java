package io.heddle.command;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds out why a command could not be started, and says what to do about it.
///
/// The system gives a number, the JDK passes it on in a text, and both say the same for a program that is not
/// there, a directory that is not there, and a script whose interpreter is not there. So this looks by itself.
final class StartDiagnosis {

    /// How the JDK passes on E2BIG, now and in earlier versions.
    private static final Pattern TOO_LONG =
            Pattern.compile("error[=:] ?7\\b|Argument list too long");

    private static final Pattern BLANKS = Pattern.compile("[ \\t\\r]+");

    private static final int LONGEST_FIRST_LINE = 256;

    private final String command;

    /// As much of the command as a message shows.
    private final String shown;

    private final Exception cause;

    private StartDiagnosis(List<Stage> stages, Exception cause) {
        this.command = Command.lineOf(stages);
        this.shown = Quoting.brief(command);
        this.cause = cause;
    }

    /// Explains a failure.
    static CommandStartException explain(List<Stage> stages, Exception cause) {
        return new StartDiagnosis(stages, cause).explain(stages);
    }

    private CommandStartException explain(List<Stage> stages) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof FileNotFoundException) {
                return ofFile(String.valueOf(t.getMessage()));
            }
        }
        if (TOO_LONG.matcher(String.valueOf(cause.getMessage())).find()) {
            return tooLong(stages);
        }
        for (Stage stage : stages) {
            CommandStartException found = examine(stage);
            if (found != null) {
                return found;
            }
        }
        return new CommandStartException(
                "a command could not be started: command=%s: %s; are processes, descriptors or memory used up?"
                        .formatted(shown, firstWords(cause)),
                command,
                cause);
    }

    /// The JDK adds lines of advice about itself, which is wrong if descriptors are used up.
    private static String firstWords(Exception cause) {
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("").strip();
    }

    private CommandStartException ofFile(String words) {
        if (words.contains("Permission denied")) {
            return new NoPermissionException(
                    "a command could not be started, a file for its input or output may not be used: file=%s command=%s"
                            .formatted(words, shown),
                    command,
                    cause);
        }
        return new CommandStartException(
                "a command could not be started, a file for its input or output cannot be opened: file=%s command=%s"
                        .formatted(words, shown),
                command,
                cause);
    }

    private ArgumentsTooLongException tooLong(List<Stage> stages) {
        Stage longest = stages.getFirst();
        for (Stage stage : stages) {
            longest = size(stage) > size(longest) ? stage : longest;
        }
        return new ArgumentsTooLongException(
                "the arguments and variables of a command are more than the system takes: program=%s arguments=%d characters=%d longest=%d variables=%d variableCharacters=%d longestVariable=%d; give them as input or in a file, or run it several times"
                        .formatted(
                                longest.program(),
                                longest.arguments().size() - 1,
                                characters(longest),
                                longestOf(longest.arguments().stream()),
                                longest.environment().size(),
                                variables(longest).mapToLong(String::length).sum(),
                                longestOf(variables(longest))),
                longest.program(),
                cause);
    }

    private static int longestOf(Stream<String> texts) {
        return texts.mapToInt(String::length).max().orElse(0);
    }

    /// What was set, as the system counts it.
    private static Stream<String> variables(Stage stage) {
        return stage.environment().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue());
    }

    private static long size(Stage stage) {
        return characters(stage) + variables(stage).mapToLong(String::length).sum();
    }

    private static long characters(Stage stage) {
        return stage.arguments().stream().mapToLong(String::length).sum();
    }

    // ---- one program ---------------------------------------------------------------------------

    /// Says why a program would not start.
    ///
    /// @return why, or `null` if nothing is wrong with it
    private @Nullable CommandStartException examine(Stage stage) {
        CommandStartException found = examineDirectory(stage);
        return found == null ? examineProgram(stage) : found;
    }

    /// Refuses a program that would not start, before it is started by another one that says so in its own way.
    static void requireStartable(List<Stage> stages) {
        StartDiagnosis diagnosis =
                new StartDiagnosis(stages, new IOException("looked for before it was started"));
        for (Stage stage : stages) {
            CommandStartException found = diagnosis.examine(stage);
            if (found != null) {
                throw found;
            }
        }
    }

    private @Nullable CommandStartException examineDirectory(Stage stage) {
        Path directory = stage.directory();
        if (directory == null) {
            return null;
        }
        if (!Files.isDirectory(directory)) {
            return new NoSuchDirectoryException(
                    "a command cannot run in a directory that is not there: directory=%s command=%s%s"
                            .formatted(
                                    directory,
                                    shown,
                                    Files.exists(directory) ? "; it is a file" : ""),
                    command,
                    cause);
        }
        if (!Files.isExecutable(directory)) {
            return new NoPermissionException(
                    "a command may not run in this directory: directory=%s command=%s; is its x bit set for this user?"
                            .formatted(directory, shown),
                    command,
                    cause);
        }
        return null;
    }

    private @Nullable CommandStartException examineProgram(Stage stage) {
        List<Path> files =
                Programs.candidates(stage.program(), stage.directory())
                        .filter(Files::exists)
                        .toList();
        if (files.isEmpty()) {
            return noProgram(stage);
        }
        for (Path file : files) {
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return examineInterpreter(file);
            }
        }
        return notExecutable(files.getFirst());
    }

    private NoSuchProgramException noProgram(Stage stage) {
        boolean byPath = stage.program().indexOf('/') >= 0;
        return new NoSuchProgramException(
                "there is no such program: program=%s %s command=%s; %s"
                        .formatted(
                                stage.program(),
                                byPath
                                        ? "directory=" + place(stage)
                                        : "PATH=" + Programs.searched(),
                                shown,
                                byPath
                                        ? "is the path right, seen from that directory?"
                                        : "is it installed? What only a shell knows is run by Command.shell"),
                command,
                cause);
    }

    private static Path place(Stage stage) {
        Path directory = stage.directory();
        return (directory == null ? Path.of("") : directory).toAbsolutePath();
    }

    private NoPermissionException notExecutable(Path file) {
        return new NoPermissionException(
                "a program may not be started: file=%s command=%s; %s"
                        .formatted(
                                file,
                                shown,
                                Files.isDirectory(file)
                                        ? "it is a directory"
                                        : "is its x bit set for this user?"),
                command,
                cause);
    }

    /// A script is executable, and cannot be executed, if whoever is to read it is not there.
    ///
    /// @return why it cannot, or `null` if it can
    private @Nullable CommandStartException examineInterpreter(Path file) {
        String first = firstLine(file);
        if (first.startsWith("#!")) {
            String interpreter = BLANKS.split(first.substring(2).strip(), 2)[0];
            boolean dos = first.endsWith("\r");
            if (dos || !isProgram(interpreter)) {
                return new NoSuchProgramException(
                        "a script cannot be started, its interpreter is not there: interpreter=%s script=%s command=%s%s"
                                .formatted(
                                        interpreter.replace("\0", "\\0"),
                                        file,
                                        shown,
                                        dos
                                                ? "; its first line ends with a carriage return, which the system takes for a part of the name"
                                                : ""),
                        command,
                        cause);
            }
        }
        return null;
    }

    private static boolean isProgram(String name) {
        try {
            return Files.isExecutable(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String firstLine(Path file) {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            char[] begin = new char[LONGEST_FIRST_LINE];
            int count = in.read(begin);
            String text = count <= 0 ? "" : new String(begin, 0, count);
            int end = text.indexOf('\n');
            return end < 0 ? text : text.substring(0, end);
        } catch (IOException e) {
            return ""; // a program need not be readable
        }
    }
}

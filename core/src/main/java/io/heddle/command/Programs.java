package io.heddle.command;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the system finds programs.
final class Programs {

    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

    /// Looked for when it is needed for the first time.
    private static final class Setsid {
        static final Optional<Path> FILE =
                candidates("setsid", null).filter(Files::isExecutable).findFirst();
    }

    private Programs() {}

    /// Gives what is put before a command line to give the process a session of its own.
    ///
    /// @return the program; empty if this system has none
    static List<String> newSession() {
        return Setsid.FILE.map(Path::toString).map(List::of).orElse(List.of());
    }

    static String searched() {
        return Optional.ofNullable(System.getenv("PATH")).orElse("");
    }

    /// Lists the files that a name may mean, which need not be there.
    ///
    /// @param program as in a command line
    /// @param directory where the command is to run, `null` for where this process does
    static Stream<Path> candidates(String program, @Nullable Path directory) {
        try {
            if (program.indexOf('/') >= 0) {
                Path path = Path.of(program);
                return Stream.of(directory == null ? path : directory.resolve(path));
            }
            return folders().stream().map(folder -> folder.resolve(program));
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }

    private static List<Path> folders() {
        return SEPARATOR.splitAsStream(searched()).map(Path::of).toList();
    }
}

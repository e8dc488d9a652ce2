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

    /// What gives a process a session of its own.
    static final Optional<Path> SETSID =
            candidates("setsid", null).filter(Files::isExecutable).findFirst();

    private Programs() {}

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

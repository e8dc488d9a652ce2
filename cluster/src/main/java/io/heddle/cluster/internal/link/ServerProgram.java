package io.heddle.cluster.internal.link;

import io.heddle.cluster.ClusterUnavailableException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the program of a server: the one that is named, else the first of its kind on the path.
public final class ServerProgram {

    /// The system property that names the program. It comes before the variable.
    public static final String PROPERTY = "heddle.server";

    /// The environment variable that names the program.
    public static final String VARIABLE = "HEDDLE_SERVER";

    private static final List<String> PROGRAMS = List.of("valkey-server", "redis-server");

    private ServerProgram() {}

    /// Finds it.
    ///
    /// @return a program that can be run
    /// @throws ClusterUnavailableException if there is none
    public static Path find() {
        @Nullable String named = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        return named == null ? onThePath() : named(named);
    }

    private static Path named(String name) {
        if (name.isEmpty()) {
            throw missing("no server may be started, says the empty %s".formatted(VARIABLE));
        }
        Path program = Path.of(name).toAbsolutePath();
        if (!Files.isExecutable(program) || Files.isDirectory(program)) {
            throw missing("%s names what is no program: program=%s".formatted(VARIABLE, program));
        }
        return program;
    }

    private static Path onThePath() {
        String path = System.getenv().getOrDefault("PATH", "");
        return PROGRAMS.stream()
                .flatMap(name ->
                        Stream.of(path.split(File.pathSeparator, -1))
                                .map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        missing("no server is on the path to be started: programs=" + PROGRAMS));
    }

    private static ClusterUnavailableException missing(String what) {
        return new ClusterUnavailableException(
                "%s; install the package valkey-server or redis-server (Debian, Ubuntu), valkey or redis (Fedora, Homebrew), or name the program in %s"
                        .formatted(what, VARIABLE),
                null);
    }
}

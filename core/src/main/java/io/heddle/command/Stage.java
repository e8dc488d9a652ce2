package io.heddle.command;

import io.heddle.internal.os.ProcessTree;
import io.heddle.internal.recording.Recorder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One program of a command, which has several if it is a pipeline.
///
/// @param arguments the program and what it is given
/// @param directory where it is started; `null` for where this process is
/// @param environment variables that are set
/// @param only whether it has no other variables
/// @param merged whether its error stream goes where its output goes
/// @param stderr where its error stream goes otherwise
record Stage(
        List<String> arguments,
        @Nullable Path directory,
        Map<String, String> environment,
        boolean only,
        boolean merged,
        OutputTo stderr) {

    Stage {
        arguments = List.copyOf(arguments);
    }

    static Stage of(List<String> arguments) {
        return new Stage(arguments, null, Map.of(), false, false, OutputTo.capture());
    }

    Stage in(Path folder) {
        return new Stage(arguments, folder, environment, only, merged, stderr);
    }

    Stage with(Map<String, String> variables) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(variables);
        return new Stage(arguments, directory, all, only, merged, stderr);
    }

    Stage withOnly(Map<String, String> variables) {
        return new Stage(
                arguments, directory, new LinkedHashMap<>(variables), true, merged, stderr);
    }

    Stage merging() {
        return new Stage(arguments, directory, environment, only, true, stderr);
    }

    Stage withErrorsTo(OutputTo target) {
        return new Stage(arguments, directory, environment, only, false, target);
    }

    String program() {
        return arguments.getFirst();
    }

    /// Describes the process, but for its streams.
    ///
    /// @param prefix what starts the program, if it is not the system itself
    /// @param tree the id of its tree
    ProcessBuilder builder(List<String> prefix, String tree) {
        List<String> line =
                prefix.isEmpty()
                        ? arguments
                        : java.util.stream.Stream.concat(prefix.stream(), arguments.stream())
                                .toList();
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(merged);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        Map<String, String> variables = builder.environment();
        if (only) {
            variables.clear();
        } else if (Recorder.ON) {
            // asked for by a property perhaps, or named as seen from elsewhere
            Recorder.folder()
                    .ifPresent(folder -> variables.put(Recorder.VARIABLE, folder.toString()));
        }
        variables.putAll(environment);
        variables.put(ProcessTree.VARIABLE, tree);
        return builder;
    }

    @Override
    public String toString() {
        return Quoting.line(arguments);
    }
}

package io.heddle.command;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Starts the processes of a command with their streams where they belong. Used once, by one thread.
final class Launch {

    private static final File NOWHERE =
            new File(System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null");

    private final List<Stage> stages;
    private final Terms terms;
    private final List<ProcessBuilder> builders;
    private final boolean ownSession;

    /// To what error streams go that are read.
    private final List<OutputTo> errorTargets;

    /// Whose pipes are taken, or `null` for those of the JDK.
    private final @Nullable OutputReader reader;

    /// What error streams go to, each with the pipe of all stages whose stream goes there.
    private final Map<OutputTo, OutputPipe> errorPipes = new LinkedHashMap<>();

    private @Nullable OutputPipe outPipe;

    /// @param stages what is started
    /// @param terms what was said of it
    /// @param tree the id of its tree
    Launch(List<Stage> stages, Terms terms, String tree) throws IOException {
        this.stages = stages;
        this.terms = terms;
        this.reader = OutputReader.get();
        this.errorTargets = targets(stages);
        this.builders = new ArrayList<>(stages.size());
        List<String> prefix = terms.ownSession() ? Programs.newSession() : List.of();
        this.ownSession = !prefix.isEmpty();
        for (Stage stage : stages) {
            builders.add(stage.builder(prefix, tree));
        }
    }

    private static List<OutputTo> targets(List<Stage> stages) {
        List<OutputTo> targets = new ArrayList<>(1);
        for (Stage stage : stages) {
            if (!stage.merged() && stage.stderr().isRead() && !targets.contains(stage.stderr())) {
                targets.add(stage.stderr());
            }
        }
        return targets;
    }

    boolean isPipeline() {
        return builders.size() > 1;
    }

    /// Tells whether its processes get a session of their own, which not every system has.
    boolean hasOwnSession() {
        return ownSession;
    }

    /// Tells how many streams end for whoever takes the output.
    int outputs() {
        return terms.stdout().isRead() ? 1 : 0;
    }

    /// Tells how many streams end for whoever takes errors that go to one target.
    int errors(OutputTo to) {
        int all = 0;
        for (Stage stage : stages) {
            all += goesTo(stage, to) ? 1 : 0;
        }
        return reader == null ? all : Math.min(all, 1);
    }

    private static boolean goesTo(Stage stage, OutputTo to) {
        return !stage.merged() && stage.stderr().equals(to);
    }

    /// Tells to what error streams go that are read.
    List<OutputTo> errorTargets() {
        return errorTargets;
    }

    /// Starts the processes. If one cannot be started, none is left.
    ///
    /// @param open whether the input is open if nothing was said of it
    List<Process> start(boolean open) throws IOException {
        boolean started = false;
        try {
            redirect(open);
            List<Process> processes =
                    builders.size() == 1
                            ? List.of(builders.getFirst().start())
                            : ProcessBuilder.startPipeline(builders);
            started = true;
            return processes;
        } finally {
            if (!started) {
                giveBackPipes();
            }
        }
    }

    private void redirect(boolean open) throws IOException {
        redirectInput(open);
        OutputReader ours = reader;
        if (terms.stdout().isRead() && ours != null) {
            outPipe = ours.take();
        }
        var _ = builders.getLast().redirectOutput(redirect(terms.stdout(), outPipe));
        if (ours != null) {
            for (OutputTo to : errorTargets) {
                errorPipes.put(to, ours.take());
            }
        }
        for (int i = 0; i < stages.size(); i++) {
            OutputTo to = stages.get(i).stderr();
            if (!stages.get(i).merged()) {
                var _ = builders.get(i).redirectError(redirect(to, errorPipes.get(to)));
            }
        }
    }

    private void redirectInput(boolean open) {
        ProcessBuilder first = builders.getFirst();
        switch (terms.input()) {
            case Input.Inherited() -> first.redirectInput(Redirect.INHERIT);
            case Input.OfFile(Path path) -> first.redirectInput(path.toFile());
            case Input.Unsaid() when !open -> first.redirectInput(NOWHERE);
            default -> first.redirectInput(Redirect.PIPE);
        }
    }

    private static Redirect redirect(OutputTo to, @Nullable OutputPipe pipe) {
        return switch (to) {
            case OutputTo.Inherit() -> Redirect.INHERIT;
            case OutputTo.Discard() -> Redirect.to(NOWHERE);
            case OutputTo.ToFile(Path path, boolean append) ->
                    append ? Redirect.appendTo(path.toFile()) : Redirect.to(path.toFile());
            default -> pipe == null ? Redirect.PIPE : Redirect.to(pipe.file());
        };
    }

    /// Of a pipeline some may have been started and are being ended; who writes to the pipes by then is not known.
    private void giveBackPipes() {
        OutputReader ours = reader;
        if (ours == null) {
            return;
        }
        List<OutputPipe> taken = new ArrayList<>(errorPipes.values());
        if (outPipe != null) {
            taken.add(outPipe);
        }
        taken.forEach(builders.size() == 1 ? ours::giveBack : OutputPipe::shut);
    }

    /// Prepares to read what they say.
    ///
    /// @param processes what was started
    /// @param out who takes the output; `null` if it is not read
    /// @param errors who takes errors, for each target that is read
    /// @return the ends that are read
    List<Intake> listen(
            List<Process> processes, @Nullable Receiver out, Function<OutputTo, Receiver> errors) {
        List<Intake> intakes = new ArrayList<>();
        if (out != null) {
            intakes.add(
                    outPipe == null
                            ? OutputPump.of(processes.getLast().getInputStream(), out)
                            : outPipe.listen(out));
        }
        for (OutputTo to : errorTargets) {
            OutputPipe pipe = errorPipes.get(to);
            if (pipe == null) {
                errorStreams(processes, to)
                        .forEach(in -> intakes.add(OutputPump.of(in, errors.apply(to))));
            } else {
                intakes.add(pipe.listen(errors.apply(to)));
            }
        }
        return intakes;
    }

    private List<InputStream> errorStreams(List<Process> processes, OutputTo to) {
        return IntStream.range(0, stages.size())
                .filter(i -> goesTo(stages.get(i), to))
                .mapToObj(i -> processes.get(i).getErrorStream())
                .toList();
    }
}

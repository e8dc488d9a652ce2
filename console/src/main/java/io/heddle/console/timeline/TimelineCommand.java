package io.heddle.console.timeline;

import io.heddle.Signal;
import io.heddle.Signals;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle timeline`.
@Command(
        name = "timeline",
        mixinStandardHelpOptions = true,
        versionProvider = io.heddle.console.Version.class,
        synopsisHeading = "Usage: heddle timeline FILE -- COMMAND [ARGUMENT...]%n   or: ",
        description = {
            "Draws which process, thread or coroutine did what when, and what it waited for.",
            "",
            "Runs a program that uses Heddle, with the variable HEDDLE_RECORDING in its environment, and writes the"
                    + " timeline when it has ended, however it has ended. Or draws what a program has recorded that was"
                    + " started so by somebody else (--from).",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the timeline is written",
            "1:it is not, or the program could not be started",
            "2:a command line that cannot be understood",
            "N:otherwise that of the program"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  heddle timeline out.html -- java -cp app.jar com.example.Main   a page for the browser",
            "  heddle timeline out.json -- java -jar app.jar                   for ui.perfetto.dev",
            "  heddle tour run process.fork --timeline out.html                of a program of the tour",
            "",
            "  HEDDLE_RECORDING=/tmp/run java -jar app.jar                     records, and later",
            "  heddle timeline out.html --from /tmp/run                        draws it",
        })
public final class TimelineCommand implements Callable<Integer> {

    private static final int SIGNAL_BASE = 128;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "Where it goes: a page, .html, or Trace Event JSON, .json.")
    private Path file = Path.of("timeline.html");

    @Parameters(
            index = "1..*",
            paramLabel = "COMMAND",
            description = "The program that is run, and its arguments; after --.")
    private List<String> command = List.of();

    @Option(
            names = "--from",
            paramLabel = "FOLDER",
            description = "Draw what was recorded in a folder, and run nothing.")
    private @Nullable Path from;

    @Option(
            names = "--title",
            paramLabel = "TEXT",
            description = "What stands above it (default: the command).")
    private String title = "";

    /// Made by picocli.
    public TimelineCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if ((from == null) == command.isEmpty()) {
            throw wrong("say what to run, after --, or what was recorded, by --from");
        }
        TimelineFile target;
        try {
            target = TimelineFile.of(file);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        try {
            return from == null ? record(target) : draw(target, from);
        } catch (IOException e) {
            System.err.println("heddle: " + said(e));
            return 1;
        }
    }

    /// Errors of files have the name of the file as message and nothing else.
    private static String said(IOException e) {
        return e instanceof FileSystemException ? e.toString() : String.valueOf(e.getMessage());
    }

    private int draw(TimelineFile target, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no such folder: from=" + folder);
        }
        Story story = Story.of(RecordingReader.read(folder));
        if (story.processes().isEmpty()) {
            throw new IOException(
                    "nothing was recorded there: from=%s; was HEDDLE_RECORDING in the environment of a program that"
                                    .formatted(folder)
                            + " uses Heddle?");
        }
        write(target, title.isEmpty() ? folder.toString() : title, story);
        return 0;
    }

    private int record(TimelineFile target) throws IOException, InterruptedException {
        try (RecordingFolder recording = RecordingFolder.make(() -> {})) {
            int code = run(recording);
            try {
                Story story = recording.story();
                if (!story.processes().isEmpty()) {
                    write(target, title.isEmpty() ? String.join(" ", command) : title, story);
                    return code;
                }
                System.err.println(
                        "heddle: the program has ended with %d and recorded nothing: does it use Heddle, and run something in it?"
                                .formatted(code));
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                System.err.println(
                        "heddle: the program has ended with %d, and there is no timeline: %s"
                                .formatted(code, e instanceof IOException io ? said(io) : e));
                System.err.println("heddle: " + recording.keep());
            }
            return 1;
        }
    }

    private int run(RecordingFolder recording) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(recording.environment());
        CompletableFuture<Process> program = new CompletableFuture<>();
        // a terminal tells both of Ctrl-C; then the program ends as it likes, and what it did is
        // drawn
        Runnable interrupt =
                Foreground.isHere()
                        ? () -> {}
                        : told(program, it -> Signals.send(it.toHandle(), Signal.INT));
        Runnable terminate = told(program, Process::destroy);
        // before it is started: a signal that comes meanwhile would end this command alone
        try (var _ = Signals.on(Signal.INT, interrupt);
                var _ = Signals.on(Signal.HUP, terminate);
                var _ = Signals.on(Signal.TERM, terminate)) {
            Process process = started(builder, program);
            int code = process.waitFor();
            return code > SIGNAL_BASE ? code : Math.max(0, code);
        }
    }

    private static Runnable told(CompletableFuture<Process> program, Consumer<Process> something) {
        return () -> {
            var _ = program.thenAccept(something);
        };
    }

    private static Process started(ProcessBuilder builder, CompletableFuture<Process> program)
            throws IOException {
        try {
            Process process = builder.start();
            program.complete(process);
            return process;
        } finally {
            program.cancel(false); // if it could not be started, nobody is told of signals
        }
    }

    private static void write(TimelineFile target, String title, Story story) throws IOException {
        target.write(title, story, List.of(new Part(title, "", story)));
        System.err.println("heddle: the timeline is in " + target.path());
        story.notes().forEach(note -> System.err.println("heddle: note: " + note));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

package io.heddle.console.advise;

import com.google.gson.GsonBuilder;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle advise`.
@Command(
        name = "advise",
        mixinStandardHelpOptions = true,
        versionProvider = io.heddle.console.Version.class,
        synopsisHeading =
                "Usage: heddle advise [--json] [--limit SECONDS] --class-path PATH CLASS [-- ARGUMENT...]%n"
                        + "   or: heddle advise [--json] [--limit SECONDS] -- COMMAND [ARGUMENT...]%n   or: ",
        description = {
            "Measures a sample and says whether more of it should run in threads, processes or coroutines, and how"
                    + " many; and shows what was measured.",
            "",
            "A sample is a class with a main method, as the java command takes it, or a Task, Callable or Runnable; or"
                    + " a program. It runs several times, a class also several times at once, and must succeed. What it"
                    + " prints is dropped.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured",
            "1:the sample is not there, fails, or does not end",
            "2:the command line makes no sense"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  heddle advise --class-path app.jar com.example.Resize -- picture.png",
            "  heddle advise --class-path target/classes:lib/x.jar com.example.OneRequest",
            "  heddle advise -- gzip -kf big.log",
            "  heddle advise --json -- curl -s https://example.com"
        })
public final class AdviseCommand implements Callable<Integer> {

    private static final double SHORTEST_SECONDS = 0.001;
    private static final double LONGEST_SECONDS = 86_400;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"--class-path", "-cp"},
            paramLabel = "PATH",
            description = "Where the class and what it needs is: folders and jars.")
    private String classPath = "";

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "How long all runs of a class, or one of a program, may take (default:"
                            + " ${DEFAULT-VALUE}).")
    private double limitSeconds = 60;

    @Option(names = "--json", description = "Print what was found as JSON. Times are seconds.")
    private boolean json;

    @Parameters(
            arity = "1..*",
            paramLabel = "SAMPLE",
            description = "A class, with --class-path, or a program; and its arguments, after --.")
    private List<String> sample = new ArrayList<>();

    /// Made by picocli.
    public AdviseCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (!(limitSeconds >= SHORTEST_SECONDS && limitSeconds <= LONGEST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a limit is a millisecond at least and a day at most: limit=" + limitSeconds);
        }
        Duration limit = Duration.ofNanos((long) (limitSeconds * 1e9));
        try {
            print(
                    classPath.isEmpty()
                            ? new ProgramSample(sample).measure(limit)
                            : ofClass().measure(limit));
            return 0;
        } catch (SampleException e) {
            System.err.println("heddle: " + e.getMessage());
            return 1;
        }
    }

    private ClassSample ofClass() {
        List<String> entries =
                Arrays.stream(classPath.split(File.pathSeparator, -1))
                        .filter(entry -> !entry.isEmpty())
                        .toList();
        return new ClassSample(
                entries, sample.getFirst(), List.copyOf(sample.subList(1, sample.size())));
    }

    private void print(Finding finding) {
        String text =
                json
                        ? new GsonBuilder()
                                        .setPrettyPrinting()
                                        .disableHtmlEscaping()
                                        .create()
                                        .toJson(finding)
                                + "\n"
                        : FindingText.of(finding);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}

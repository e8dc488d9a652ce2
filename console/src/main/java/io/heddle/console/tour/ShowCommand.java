package io.heddle.console.tour;

import io.heddle.examples.tour.Catalogue.Entry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle tour show`.
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = io.heddle.console.Version.class,
        description = {
            "Prints the Java source of a program, under a comment that says how Python does the same.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:printed", "1:its source is not there", "2:there is no such program"})
public final class ShowCommand implements Callable<Integer> {

    private static final int WIDTH = 96;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "ID",
            description = "Which, as heddle tour list names them.")
    private List<String> ids = List.of();

    /// Made by picocli.
    public ShowCommand() {}

    @Override
    public Integer call() {
        try {
            for (Entry entry : Choice.of(spec.commandLine(), ids)) {
                String source = entry.source();
                System.out.println("// " + entry.id() + ": " + entry.title());
                comment("In Python: " + entry.python());
                System.out.println();
                System.out.println(source.strip());
            }
            return 0;
        } catch (IOException e) {
            System.err.println("heddle: " + e.getMessage());
            return 1;
        }
    }

    /// What is printed is a Java file again.
    private static void comment(String text) {
        StringBuilder line = new StringBuilder("//");
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() >= WIDTH) {
                System.out.println(line);
                line = new StringBuilder("//");
            }
            line.append(' ').append(word);
        }
        System.out.println(line);
    }
}

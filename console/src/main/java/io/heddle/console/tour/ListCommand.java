package io.heddle.console.tour;

import com.google.gson.GsonBuilder;
import io.heddle.examples.tour.Area;
import io.heddle.examples.tour.Catalogue;
import io.heddle.examples.tour.Catalogue.Entry;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `heddle tour list`.
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        versionProvider = io.heddle.console.Version.class,
        description = "Lists the programs of the tour, by what they are about.")
public final class ListCommand implements Runnable {

    @Option(
            names = "--json",
            description = "As a JSON array of objects with id, title, area and python.")
    private boolean json;

    /// Made by picocli.
    public ListCommand() {}

    /// One program as programs read it.
    private record Listed(String id, String title, String area, String python) {}

    @Override
    public void run() {
        if (json) {
            printJson(Catalogue.all());
        } else {
            print(Catalogue.all(), System.out);
        }
    }

    private static void print(List<Entry> entries, PrintStream out) {
        int width = entries.stream().mapToInt(entry -> entry.id().length()).max().orElse(0);
        for (Area area : Area.values()) {
            List<Entry> here = entries.stream().filter(e -> e.area() == area).toList();
            if (!here.isEmpty()) {
                out.println(area.title());
                for (Entry entry : here) {
                    out.println("  " + padded(entry.id(), width) + "  " + entry.title());
                }
                out.println();
            }
        }
        out.println("heddle tour run ID runs one, heddle tour show ID prints it.");
    }

    private static String padded(String id, int width) {
        return id + " ".repeat(width - id.length());
    }

    /// JSON is UTF-8, whatever the locale makes of [System#out].
    private static void printJson(List<Entry> entries) {
        List<Listed> listed =
                entries.stream()
                        .map(e -> new Listed(e.id(), e.title(), e.area().title(), e.python()))
                        .toList();
        String text =
                new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(listed);
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}

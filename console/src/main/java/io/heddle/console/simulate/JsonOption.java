package io.heddle.console.simulate;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;

/// The option of every simulation that programs may read.
final class JsonOption {

    @Option(
            names = "--json",
            description = "Print everything as JSON, and nothing else to standard output.")
    private boolean json;

    /// Made by picocli.
    JsonOption() {}

    boolean isWanted() {
        return json;
    }

    /// Prints; JSON is UTF-8, whatever the locale makes of standard output.
    static void print(String text) {
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(text);
    }

    static String text(JsonElement root) {
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root)
                + "\n";
    }
}

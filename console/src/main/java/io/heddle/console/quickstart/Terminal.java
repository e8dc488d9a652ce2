package io.heddle.console.quickstart;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// Finds out what is behind the standard error of this process.
///
/// Java can tell whether standard input and output *together* are a terminal, but a bar is drawn on
/// standard error, and output may well go to a file. So a shell that inherits the stream is asked.
final class Terminal {

    private static final String QUESTION = "test -t 2 && { stty size <&2 || echo 24 80; }";
    private static final int DEFAULT_COLUMNS = 80;
    private static final int PATIENCE_SECONDS = 2;

    private Terminal() {}

    /// Chooses how progress is shown to whoever looks at standard error.
    static Progress progress(Map<String, String> environment) {
        boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
        OptionalInt columns = dumb ? OptionalInt.empty() : errorColumns();
        return columns.isPresent()
                ? new BarProgress(System.err, columns.getAsInt(), mayHaveColours(environment))
                : new PlainProgress(System.err);
    }

    /// See no-color.org.
    private static boolean mayHaveColours(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /// Tells how wide the terminal is.
    ///
    /// @return the number of columns; empty if standard error is no terminal
    private static OptionalInt errorColumns() {
        try {
            Process shell =
                    new ProcessBuilder("sh", "-c", QUESTION)
                            .redirectError(Redirect.INHERIT)
                            .start();
            shell.getOutputStream().close();
            if (!shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                shell.destroyForcibly();
                return OptionalInt.empty();
            }
            byte[] answer = shell.getInputStream().readAllBytes();
            return columns(new String(answer, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            // no shell: not a system that we know, so nothing fancy
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /// Reads the answer of `stty size`, which is rows and columns.
    private static OptionalInt columns(String answer) {
        if (answer.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int columns = Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
            return OptionalInt.of(columns < 1 ? DEFAULT_COLUMNS : columns);
        } catch (NumberFormatException e) {
            return OptionalInt.of(DEFAULT_COLUMNS);
        }
    }
}

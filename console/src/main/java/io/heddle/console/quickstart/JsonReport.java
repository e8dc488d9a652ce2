package io.heddle.console.quickstart;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;

/// Writes a report as JSON: two blanks a level, unknown values as `null`, one line end at its end.
final class JsonReport {

    /// Characters that mean something in HTML stay as they are: this is no part of a page.
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

    private JsonReport() {}

    static void write(Report report, Appendable out) throws IOException {
        GSON.toJson(report, out);
        out.append('\n');
    }
}

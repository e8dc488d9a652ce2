package io.heddle.simulator.schedule;

import io.heddle.simulator.TimeText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A page with charts and figures. Its own security policy lets nothing in but this style, by its digest.
final class Page {

    private static final String STYLE =
            """
            :root { --ground: #faf9f6; --paper: #fff; --ink: #1c1e23; --faint: #656a72; --rule: #e3e0d9; }
            @media (prefers-color-scheme: dark) { :root { --ground: #14161a; --paper: #1c1f25; --ink: #e9e9ec; --faint: #9ba1ab; --rule: #30343c; } }
            * { box-sizing: border-box; }
            body { margin: 0 auto; padding: 2rem clamp(1rem, 4vw, 3rem); max-width: 1200px; background: var(--ground); color: var(--ink);
              font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
            h1 { font-size: 1.6rem; margin: 0 0 1rem; } h2 { font-size: 1.05rem; margin: 0 0 .6rem; }
            section { margin-top: 1.2rem; padding: 1rem 1.2rem; background: var(--paper); border: 1px solid var(--rule); border-radius: 10px; }
            .scroll { overflow-x: auto; } .chart { min-width: 720px; width: 100%; height: auto; }
            p, footer { color: var(--faint); font-size: .92rem; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .92rem; }
            th, td { padding: .3rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--rule); }
            th:first-child { text-align: left; padding-left: 0; } thead th { color: var(--faint); font-weight: 500; }
            details { margin-top: .6rem; } summary { cursor: pointer; }
            """;

    private static final int MOST_ROWS = 500;

    private Page() {}

    static String of(List<Trace> traces) {
        String style = STYLE + SvgChart.STYLE;
        String body =
                (traces.size() > 1 ? comparison(traces) : "")
                        + traces.stream().map(Page::section).collect(Collectors.joining());
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="generator" content="heddle simulate">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '%s'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>heddle simulate schedule</title>
        <style>%s</style>
        </head>
        <body>
        <h1>%s</h1>
        <main>
        %s</main>
        <footer>Simulated by heddle: exact times of a model, nothing measured. Point at a bar to read its times.</footer>
        </body>
        </html>
        """
                .formatted(digest(style), style, escaped(headline(traces)), body);
    }

    private static String headline(List<Trace> traces) {
        int jobs = traces.getFirst().jobs().size();
        String what = jobs + (jobs == 1 ? " job" : " jobs");
        return traces.size() == 1
                ? what + ": " + traces.getFirst().schedule().title()
                : what + ", run in " + traces.size() + " ways";
    }

    private static String comparison(List<Trace> traces) {
        return "<section><h2>Beside each other, in the mean</h2><div class=\"scroll\"><table>"
                + row(
                        "thead",
                        "policy",
                        "waiting",
                        "turnaround",
                        "response",
                        "switches",
                        "makespan",
                        "utilisation")
                + traces.stream()
                        .map(trace ->
                                row(
                                        "tbody",
                                        trace.schedule().title(),
                                        TimeText.of(trace.meanWaiting()),
                                        TimeText.of(trace.meanTurnaround()),
                                        TimeText.of(trace.meanResponse()),
                                        String.valueOf(trace.contextSwitches()),
                                        TimeText.of(trace.makespan()),
                                        String.format(
                                                Locale.ROOT, "%.1f %%", 100 * trace.utilisation())))
                        .collect(Collectors.joining())
                + "</table></div></section>\n";
    }

    private static String section(Trace trace) {
        return "<section><div class=\"scroll\">"
                + SvgChart.part(trace)
                + "</div>\n<p>"
                + escaped(trace.summary())
                + "</p>\n<details><summary>Times of each job</summary><div class=\"scroll\"><table>"
                + row("thead", "job", "arrival", "waiting", "turnaround", "response", "end")
                + trace.jobs().stream()
                        .limit(MOST_ROWS)
                        .map(Page::row)
                        .collect(Collectors.joining())
                + "</table></div></details></section>\n";
    }

    private static String row(JobTrace job) {
        return row(
                "tbody",
                job.name(),
                TimeText.of(job.job().arrivalNanos()),
                TimeText.of(job.waiting()),
                TimeText.of(job.turnaround()),
                TimeText.of(job.response()),
                TimeText.of(job.endNanos()));
    }

    private static String row(String part, String first, String... others) {
        String cell = part.equals("thead") ? "th" : "td";
        return Stream.of(others)
                .map(text -> "<%1$s>%2$s</%1$s>".formatted(cell, escaped(text)))
                .collect(
                        Collectors.joining(
                                "",
                                "<%s><tr><th>%s</th>".formatted(part, escaped(first)),
                                "</tr></%s>\n".formatted(part)));
    }

    private static String digest(String style) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(style.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Writes a text so that it is nothing but text, between tags and in quoted attributes.
    static String escaped(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

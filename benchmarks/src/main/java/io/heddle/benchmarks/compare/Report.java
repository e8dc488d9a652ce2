package io.heddle.benchmarks.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One run, in the three forms in which people and programs read it.
///
/// @param command that made it
/// @param machine on which it ran
/// @param versions of the peers
/// @param quick whether it was a try-out
/// @param rounds how many were asked for
/// @param mostBusy the largest share of the processors that others had before a round
/// @param warnings what makes all numbers doubtful
/// @param cases what was measured
/// @param curves what was measured
record Report(
        String command,
        Machine machine,
        Map<String, String> versions,
        boolean quick,
        int rounds,
        double mostBusy,
        List<String> warnings,
        List<CaseResult> cases,
        List<Curve.Result> curves) {

    String text() {
        StringBuilder out = new StringBuilder();
        for (CaseResult result : cases) {
            out.append('\n').append(title(result.subject())).append('\n');
            out.append(table(result).plain());
            appendMissing(result, "  ", out);
            if (hasPercentiles(result)) {
                out.append('\n').append(percentiles(result).plain());
            }
            result.boundVerdicts()
                    .forEach(verdict -> out.append("  ").append(verdict.line()).append('\n'));
            result.warnings()
                    .forEach(warning -> out.append("  warning: ").append(warning).append('\n'));
        }
        for (Curve.Result result : curves) {
            out.append('\n').append(title(result.curve().subject())).append('\n');
            out.append(table(result).plain());
            appendMissing(result.result(), "  ", out);
            out.append("  expected: ").append(result.curve().expectation()).append('\n');
            result.result()
                    .warnings()
                    .forEach(warning -> out.append("  warning: ").append(warning).append('\n'));
        }
        return out.toString();
    }

    /// What the page of the manual says, by case and curve: see [Page].
    Map<String, String> sections() {
        Map<String, String> sections = new LinkedHashMap<>();
        for (CaseResult result : cases) {
            sections.put(result.subject().name(), section(result));
        }
        for (Curve.Result result : curves) {
            sections.put(result.curve().subject().name(), section(result));
        }
        return sections;
    }

    private String section(CaseResult result) {
        StringBuilder out = new StringBuilder();
        out.append(sentence(result.subject())).append("\n\n").append(table(result).markdown());
        appendMissing(result, "\n", out);
        if (hasPercentiles(result)) {
            out.append("\nEach operation of all rounds, in microseconds:\n\n");
            out.append(percentiles(result).markdown());
        }
        result.boundVerdicts()
                .forEach(verdict -> out.append("\n").append(verdict.line()).append(".\n"));
        return out.append(provenance(result)).toString();
    }

    private String section(Curve.Result result) {
        StringBuilder out = new StringBuilder();
        out.append(sentence(result.curve().subject())).append(" Expected: ");
        out.append(result.curve().expectation()).append(".\n\n");
        out.append(table(result).markdown());
        appendMissing(result.result(), "\n", out);
        return out.append(provenance(result.result())).toString();
    }

    /// From where it comes, and what makes it doubtful.
    private String provenance(CaseResult result) {
        String peers =
                String.join(
                        ", ",
                        versions.entrySet().stream()
                                .map(e -> e.getKey() + " " + e.getValue())
                                .toList());
        StringBuilder out = new StringBuilder();
        out.append("\n- Command: `").append(command).append("`\n");
        out.append("- Machine: ").append(machine.line()).append('\n');
        out.append("- Peers: ").append(peers).append("; rounds: ").append(rounds).append('\n');
        Stream.concat(warnings.stream(), result.warnings().stream())
                .forEach(warning -> out.append("- Warning: ").append(warning).append('\n'));
        return out.toString();
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", command);
        json.put("quick", quick);
        json.put("machine", machine.json());
        json.put("mostBusyByOthers", mostBusy);
        json.put("versions", versions);
        json.put("warnings", warnings);
        json.put("cases", cases.stream().map(CaseResult::json).toList());
        json.put("curves", curves.stream().map(Curve.Result::json).toList());
        return json;
    }

    /// Tells whether Heddle itself could not do what was asked for.
    boolean heddleFailed() {
        return Stream.concat(
                        cases.stream().flatMap(result -> result.ours().stream()),
                        curves.stream().flatMap(result -> result.result().entries().stream()))
                .anyMatch(entry -> !entry.isThere());
    }

    private static String title(Case subject) {
        return subject.name() + ": " + subject.what();
    }

    private static String sentence(Case subject) {
        String what = subject.what();
        return Character.toUpperCase(what.charAt(0)) + what.substring(1) + ".";
    }

    private static void appendMissing(CaseResult result, String before, StringBuilder out) {
        for (CaseResult.Entry entry : result.entries()) {
            entry.missing()
                    .ifPresent(why ->
                            out.append(before)
                                    .append(entry.name())
                                    .append(" is missing: ")
                                    .append(why)
                                    .append('\n'));
        }
    }

    private static Table table(CaseResult result) {
        Table table = new Table("", result.subject().unit(), "spread", "heddle / it", "target", "");
        for (CaseResult.Entry entry : result.entries()) {
            if (!entry.isThere()) {
                table.add(entry.name(), "missing", "", "", target(result, entry), "not measured");
                continue;
            }
            table.add(
                    entry.name(),
                    Table.number(entry.median()),
                    Table.percent(entry.spread()),
                    result.ratioTo(entry).map(Table::number).orElse(""),
                    target(result, entry),
                    result.verdictAgainst(entry).map(CaseResult.Verdict::text).orElse(""));
        }
        return table;
    }

    private static String target(CaseResult result, CaseResult.Entry entry) {
        return result.verdictAgainst(entry).map(verdict -> verdict.target().text()).orElse("");
    }

    private static boolean hasPercentiles(CaseResult result) {
        return result.entries().stream().anyMatch(entry -> entry.sortedNanos().length > 0);
    }

    private static Table percentiles(CaseResult result) {
        Table table = new Table("µs each", "p50", "p90", "p99", "p99.9", "operations");
        for (CaseResult.Entry entry : result.entries()) {
            List<String> numbers =
                    entry.percentiles().values().stream().map(Table::number).toList();
            if (!numbers.isEmpty()) {
                table.add(
                        entry.name(),
                        numbers.get(0),
                        numbers.get(1),
                        numbers.get(2),
                        numbers.get(3),
                        "%,d".formatted(entry.sortedNanos().length));
            }
        }
        return table;
    }

    private static Table table(Curve.Result result) {
        Table table = new Table("", result.curve().subject().unit(), "spread", "to the one before");
        double before = 0;
        for (CaseResult.Entry entry : result.result().entries()) {
            if (!entry.isThere()) {
                table.add(entry.name(), "missing", "", "");
                continue;
            }
            double median = entry.median();
            table.add(
                    entry.name(),
                    Table.number(median),
                    Table.percent(entry.spread()),
                    before == 0 ? "" : "× " + Table.number(median / before));
            before = median;
        }
        return table;
    }
}

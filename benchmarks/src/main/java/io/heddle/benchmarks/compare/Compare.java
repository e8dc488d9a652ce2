package io.heddle.benchmarks.compare;

import io.aeron.driver.MediaDriver;
import io.heddle.Strand;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.viktorc.pp4j.impl.ProcessExecutors;
import org.redisson.Redisson;

/// The program behind `benchmarks/compare`.
final class Compare {

    private static final Race.WarmUp WARM_UP = new Race.WarmUp(2, Duration.ofSeconds(5));
    private static final Race.WarmUp QUICK_WARM_UP = new Race.WarmUp(2, Duration.ZERO);
    private static final String CASES = "cases";
    private static final String CURVES = "curves";

    private static final String HELP =
            """
            usage: benchmarks/compare [CASE...] [--json FILE] [--write-docs FILE] [--rounds N] [--quick]
                   benchmarks/compare --list | --help

            Measures Heddle and other systems in turn, in one run, and prints medians, their spread,
            ratios and targets. Without a CASE it runs all cases; 'curves' runs all curves, 'cases
            curves' everything.

              --json FILE        write the numbers of every round too
              --write-docs FILE  write what was measured into the page of the manual
                                 (docs/reference/performance.md); the rest of it stays
              --rounds N         rounds that count, 5 by default; fewer are not for publication
              --quick            a tenth of the work, to try things out; not for publication
              --list             names of cases and curves
              --help             this text

            Peers: python3 on the path (missing otherwise), PP4J, Aeron,
            Redisson and the JDK's own.
            Run it on a machine that does nothing else. Exit code: 0; 1 if Heddle itself failed or a
            file could not be written; 2 if the command line is wrong. A missed target is no failure.
            """;

    private final Arguments arguments;
    private final Quiet quiet = new Quiet();
    private final List<Case> cases;
    private final List<Curve> curves;

    private Compare(Arguments arguments) {
        this.arguments = arguments;
        Workload work = new Workload(arguments.quick());
        this.cases = new Cases(work).all();
        this.curves = Curve.all(work, Strand.cores());
    }

    public static void main(String[] words) throws InterruptedException {
        System.exit(run(words));
    }

    private static int run(String... words) throws InterruptedException {
        try {
            Arguments arguments = Arguments.of(words);
            if (arguments.help()) {
                System.out.print(HELP);
                return 0;
            }
            Compare compare = new Compare(arguments);
            if (arguments.list()) {
                compare.list();
                return 0;
            }
            compare.requireKnownNames();
            return compare.measure("benchmarks/compare " + String.join(" ", words));
        } catch (IllegalArgumentException e) {
            System.err.println("compare: " + e.getMessage() + "; see --help");
            return 2;
        } catch (IOException e) {
            System.err.println("compare: a file could not be written: " + e);
            return 1;
        }
    }

    private void list() {
        Table table = new Table("name", "");
        cases.forEach(subject -> table.add(subject.name(), subject.what()));
        curves.forEach(curve -> table.add(curve.subject().name(), curve.subject().what()));
        System.out.print(table.plain());
    }

    private void requireKnownNames() {
        List<String> known = new ArrayList<>(List.of(CASES, CURVES));
        known.addAll(names());
        for (String name : arguments.names()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "no such case: %s; there are %s".formatted(name, String.join(", ", known)));
            }
        }
    }

    private int measure(String command) throws InterruptedException, IOException {
        Machine machine = Machine.here();
        System.out.println(machine.line());
        List<String> warnings = warnings(machine);
        warnings.forEach(warning -> System.out.println("warning: " + warning));

        Race.WarmUp warmUp = arguments.quick() ? QUICK_WARM_UP : WARM_UP;
        Race race = new Race(arguments.rounds(), warmUp, quiet, Compare::showProgress);
        List<CaseResult> results = new ArrayList<>();
        for (Case subject : cases) {
            if (arguments.selects(subject.name(), CASES, true)) {
                results.add(race.run(subject));
            }
        }
        List<Curve.Result> curveResults = new ArrayList<>();
        for (Curve curve : curves) {
            if (arguments.selects(curve.subject().name(), CURVES, false)) {
                curveResults.add(new Curve.Result(curve, race.run(curve.subject())));
            }
        }
        showProgress("");

        Report report =
                new Report(
                        command.trim(),
                        machine,
                        versions(),
                        arguments.quick(),
                        arguments.rounds(),
                        quiet.mostSeen(),
                        warnings,
                        results,
                        curveResults);
        System.out.print(report.text());
        if (arguments.json().isPresent()) {
            write(arguments.json().get(), Json.write(report.json()) + "\n");
        }
        if (arguments.page().isPresent()) {
            writePage(arguments.page().get(), report);
        }
        return report.heddleFailed() ? 1 : 0;
    }

    private List<String> warnings(Machine machine) {
        List<String> warnings = new ArrayList<>();
        Quiet.warningAtStart(machine.load(), machine.cores()).ifPresent(warnings::add);
        if (arguments.quick()) {
            warnings.add("a try-out with a tenth of the work: not for publication");
        }
        if (arguments.rounds() < Arguments.LEAST_ROUNDS) {
            warnings.add(
                    "fewer than %d rounds: not for publication".formatted(Arguments.LEAST_ROUNDS));
        }
        return warnings;
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("cpython", PythonSide.version());
        versions.put("pp4j", versionOf(ProcessExecutors.class));
        versions.put("aeron", versionOf(MediaDriver.class));
        versions.put("redisson", versionOf(Redisson.class));
        return versions;
    }

    /// From the name of its jar, since it says so nowhere else.
    private static String versionOf(Class<?> type) {
        String jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        return jar.replaceAll(".*/[a-z0-9]+-|\\.jar$", "");
    }

    private void writePage(Path file, Report report) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : "";
        write(file, Page.of(before, report.sections(), names()));
    }

    private List<String> names() {
        return Stream.concat(
                        cases.stream().map(Case::name),
                        curves.stream().map(curve -> curve.subject().name()))
                .toList();
    }

    private static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text);
    }

    @SuppressWarnings("SystemConsoleNull") // its documentation allows null
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /// One line that each next one overwrites, for people only.
    private static void showProgress(String text) {
        if (isTerminal()) {
            System.err.printf("\r\u001b[K%s", text);
        }
    }
}

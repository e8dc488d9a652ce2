package io.heddle.console.quickstart;

import io.heddle.Kind;
import io.heddle.WorkerDiedException.Death;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/// Makes tours that nobody has taken.
final class Tours {

    static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");

    private Tours() {}

    /// A tour over some files: one millisecond for each, on two threads and two processes, of which
    /// the second is killed over the first file.
    static Tour.Outcome over(String... names) {
        List<SourceFile> files = new ArrayList<>();
        for (String name : names) {
            files.add(new SourceFile(name, URI.create("file:///tmp/tour/file" + files.size()), 10));
        }
        List<Run> runs =
                List.of(
                        run(Kind.INLINE, 1, files, false),
                        run(Kind.THREAD, 2, files, false),
                        run(Kind.COROUTINE, files.size(), files, false),
                        run(Kind.PROCESS, 2, files, false),
                        run(Kind.PROCESS, 2, files, true));
        Problems problems = new Problems();
        return new Tour.Outcome(
                new Tour.Plan(
                        Path.of("/tmp/tour"),
                        2,
                        true,
                        Duration.ofSeconds(1),
                        new FileTree.Selection(false, false, Set.of())),
                BEGIN,
                files,
                List.of(".git"),
                runs,
                runs.stream()
                        .map(run -> Comparison.of(files, runs.getFirst(), run, problems))
                        .toList(),
                List.of(
                        new Problems.Problem(
                                Problems.Sort.LINK, "<b>link</b>", "-> <i>target</i>")));
    }

    static Run run(Kind kind, int workers, List<SourceFile> files, boolean killed) {
        Map<Integer, FileFacts> facts = new TreeMap<>();
        for (int file = 0; file < files.size(); file++) {
            facts.put(file, facts(file, kind, Math.min(workers, 2), killed));
        }
        Way way = new Way(kind, workers);
        return new Run(
                killed ? way.title() + " + kill" : way.title(),
                way,
                killed ? OptionalInt.of(0) : OptionalInt.empty(),
                BEGIN,
                Duration.ofMillis(files.size() + 5L),
                Duration.ofMillis(3),
                facts,
                Map.of(),
                killed ? List.of(loss()) : List.of(),
                crew(kind, killed),
                killed ? Optional.of(strike()) : Optional.empty(),
                killed ? Optional.of(Duration.ofMillis(4)) : Optional.empty());
    }

    static FileFacts facts(int file, Kind kind, int workers, boolean killed) {
        int worker = killed ? 1 : file % workers;
        long pid = kind == Kind.PROCESS ? 101 + worker : ProcessHandle.current().pid();
        String thread = kind == Kind.THREAD ? "thread-" + (worker + 1) : "main";
        return new FileFacts(content(file), 1_000, new Stint(pid, thread, at(file), at(file + 1)));
    }

    static Content content(int file) {
        return new Content(10 + file, 1, 2, "%064x".formatted(file));
    }

    /// A moment so many milliseconds after the beginning.
    static Instant at(long millis) {
        return BEGIN.plusMillis(millis);
    }

    private static List<Crew.Member> crew(Kind kind, boolean killed) {
        if (kind != Kind.PROCESS) {
            return List.of();
        }
        List<Crew.Member> crew = new ArrayList<>();
        crew.add(new Crew.Member("tour-1", 101, BEGIN.minusSeconds(1)));
        crew.add(new Crew.Member("tour-2", 102, BEGIN.minusSeconds(1)));
        if (killed) {
            crew.add(new Crew.Member("tour-3", 103, at(3)));
        }
        return crew;
    }

    private static Loss loss() {
        Death death =
                new Death(
                        101,
                        io.heddle.WorkerDiedException.Kind.SIGNAL,
                        -9,
                        Duration.ofSeconds(1),
                        0,
                        0,
                        List.of(),
                        "",
                        "");
        return new Loss(0, death, at(2));
    }

    private static WorkerKill.Strike strike() {
        return new WorkerKill.Strike("tour-1", 101, BEGIN, at(1), Set.of(101L, 102L));
    }
}

package io.heddle.console.quickstart;

import io.heddle.Kind;
import io.heddle.console.page.Wording;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The whole story in order: find the files, look at each once, read them in each of the four ways
/// and then, in processes, once more with a kill, and compare.
///
/// @param plan what was asked for
/// @param progress is told how far it is
/// @param err gets a line for each thing that could not be read
record Tour(Plan plan, Progress progress, PrintStream err) {

    /// What was asked for.
    ///
    /// @param directory what is to be read, its real path
    /// @param workers the number of threads and processes
    /// @param kill whether a worker is to be killed
    /// @param warmUp how long a pool works before it is measured
    /// @param selection which files count
    record Plan(
            Path directory,
            int workers,
            boolean kill,
            Duration warmUp,
            FileTree.Selection selection) {}

    /// What came of it.
    ///
    /// @param plan what was asked for
    /// @param startedAt when it began
    /// @param files the files that could be read at the first look
    /// @param leftOut the directories that were not entered
    /// @param runs one for each way, the sequential one first, and the one with the kill at the end
    /// @param comparisons how each compares with the sequential one
    /// @param problems what could not be read
    record Outcome(
            Plan plan,
            Instant startedAt,
            List<SourceFile> files,
            List<String> leftOut,
            List<Run> runs,
            List<Comparison> comparisons,
            List<Problems.Problem> problems) {

        Run sequential() {
            return runs.getFirst();
        }

        /// Gives the run in which a worker was to be killed, or else the last one.
        Run killed() {
            return runs.getLast();
        }
    }

    /// Takes the tour.
    ///
    /// @return what came of it; empty if there was no file that could be read
    Optional<Outcome> take() throws IOException, InterruptedException {
        Instant startedAt = Instant.now();
        Problems problems = new Problems();
        FileTree.Found found = FileTree.walk(plan.directory(), plan.selection(), problems);
        sayWhatIsLeftOut(found.leftOut());
        problems.report(err);
        List<SourceFile> files = readable(found.files(), problems);
        problems.report(err);
        if (files.isEmpty()) {
            sayThatNothingIsLeft(found);
            return Optional.empty();
        }
        List<Run> runs = runs(files, problems);
        List<Comparison> comparisons = compare(files, runs, problems);
        problems.report(err);
        return Optional.of(
                new Outcome(
                        plan,
                        startedAt,
                        files,
                        found.leftOut(),
                        runs,
                        comparisons,
                        problems.all()));
    }

    private void sayWhatIsLeftOut(List<String> leftOut) {
        if (!leftOut.isEmpty()) {
            progress.note(
                    "left out: %d hidden or generated %s (%s); --all reads %s too"
                            .formatted(
                                    leftOut.size(),
                                    leftOut.size() == 1 ? "directory" : "directories",
                                    Wording.some(leftOut, 4),
                                    leftOut.size() == 1 ? "it" : "them"));
        }
    }

    private void sayThatNothingIsLeft(FileTree.Found found) {
        String hint =
                found.leftOut().isEmpty()
                        ? "; give another directory: heddle quickstart DIR"
                        : "; --all would also look into what is left out";
        err.println(
                "heddle: no file to read: directory=%s found=%d readable=0%s"
                        .formatted(Names.printable(plan.directory()), found.files().size(), hint));
    }

    /// Reads everything once, so that later no file comes from the disk; what cannot be read now is
    /// not part of the tour.
    private List<SourceFile> readable(List<SourceFile> files, Problems problems)
            throws InterruptedException {
        if (files.isEmpty()) {
            return files;
        }
        try (Workshop shop = Workshop.open(new Way(Kind.THREAD, plan.workers()), job(files))) {
            Run run = shop.runCold("first look");
            blame(files, run, problems);
            return run.facts().keySet().stream().sorted().map(files::get).toList();
        }
    }

    private List<Run> runs(List<SourceFile> files, Problems problems) throws InterruptedException {
        List<Way> ways =
                List.of(
                        new Way(Kind.INLINE, 1),
                        new Way(Kind.THREAD, plan.workers()),
                        new Way(Kind.COROUTINE, files.size()),
                        new Way(Kind.PROCESS, plan.workers()));
        List<Run> runs = new ArrayList<>();
        for (Way way : ways) {
            try (Workshop shop = Workshop.open(way, job(files))) {
                runs.add(shop.run());
                if (plan.kill() && way.kind() == Kind.PROCESS) {
                    runs.add(shop.runWithKill(victim(files, runs.getLast())));
                }
            }
        }
        runs.forEach(run -> blame(files, run, problems));
        return List.copyOf(runs);
    }

    /// Chooses the file whose task is to be hit: one that could still be read in the run before, one
    /// third through, so that there is work before and after.
    private static int victim(List<SourceFile> files, Run before) {
        int wanted = files.size() / 3;
        return before.facts().keySet().stream()
                .min(Comparator.comparingInt(file -> Math.abs(file - wanted)))
                .orElse(wanted);
    }

    private Workshop.Job job(List<SourceFile> files) {
        return new Workshop.Job(
                files,
                plan.warmUp(),
                progress,
                line -> err.println(line.worker() + ": " + line.text()));
    }

    private static void blame(List<SourceFile> files, Run run, Problems problems) {
        run.failures()
                .forEach((file, failure) ->
                        problems.add(
                                Reasons.sortOf(failure),
                                files.get(file).name(),
                                Reasons.of(failure)));
    }

    private static List<Comparison> compare(
            List<SourceFile> files, List<Run> runs, Problems problems) {
        return runs.stream()
                .map(run -> Comparison.of(files, runs.getFirst(), run, problems))
                .toList();
    }
}

package io.heddle.console.quickstart;

import io.heddle.Kind;
import io.heddle.TaskLine;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// An open pool in which the whole job is done, once or more often.
///
/// Only the time between the first submission and the last result counts as the time of a run. The
/// start of the pool is measured for itself, and before its first run every pool does the same work
/// for the same while without being measured, so that none is judged by code that is not compiled
/// yet. Used by one thread.
final class Workshop implements AutoCloseable {

    /// What stays the same for all pools.
    ///
    /// @param files what is to be read
    /// @param warmUp how long a pool works before it is measured
    /// @param progress is told how far it is
    /// @param output gets what tasks print, which should be nothing
    record Job(
            List<SourceFile> files,
            Duration warmUp,
            Progress progress,
            Consumer<TaskLine> output) {}

    /// A pool warms up with a part of the files, of about this size in all.
    private static final long SAMPLE_BYTES = 16L << 20;

    private static final int SAMPLE_FILES = 512;

    private final Way way;
    private final Job job;
    private final WorkerKill kill;
    private final TaskPool pool;
    private final Staff staff;
    private final Duration startTook;
    private boolean isWarm;

    private Workshop(Way way, Job job) throws InterruptedException {
        this.way = way;
        this.job = job;
        this.kill = new WorkerKill(job.output());
        long begin = System.nanoTime();
        this.pool = way.open(TaskOutput.lines(kill));
        this.staff = new Staff(pool, way.kind() == Kind.PROCESS ? way.workers() : 0);
        try {
            staff.awaitReady();
        } catch (InterruptedException | RuntimeException e) {
            abandon();
            throw e;
        }
        kill.aimAt(pool);
        this.startTook = since(begin);
    }

    /// Opens a pool and waits until its workers are ready.
    static Workshop open(Way way, Job job) throws InterruptedException {
        return new Workshop(way, job);
    }

    /// Does the job, measured.
    Run run() throws InterruptedException {
        return run(way.title(), OptionalInt.empty());
    }

    /// Does the job and kills a worker.
    ///
    /// @param held the index of the file whose task is to be hit
    Run runWithKill(int held) throws InterruptedException {
        return run(way.title() + " + kill", OptionalInt.of(held));
    }

    /// Does the job once, cold and under another name.
    Run runCold(String title) throws InterruptedException {
        isWarm = true;
        return run(title, OptionalInt.empty());
    }

    private Run run(String title, OptionalInt held) throws InterruptedException {
        try (Progress.Phase phase = job.progress().begin(title, job.files().size())) {
            warmUp();
            Round round = new Round(pool, job.files(), held, staff.crew(), phase);
            Instant at = Instant.now();
            long begin = System.nanoTime();
            round.run();
            Duration took = since(begin);
            phase.took(took);
            return result(title, held, at, took, round);
        } catch (InterruptedException | RuntimeException e) {
            abandon();
            throw e;
        }
    }

    private Run result(String title, OptionalInt held, Instant at, Duration took, Round round)
            throws InterruptedException {
        Optional<Duration> replacementTook = staff.awaitReplacement(round.losses());
        return new Run(
                title,
                way,
                held,
                at,
                took,
                startTook,
                round.facts(),
                round.failures(),
                round.losses(),
                staff.crew().members(),
                kill.strike(),
                replacementTook);
    }

    /// Does a part of the job until the time is up, before the first run only.
    private void warmUp() throws InterruptedException {
        List<SourceFile> sample = sample();
        long begin = System.nanoTime();
        while (!isWarm && since(begin).compareTo(job.warmUp()) < 0) {
            new Round(pool, sample, OptionalInt.empty(), staff.crew(), Progress.Phase.UNSEEN).run();
        }
        isWarm = true;
    }

    /// Gives files from all over the tree.
    private List<SourceFile> sample() {
        List<SourceFile> files = job.files();
        int step = Math.max(1, files.size() / SAMPLE_FILES);
        List<SourceFile> sample = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < files.size() && bytes < SAMPLE_BYTES; i += step) {
            sample.add(files.get(i));
            bytes += files.get(i).bytes();
        }
        return sample;
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /// Drops what is still to be done, which [#close] would wait for.
    private void abandon() {
        pool.shutdownNow();
    }

    @Override
    public void close() {
        pool.close();
    }
}

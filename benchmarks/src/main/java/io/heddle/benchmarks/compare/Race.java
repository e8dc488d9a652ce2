package io.heddle.benchmarks.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Lets the contestants of a case do their rounds in turn: A B C, A B C, …
///
/// Everybody is ready and has warmed up before the first round that counts, and stays ready until the
/// last one, so that all see the same machine. A contestant that fails, or does not answer in time, is
/// missing from then on; its earlier rounds do not count.
final class Race {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// How long a case warms up: both bounds are met. A JVM compiles what runs often, and makes its heap as
    /// large as it needs, within seconds and not within rounds, of which some take a tenth of a second.
    ///
    /// @param rounds how many rounds at least
    /// @param time how long at least, all contestants together
    record WarmUp(int rounds, Duration time) {}

    private final int rounds;
    private final WarmUp warmUp;
    private final Quiet quiet;
    private final Consumer<String> progress;

    /// Makes a way to run cases.
    ///
    /// @param rounds how many rounds count
    /// @param warmUp what comes before them
    /// @param quiet watches what else the machine does
    /// @param progress is told what happens
    Race(int rounds, WarmUp warmUp, Quiet quiet, Consumer<String> progress) {
        this.rounds = rounds;
        this.warmUp = warmUp;
        this.quiet = quiet;
        this.progress = progress;
    }

    CaseResult run(Case subject) throws InterruptedException {
        List<Lane> lanes = subject.contestants().stream().map(Lane::new).toList();
        List<Double> others = new ArrayList<>();
        try {
            for (Lane lane : lanes) {
                progress.accept("%s: %s gets ready".formatted(subject.name(), lane.name()));
                lane.open();
            }
            long begin = System.nanoTime();
            for (int i = 0; i < warmUp.rounds() || isShort(begin); i++) {
                runAll(lanes, subject.name() + ": warm-up", false);
            }
            for (int i = 1; i <= rounds; i++) {
                String title = "%s: round %d of %d".formatted(subject.name(), i, rounds);
                others.add(quiet.shareOfOthers());
                runAll(lanes, title, true);
            }
        } finally {
            lanes.forEach(Lane::close);
        }
        return new CaseResult(
                subject,
                lanes.stream().map(Lane::entry).toList(),
                Quiet.warningOf(others).stream().toList());
    }

    private boolean isShort(long begin) {
        return System.nanoTime() - begin < warmUp.time().toNanos();
    }

    private void runAll(List<Lane> lanes, String title, boolean counts)
            throws InterruptedException {
        for (Lane lane : lanes) {
            progress.accept(title + ", " + lane.name());
            lane.round(counts);
        }
    }

    /// One contestant with a thread of its own, so that nobody waits for ever for one that hangs.
    private static final class Lane {

        private final Contestant contestant;
        private final ExecutorService thread;

        /// Filled by the contestant's thread while the race waits for it.
        private final List<Round> done = new ArrayList<>();

        /// Set and used by the contestant's thread.
        private Contestant.Side side = () -> Round.of(0);

        private String missing = "";

        Lane(Contestant contestant) {
            this.contestant = contestant;
            this.thread =
                    Executors.newSingleThreadExecutor(
                            Thread.ofPlatform().daemon().name(contestant.name()).factory());
        }

        String name() {
            return contestant.name();
        }

        void open() throws InterruptedException {
            attempt(() -> side = contestant.opener().open());
        }

        void round(boolean counts) throws InterruptedException {
            attempt(() -> {
                Round round = side.round();
                if (counts) {
                    done.add(round);
                }
            });
        }

        /// Does something in the thread of the contestant, unless it is missing.
        private void attempt(Step step) throws InterruptedException {
            if (!missing.isEmpty()) {
                return;
            }
            Callable<Boolean> task =
                    () -> {
                        step.run();
                        return true;
                    };
            try {
                thread.submit(task).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                missing = reason(e);
            } catch (TimeoutException e) {
                missing = "no answer within " + PATIENCE.toSeconds() + " s";
            }
        }

        private interface Step {
            void run() throws Exception;
        }

        private static String reason(ExecutionException failure) {
            return failure.getCause() instanceof MissingException absent
                    ? String.valueOf(absent.getMessage())
                    : String.valueOf(failure.getCause());
        }

        void close() {
            Callable<Boolean> closing =
                    () -> {
                        side.close();
                        return true;
                    };
            try {
                thread.submit(closing).get(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException | CancellationException e) {
                System.err.println(name() + " did not end well: " + e);
            }
            thread.shutdownNow();
        }

        CaseResult.Entry entry() {
            return missing.isEmpty()
                    ? CaseResult.Entry.of(name(), done)
                    : CaseResult.Entry.missing(name(), missing);
        }
    }
}

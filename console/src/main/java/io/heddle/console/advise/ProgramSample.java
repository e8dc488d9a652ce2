package io.heddle.console.advise;

import io.heddle.Strand;
import io.heddle.command.Command;
import io.heddle.command.CommandException;
import io.heddle.command.CommandResult;
import io.heddle.command.CommandTimeoutException;
import io.heddle.command.OutputTo;
import io.heddle.console.advise.Finding.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// A program, with all that it starts and waits for.
///
/// What it computes is what the system has counted for the children of this process, when they have ended. Where the
/// system does not tell (it is read from `/proc/self/stat`), there is no advice.
///
/// ## Source
/// `proc_pid_stat(5)`, fields 16 and 17.
///
/// @param command the program and its arguments
record ProgramSample(List<String> command) {

    private static final Path STAT = Path.of("/proc/self/stat");

    /// Linux has shown times in hundredths of a second on every machine of the last decades (`USER_HZ`).
    private static final double TICKS_PER_SECOND = 100;

    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    private static final int TIMES = 3;
    private static final int MOST_TIMES = 100;
    private static final double LONG_ENOUGH_SECONDS = 0.5;
    private static final double MOSTLY_WAITING = 0.2;
    private static final double MOSTLY_COMPUTING = 0.8;
    private static final double SEVERAL_CORES = 1.3;

    /// Runs it some times and advises.
    ///
    /// @param limit how long one run may take
    Finding measure(Duration limit) throws SampleException, InterruptedException {
        double computed = childrenSeconds();
        long begin = System.nanoTime();
        int runs = 0;
        double elapsed = 0;
        while (runs < MOST_TIMES && (runs < TIMES || elapsed < LONG_ENOUGH_SECONDS)) {
            run(limit);
            runs++;
            elapsed = (System.nanoTime() - begin) / 1e9;
            if (runs == 1 && elapsed > 1) {
                break; // long enough to be measured by one run
            }
        }
        return finding(runs, elapsed, childrenSeconds() - computed);
    }

    private void run(Duration limit) throws SampleException, InterruptedException {
        try {
            CommandResult result =
                    Command.of(command)
                            .stdout(OutputTo.discard())
                            .stderr(OutputTo.discard())
                            .timeout(limit)
                            .run();
            if (result.exitCode() != 0) {
                throw new SampleException(
                        "the program fails, and only one that succeeds can be measured: %s"
                                .formatted(result));
            }
        } catch (CommandTimeoutException e) {
            throw new SampleException(
                    "the program was still running after %s s: command=%s; give it more time by --limit, or less to do"
                            .formatted(limit.toMillis() / 1000.0, String.join(" ", command)));
        } catch (CommandException e) {
            throw new SampleException(String.valueOf(e.getMessage()));
        }
    }

    private static double childrenSeconds() throws SampleException {
        try {
            String stat = Files.readString(STAT);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM]))
                    / TICKS_PER_SECOND;
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new SampleException(
                    "this system does not tell what programs compute: file=%s reason=%s"
                            .formatted(STAT, e));
        }
    }

    /// Advises by what all runs took, in seconds.
    Finding finding(int runs, double elapsed, double computing) {
        double cores = computing / elapsed;
        Measured alone =
                new Measured(
                        runs,
                        elapsed,
                        computing,
                        0,
                        Math.max(0, elapsed - computing),
                        Math.min(1, cores),
                        -1);
        List<String> notes =
                List.of(
                        "a program is a process already: threads or coroutines only start it and wait for it, by Command",
                        "what others did on this machine meanwhile looks as if it had waited");
        long workers = workers(cores);
        boolean waits = cores <= MOSTLY_WAITING;
        String how =
                waits
                        ? "coroutines, as many as there are: each runs Command in TaskPool.coroutines()"
                        : "%1$d at once: each runs Command in TaskPool.threads(%1$d)"
                                .formatted(workers);
        return new Finding(
                String.join(" ", command),
                waits ? "coroutines" : "threads",
                workers,
                how,
                why(cores),
                alone,
                null,
                notes);
    }

    private static long workers(double cores) {
        if (cores <= MOSTLY_WAITING) {
            return 0;
        }
        int there = Strand.cores();
        return cores >= MOSTLY_COMPUTING && cores < SEVERAL_CORES
                ? there
                : Math.max(1, (long) Math.ceil(there / cores - 0.1));
    }

    private static String why(double cores) {
        if (cores >= SEVERAL_CORES) {
            return String.format(Locale.ROOT, "it uses %.1f cores at once by itself", cores);
        }
        String share = String.format(Locale.ROOT, "it computes %.0f %% of its time", 100 * cores);
        if (cores <= MOSTLY_WAITING) {
            return share + " and waits for the rest";
        }
        return share
                + (cores >= MOSTLY_COMPUTING
                        ? ": one for each core"
                        : ": while some wait, others have the cores");
    }
}

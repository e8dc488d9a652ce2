package io.heddle.stress;

import io.heddle.PoolSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A kill storm over pools of processes.
///
/// ## The course of it
/// 1. *Rehearsal*: fresh pools, one errand of each kind, one blow with each weapon. Afterwards stock is
///    taken of what is there: what Heddle keeps for the whole program is not a leak.
/// 2. *Storm*: fresh pools, load and kills for as long as wanted.
/// 3. *Calm*: every future must be decided, every pool whole and working, and each must close.
/// 4. *Books*: no task may have begun twice, and nothing may be there beyond the stock of the rehearsal.
///
/// A fault never ends a storm early, unless nothing moves any more or there are [#ENOUGH_FAULTS].
final class PoolStorm {

    private static final long ENOUGH_FAULTS = 25;
    private static final Duration LOOK = Duration.ofMillis(200);

    private final StormPlan plan;
    private final Arena.Opener opener;
    private final Consumer<String> tell;
    private final Progress progress;
    private final Ledger ledger;
    private final KillTable table = new KillTable();

    /// Prepares a storm.
    ///
    /// @param tell called with each text that stays: faults and tables
    /// @param progress told how far it is
    PoolStorm(StormPlan plan, Arena.Opener opener, Consumer<String> tell, Progress progress) {
        this.plan = plan;
        this.opener = opener;
        this.tell = tell;
        this.progress = progress;
        this.ledger = new Ledger(tell);
    }

    /// Runs the storm from beginning to end.
    Verdict run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(plan.folder(), "storm-marks-");
        Marks marks = new Marks(folder.toString());
        try (Troubles _ = new Troubles(ledger)) {
            String tree = rehearse(marks);
            removeCrashFiles();
            System.gc();
            Inventory before = Inventory.take(tree, plan.folder(), folder);
            storm(marks);
            removeCrashFiles();
            checkLeaks(before, tree, folder);
            tell.accept(Summary.text(ledger, table, checkMarks(folder)));
        } finally {
            marks.close();
            remove(folder);
        }
        return ledger.verdict(table.kills());
    }

    // ---- rehearsal and storm -----------------------------------------------------------------

    /// @return what the trees of all workers have in common; empty if there are no processes
    private String rehearse(Marks marks) throws InterruptedException {
        Passage rehearsal = new Passage(plan, 0, opener, ledger, table, marks);
        rehearsal.rehearse();
        String tree = commonTree(rehearsal.arenas()).orElse("");
        rehearsal.end();
        return tree;
    }

    private static Optional<String> commonTree(List<Arena> arenas) {
        return arenas.stream()
                .flatMap(arena -> arena.pool().snapshot().workers().stream())
                .map(PoolSnapshot.Worker::pid)
                .filter(pid -> pid != 0)
                .flatMap(pid -> Family.commonTree(pid).stream())
                .findFirst();
    }

    private void storm(Marks marks) throws InterruptedException {
        Passage storm = new Passage(plan, 1, opener, ledger, table, marks);
        storm.rage(this::watch);
        storm.end();
        progress.end();
    }

    /// Lets time pass until the storm is over, or it is no use to go on.
    private void watch() throws InterruptedException {
        long begin = System.nanoTime();
        long lastCount = -1;
        long lastMove = begin;
        while (System.nanoTime() - begin < plan.length().toNanos()) {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            Verdict now = ledger.verdict(table.kills());
            progress.show(Duration.ofNanos(System.nanoTime() - begin), plan.length(), now.line());
            if (now.tasks() != lastCount) {
                lastCount = now.tasks();
                lastMove = System.nanoTime();
            }
            boolean stuck = System.nanoTime() - lastMove > plan.patience().toNanos();
            if (stuck || now.hangs() + now.innocent() + now.lost() >= ENOUGH_FAULTS) {
                return;
            }
        }
    }

    // ---- books -------------------------------------------------------------------------------

    private MarkCheck.Hits checkMarks(Path folder) throws IOException {
        return new MarkCheck(ledger, MarkBook.read(folder))
                .check(number -> 1 + Passage.customerOf(number, plan.arenas()).retries());
    }

    /// What was let go is taken back at the next garbage collection, and a process that was killed needs a
    /// moment too.
    private void checkLeaks(Inventory before, String tree, Path marks)
            throws IOException, InterruptedException {
        boolean nothing =
                Passage.comesTrue(
                        () -> beyond(before, tree, marks).isEmpty(), plan.patience(), System::gc);
        if (!nothing) {
            beyond(before, tree, marks)
                    .forEach(thing -> ledger.fault(Fault.Sort.LEAK, 0, 0, "left over: " + thing));
        }
    }

    private List<String> beyond(Inventory before, String tree, Path marks) {
        try {
            return Inventory.take(tree, plan.folder(), marks).beyond(before);
        } catch (IOException e) {
            throw new UncheckedIOException("no stock can be taken", e);
        }
    }

    /// Reports of crashes that the storm itself caused are for the user of the pool, who may remove them.
    private void removeCrashFiles() throws IOException {
        for (long pid : table.crashed()) {
            try (DirectoryStream<Path> reports =
                    Files.newDirectoryStream(plan.folder(), "heddle-crash-" + pid + "-*.log")) {
                for (Path report : reports) {
                    Files.delete(report);
                }
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}

package io.heddle.stress.shared;

import io.heddle.stress.Family;
import io.heddle.stress.Inventory;
import io.heddle.stress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A kill storm over shared objects.
///
/// ## The course of it
/// 1. *Rehearsal*: the play begins, each process is killed once, and it ends. Afterwards stock is taken of
///    what is there: what Heddle keeps for the whole program is not a leak.
/// 2. *Storm*: the play goes on with the same objects; processes are hit for as long as wanted.
/// 3. *Calm*: nobody is hit any more, and everybody must come to an end.
/// 4. *Books*: what the players noted must fit together, and nothing may be there beyond the stock.
///
/// It ends early if somebody hangs, or if there are [#ENOUGH_FAULTS].
final class SharedStorm {

    private static final long ENOUGH_FAULTS = 25;
    private static final long LOOK_MILLIS = 20;
    private static final String BELL = "descriptor pipe:";
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final SharedPlan plan;
    private final Programme programme;
    private final Tally tally;
    private final Progress progress;
    private final SplittableRandom dice;

    /// Prepares a storm.
    ///
    /// @param acts what is played
    /// @param tell called with each text that stays: faults and tables
    /// @param progress told how far it is
    SharedStorm(SharedPlan plan, List<Act> acts, Consumer<String> tell, Progress progress) {
        this.plan = plan;
        this.programme = new Programme(new ArrayList<>(acts), plan.processes());
        this.tally = new Tally(tell);
        this.progress = progress;
        this.dice = new SplittableRandom(plan.seed());
    }

    /// Runs the storm from beginning to end.
    SharedVerdict run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(plan.folder(), "storm-");
        Path file = folder.resolve("stage");
        long operations;
        Inventory before;
        List<String> filesBefore;
        String tree;
        try (Stage stage = Stage.create(file, programme.words())) {
            Striker striker = striker(company(stage, file), stage); // hits nobody
            tree = rehearse(stage, file);
            System.gc();
            before = Inventory.take(tree, plan.folder(), folder);
            filesBefore = sharedFiles();
            if (tally.verdict(0).isClean()) {
                striker = storm(stage, file);
            }
            settle(stage);
            tally.collect(stage, true);
            operations = operations(stage);
            tally.say(summary(stage) + striker.summary());
        } finally {
            Files.delete(file);
        }
        checkLeaks(before, filesBefore, tree, folder);
        Files.delete(folder);
        return tally.verdict(operations);
    }

    private Company company(Stage stage, Path file) {
        return new Company(programme, stage, file, tally, dice);
    }

    private Striker striker(Company company, Stage stage) {
        return new Striker(company, programme, stage, dice.split(), plan.killsPerSecond());
    }

    // ---- rehearsal and storm -----------------------------------------------------------------

    /// @return what the trees of all children have in common; empty if that is not known
    private String rehearse(Stage stage, Path file) throws InterruptedException {
        Company company = company(stage, file);
        Conducting conducting = new Conducting(programme, stage, company, dice);
        company.gather();
        String tree =
                company.members().stream()
                        .flatMap(member -> Family.commonTree(member.pid).stream())
                        .findFirst()
                        .orElse("");
        Watch watch = watch(stage, company);
        Striker nobody = striker(company, stage);
        boolean well = awaitAllPlaying(stage, company, watch, nobody);
        if (well) {
            company.killAll();
            well = awaitAllPlaying(stage, company, watch, nobody);
        }
        end(stage, company, conducting, watch, nobody, well);
        return tree;
    }

    /// Waits until every seat has played some times.
    private boolean awaitAllPlaying(Stage stage, Company company, Watch watch, Striker nobody)
            throws InterruptedException {
        long[] begin = operationsBySeat(stage);
        long deadline = System.nanoTime() + 3 * plan.patience().toNanos(); // the watch is first
        while (!haveAllPlayed(begin, operationsBySeat(stage))) {
            if (System.nanoTime() > deadline) {
                watch.tellThreads();
                tally.fault(Fault.HANG, "not every seat has played in the rehearsal");
                return false;
            }
            company.look();
            tally.collect(stage, false);
            if (watch.look(nobody) || tally.verdict(0).faults() >= ENOUGH_FAULTS) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return true;
    }

    private long[] operationsBySeat(Stage stage) {
        return allRows(stage).stream().mapToLong(Row::operations).toArray();
    }

    private static boolean haveAllPlayed(long[] before, long[] after) {
        for (int i = 0; i < before.length; i++) {
            if (after[i] == before[i]) {
                return false;
            }
        }
        return true;
    }

    private Striker storm(Stage stage, Path file) throws InterruptedException {
        stage.setOver(false);
        Company company = company(stage, file);
        Striker striker = striker(company, stage);
        Conducting conducting = new Conducting(programme, stage, company, dice);
        company.gather();
        Watch watch = watch(stage, company);
        Thread striking = Conducting.start("storm-striker", striker::run);
        boolean well = rage(stage, company, watch, striker);
        striker.stop();
        striking.join();
        progress.end();
        tally.say(watch.summary());
        end(stage, company, conducting, watch, striker, well);
        return striker;
    }

    /// Lets time pass until the storm is over, or it is no use to go on.
    ///
    /// @return whether nobody hangs
    private boolean rage(Stage stage, Company company, Watch watch, Striker striker)
            throws InterruptedException {
        long begin = System.nanoTime();
        long elapsed = 0;
        while (elapsed < plan.length().toNanos()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            company.look();
            tally.collect(stage, false);
            SharedVerdict now = tally.verdict(operations(stage));
            if (watch.look(striker)) {
                return false;
            }
            if (now.faults() >= ENOUGH_FAULTS) {
                return true;
            }
            elapsed = System.nanoTime() - begin;
            progress.show(Duration.ofNanos(elapsed), plan.length(), now.line());
        }
        return true;
    }

    private Watch watch(Stage stage, Company company) {
        return new Watch(programme, stage, company, tally, plan.patience());
    }

    // ---- calm ----------------------------------------------------------------------------------

    private void end(
            Stage stage,
            Company company,
            Conducting conducting,
            Watch watch,
            Striker striker,
            boolean well)
            throws InterruptedException {
        stage.setOver(true);
        company.closeDoor();
        company.allGoOn();
        boolean hangs = !well;
        while (!hangs && !company.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            company.look();
            hangs = watch.look(striker) || tooLong(company);
        }
        if (hangs) {
            company.killAll();
        }
        if (!company.awaitEnd(plan.patience())) {
            tally.fault(Fault.HANG, "a process that was killed does not end");
        }
        conducting.end(plan.patience(), tally);
        tally.collect(stage, false);
    }

    /// A player whose threads have all ended must end too.
    private boolean tooLong(Company company) throws InterruptedException {
        for (Company.Member member : company.members()) {
            if (company.hasOutstayed(member, plan.patience())) {
                tally.fault(Fault.HANG, "a player does not end: pid=" + member.pid);
                return true;
            }
        }
        return false;
    }

    // ---- books
    // -----------------------------------------------------------------------------------

    private void settle(Stage stage) throws InterruptedException {
        for (int i = 0; i < programme.acts().size(); i++) {
            Act act = programme.acts().get(i);
            Rows rows = programme.rows(stage, i, _ -> false);
            act.settle(
                    new Settlement(
                            programme.words(stage, i), rows, plan.patience(), tally, act.title()));
        }
    }

    private List<Row> allRows(Stage stage) {
        List<Row> rows = new ArrayList<>();
        for (int process = 0; process < programme.processes(); process++) {
            rows.addAll(programme.rowsOf(stage, process));
        }
        return rows;
    }

    private long operations(Stage stage) {
        return allRows(stage).stream().mapToLong(Row::operations).sum();
    }

    private String summary(Stage stage) {
        StringBuilder text = new StringBuilder();
        text.append("  %-20s %12s %16s%n".formatted("act", "operations", "killed while at"));
        for (int i = 0; i < programme.acts().size(); i++) {
            Rows rows = programme.rows(stage, i, _ -> false);
            text.append(
                    "  %-20s %12d %16d%n"
                            .formatted(
                                    programme.acts().get(i).title(),
                                    rows.operations(),
                                    rows.deaths()));
        }
        return text.toString();
    }

    // ---- what is left
    // ---------------------------------------------------------------------------------

    private void checkLeaks(Inventory before, List<String> files, String tree, Path own)
            throws InterruptedException {
        long begin = System.nanoTime();
        List<String> left = left(before, files, tree, own);
        while (!left.isEmpty() && System.nanoTime() - begin < plan.patience().toNanos()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            System.gc();
            left = left(before, files, tree, own);
        }
        left.forEach(thing -> tally.fault(Fault.LEAK, "left over: " + thing));
    }

    private List<String> left(Inventory before, List<String> files, String tree, Path own) {
        try {
            List<String> left =
                    new ArrayList<>(Inventory.take(tree, plan.folder(), own).beyond(before));
            for (int i = 0; i < plan.processes(); i++) {
                left.remove(BELL); // of those who died last, and of whom nobody has asked since
            }
            List<String> now = sharedFiles();
            now.removeAll(files);
            now.forEach(file -> left.add("shared memory " + file));
            return left;
        } catch (IOException e) {
            throw new UncheckedIOException("no stock can be taken", e);
        }
    }

    private static List<String> sharedFiles() throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(SHARED_MEMORY, "heddle-*")) {
            files.forEach(file -> found.add(file.toString()));
        }
        return found;
    }
}

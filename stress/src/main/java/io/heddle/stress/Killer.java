package io.heddle.stress;

import io.heddle.PoolSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Hits workers. It waits until one is about what the dice wanted, or takes any if none is in time, and
/// follows each victim to its end.
///
/// Used by one thread at a time.
final class Killer {

    private static final long LONGEST_SEARCH_NANOS = 120_000_000;
    private static final long LOOK_NANOS = 1_500_000;
    private static final long LONGEST_SLEEP_NANOS = 20_000_000;

    /// How long a process may take to end that was hit with something deadly.
    private final Duration patience;

    private final List<Arena> arenas;
    private final SplittableRandom dice;
    private final double meanPauseNanos;
    private final Ledger ledger;
    private final KillTable table;
    private final Map<String, StartBudget> budgets = new HashMap<>();
    private final List<Wounded> wounded = new ArrayList<>();

    private volatile boolean stopped;

    /// A worker in sight.
    private record Target(Arena arena, String worker, ProcessHandle process, Phase phase) {}

    /// A worker that was hit and whose end, or recovery, is still to come.
    ///
    /// @param process it
    /// @param weapon what it was hit with
    /// @param nextNanos when the second blow falls, or when its end is overdue
    private record Wounded(ProcessHandle process, Weapon weapon, long nextNanos) {}

    Killer(
            List<Arena> arenas,
            SplittableRandom dice,
            double killsPerSecond,
            Ledger ledger,
            KillTable table,
            Duration patience) {
        this.arenas = List.copyOf(arenas);
        this.dice = dice;
        this.meanPauseNanos = 1e9 / killsPerSecond;
        this.ledger = ledger;
        this.table = table;
        this.patience = patience;
        arenas.forEach(arena -> budgets.put(arena.name(), new StartBudget()));
    }

    /// Kills until it is stopped.
    void run() throws InterruptedException {
        while (!stopped) {
            Strike strike = Strike.of(dice, meanPauseNanos);
            rest(strike.pauseNanos());
            if (!stopped) {
                carryOut(strike);
            }
        }
    }

    /// Hits once with each weapon.
    void runEach() throws InterruptedException {
        for (Weapon weapon : Weapon.values()) {
            Strike any = Strike.of(dice, meanPauseNanos);
            carryOut(
                    new Strike(
                            0,
                            any.arena(),
                            Phase.RUNNING,
                            weapon,
                            0,
                            Duration.ofMillis(50).toNanos(),
                            false));
        }
        awaitAll();
    }

    /// Ends the killing.
    void stop() {
        stopped = true;
    }

    /// Waits for the end or the recovery of all who were hit.
    void awaitAll() throws InterruptedException {
        while (!wounded.isEmpty()) {
            follow();
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void rest(long nanos) throws InterruptedException {
        long begin = System.nanoTime();
        long left = nanos;
        do {
            follow();
            TimeUnit.NANOSECONDS.sleep(Math.min(left, LONGEST_SLEEP_NANOS));
            left = nanos - (System.nanoTime() - begin);
        } while (left > 0 && !stopped);
    }

    // ---- one attack --------------------------------------------------------------------------

    private void carryOut(Strike strike) throws InterruptedException {
        Arena arena = arenas.get((int) (strike.arena() * arenas.size()));
        Optional<Target> target = search(arena, strike.phase());
        if (target.isEmpty()) {
            table.miss();
            return;
        }
        LockSupport.parkNanos(this, strike.aimNanos());
        List<Target> now = targets(arena);
        List<Target> victims =
                strike.all()
                        ? now
                        : now.stream().filter(each -> isSame(each, target.get())).toList();
        if (victims.isEmpty()) {
            table.miss();
        }
        for (Target victim : victims) {
            hit(victim, strike);
        }
    }

    private static boolean isSame(Target one, Target other) {
        return one.process().equals(other.process());
    }

    /// Looks for a worker in a phase; at last for any.
    private Optional<Target> search(Arena arena, Phase phase) throws InterruptedException {
        long begin = System.nanoTime();
        List<Target> targets = targets(arena);
        while (System.nanoTime() - begin < LONGEST_SEARCH_NANOS && !stopped) {
            Optional<Target> found =
                    targets.stream().filter(each -> each.phase() == phase).findFirst();
            if (found.isPresent()) {
                return found;
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
            targets = targets(arena);
        }
        return targets.stream().findFirst();
    }

    /// Everybody in a pool who can be hit now, and what they are about.
    private List<Target> targets(Arena arena) {
        PoolSnapshot snapshot = arena.pool().snapshot();
        StartBudget budget = budget(arena);
        budget.look(snapshot, Instant.now());
        Map<String, ProcessHandle> unborn = Map.of();
        List<Target> targets = new ArrayList<>();
        for (PoolSnapshot.Worker worker : snapshot.workers()) {
            if (worker.pid() == 0 && unborn.isEmpty()) {
                unborn = unborn();
            }
            Optional<ProcessHandle> process =
                    worker.pid() == 0
                            ? Optional.ofNullable(unborn.get(worker.name()))
                            : ProcessHandle.of(worker.pid());
            Phase phase = Phase.of(worker);
            process.filter(ProcessHandle::isAlive)
                    .filter(Family::isWorker)
                    .filter(_ -> phase != Phase.STARTING || budget.isOpen())
                    .map(handle -> new Target(arena, worker.name(), handle, phase))
                    .ifPresent(targets::add);
        }
        return targets;
    }

    private StartBudget budget(Arena arena) {
        return budgets.computeIfAbsent(arena.name(), _ -> new StartBudget());
    }

    /// Workers whose process is there, while the pool does not know its number yet.
    private static Map<String, ProcessHandle> unborn() {
        Map<String, ProcessHandle> byName = new HashMap<>();
        Family.workers().forEach(member -> byName.put(member.worker(), member.handle()));
        return byName;
    }

    private void hit(Target victim, Strike strike) throws InterruptedException {
        ProcessHandle process = victim.process();
        boolean again = wounded.stream().anyMatch(each -> each.process().equals(process));
        boolean starting = victim.phase() == Phase.STARTING;
        if (again || (starting && strike.weapon().isDeadly() && !budget(victim.arena()).isOpen())) {
            return;
        }
        if (starting && strike.weapon().isDeadly()) {
            budget(victim.arena()).spend(victim.worker());
        }
        if (strike.weapon().isDeadly()) {
            ledger.licence(process.pid(), strike.weapon());
        }
        table.blow(victim.phase(), strike.weapon(), process.pid());
        ledger.chronicle()
                .note(
                        0,
                        process.pid(),
                        "is hit:",
                        strike.weapon() + " " + victim.worker() + " " + victim.phase());
        boolean stops = strike.weapon() == Weapon.STOP_KILL || strike.weapon() == Weapon.PAUSE;
        signal(process, strike.weapon());
        long wait = stops ? strike.stopNanos() : patience.toNanos();
        wounded.add(new Wounded(process, strike.weapon(), System.nanoTime() + wait));
    }

    private static void signal(ProcessHandle process, Weapon weapon) throws InterruptedException {
        switch (weapon) {
            case KILL -> process.destroyForcibly();
            case TERM -> process.destroy();
            case SEGV -> signal(process, "SEGV");
            case STOP_KILL, PAUSE -> signal(process, "STOP");
        }
    }

    /// The JDK cannot send these; a process that has ended meanwhile is no trouble.
    private static void signal(ProcessHandle process, String signal) throws InterruptedException {
        if (!process.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("there is no `kill` program on the path", e);
        }
    }

    // ---- what becomes of victims
    // -----------------------------------------------------------------

    private void follow() throws InterruptedException {
        List<Wounded> again = new ArrayList<>();
        for (Iterator<Wounded> all = wounded.iterator(); all.hasNext(); ) {
            Wounded one = all.next();
            if (!one.process().isAlive()) {
                if (one.weapon().isDeadly()) {
                    table.kill();
                }
                all.remove();
            } else if (System.nanoTime() - one.nextNanos() >= 0) {
                all.remove();
                secondBlow(one).ifPresent(again::add);
            }
        }
        wounded.addAll(again);
    }

    private Optional<Wounded> secondBlow(Wounded one) throws InterruptedException {
        ProcessHandle process = one.process();
        switch (one.weapon()) {
            case PAUSE -> {
                signal(process, "CONT");
                ledger.chronicle().note(0, process.pid(), "goes on", "");
                return Optional.empty();
            }
            case STOP_KILL ->
                    ledger.chronicle().note(0, process.pid(), "is killed", "while stopped");
            default ->
                    ledger.fault(
                            Fault.Sort.HANG,
                            0,
                            process.pid(),
                            "a worker does not end: pid=%d weapon=%s waited=%s\n%s"
                                    .formatted(
                                            process.pid(),
                                            one.weapon(),
                                            patience,
                                            Threads.of(process)));
        }
        process.destroyForcibly();
        return Optional.of(
                new Wounded(process, Weapon.KILL, System.nanoTime() + patience.toNanos()));
    }
}

package io.heddle.stress;

import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.TaskFuture;
import io.heddle.TaskLine;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One passage of a storm over fresh pools, from opening to closing, with everything that must be so at its
/// end: every future decided, full strength, and a pool that closes.
final class Passage {

    /// What somebody does in a thread of its own.
    @FunctionalInterface
    interface Part {
        void play() throws InterruptedException;
    }

    private static final long LOOK_MILLIS = 10;
    private static final int PROBES_PER_WORKER = 4;
    private static final int MOST_CUSTOMERS = 100;

    private final StormPlan plan;
    private final Ledger ledger;
    private final List<Arena> arenas = new ArrayList<>();
    private final List<Customer> customers = new ArrayList<>();
    private final Killer killer;
    private final ScheduledExecutorService later =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("storm-canceller").factory());

    /// Opens the pools.
    ///
    /// @param number which passage of the storm it is, so that no two have errands with the same number
    Passage(
            StormPlan plan,
            int number,
            Arena.Opener opener,
            Ledger ledger,
            KillTable table,
            Marks marks) {
        this.plan = plan;
        this.ledger = ledger;
        SplittableRandom dice = new SplittableRandom(plan.seed() + number);
        for (Arena.Plan each : plan.arenas()) {
            Arena arena = Arena.open(each, opener, TaskOutput.lines(this::checkLine));
            arenas.add(arena);
            int customer = number * MOST_CUSTOMERS + customers.size();
            ErrandDice errands = new ErrandDice(dice.split(), customer, plan.kinds());
            customers.add(new Customer(arena, errands, ledger, marks, later));
        }
        killer =
                new Killer(
                        arenas,
                        dice.split(),
                        plan.killsPerSecond(),
                        ledger,
                        table,
                        plan.patience());
    }

    private void checkLine(TaskLine line) {
        PrintedLine.faultOf(line)
                .ifPresent(fault -> ledger.fault(Fault.Sort.INNOCENT, 0, line.pid(), fault));
    }

    /// Tells whose errand has a number.
    static Arena.Plan customerOf(long number, List<Arena.Plan> plans) {
        return plans.get((int) (ErrandDice.customerOf(number) % MOST_CUSTOMERS));
    }

    List<Arena> arenas() {
        return List.copyOf(arenas);
    }

    // ---- load and kills
    // --------------------------------------------------------------------------

    /// Runs one errand of each kind and hits with each weapon.
    void rehearse() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Customer customer : customers) {
            threads.add(start("storm-customer", () -> customer.runEach(plan.kinds())));
        }
        threads.add(start("storm-killer", killer::runEach));
        awaitThreads(threads);
        settle();
    }

    /// Makes load and kills for the length of the storm.
    ///
    /// @param during played in this thread meanwhile; load and kills end when it returns
    void rage(Part during) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Customer customer : customers) {
            threads.add(start("storm-customer", customer::run));
        }
        threads.add(start("storm-killer", killer::run));
        during.play();
        customers.forEach(Customer::stop);
        killer.stop();
        awaitThreads(threads);
        settle();
    }

    private Thread start(String name, Part part) {
        return Thread.ofPlatform()
                .daemon()
                .name(name)
                .start(() -> {
                    try {
                        part.play();
                    } catch (InterruptedException e) {
                        ledger.fault(
                                Fault.Sort.LOST,
                                0,
                                0,
                                "a thread of the storm was interrupted: " + name);
                    }
                });
    }

    private void awaitThreads(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            if (!thread.join(plan.patience())) {
                ledger.fault(
                        Fault.Sort.HANG,
                        0,
                        0,
                        "a call does not return: thread=%s\n%s"
                                .formatted(thread.getName(), Threads.stack(thread)));
                thread.interrupt();
            }
        }
    }

    // ---- afterwards
    // ------------------------------------------------------------------------------

    private void settle() throws InterruptedException {
        killer.awaitAll();
        if (!comesTrue(() -> ledger.openCount() == 0)) {
            ledger.openAccounts().forEach(this::reportOpen);
            ledger.chronicle().note(0, 0, "threads", Threads.all());
        }
    }

    /// An errand that is still open hangs if its pool still has it; otherwise it is lost.
    private void reportOpen(Account account) {
        TaskFuture<?> future = account.future();
        PoolSnapshot pool = poolOf(account).snapshot();
        boolean decided = future != null && future.isDone();
        boolean poolHasWork = pool.queued() + pool.running() > 0;
        Fault.Sort sort =
                !decided && (future == null || poolHasWork) ? Fault.Sort.HANG : Fault.Sort.LOST;
        String what =
                decided
                        ? "its future is decided and nobody was told"
                        : poolHasWork
                                ? "it has no outcome"
                                : "it has no outcome, and its pool has nothing to do";
        ledger.fault(
                sort,
                account.errand().number(),
                0,
                "%s: %s: waited=%s future=%s\n    %s\n%s"
                        .formatted(
                                account.errand(),
                                what,
                                plan.patience(),
                                future,
                                pool,
                                Threads.all()));
    }

    private TaskPool poolOf(Account account) {
        return arenas.stream()
                .filter(arena -> arena.plan().equals(account.plan()))
                .findFirst()
                .orElseThrow()
                .pool();
    }

    /// Checks that all pools are whole and work, and closes them.
    void end() throws InterruptedException {
        for (Arena arena : arenas) {
            if (arena.plan().resized()) {
                arena.pool().resize(arena.plan().workers());
            }
            if (!comesTrue(() -> isWhole(arena))) {
                ledger.fault(
                        Fault.Sort.LOST,
                        0,
                        0,
                        "a pool is not at full strength: workers=%d waited=%s\n    %s"
                                .formatted(
                                        arena.plan().workers(),
                                        plan.patience(),
                                        arena.pool().snapshot()));
            }
        }
        probe();
        for (Arena arena : arenas) {
            close(arena);
        }
        later.shutdownNow();
    }

    private static boolean isWhole(Arena arena) {
        PoolSnapshot pool = arena.pool().snapshot();
        return pool.queued() == 0
                && pool.running() == 0
                && count(pool, WorkerState.IDLE) == arena.plan().workers()
                && count(pool, WorkerState.SPARE) >= arena.plan().spares();
    }

    private static long count(PoolSnapshot pool, WorkerState state) {
        return pool.workers().stream()
                .filter(worker -> worker.state() == state)
                .filter(Passage::isAlive)
                .map(PoolSnapshot.Worker::name)
                .distinct()
                .count();
    }

    private static boolean isAlive(PoolSnapshot.Worker worker) {
        return ProcessHandle.of(worker.pid()).filter(ProcessHandle::isAlive).isPresent();
    }

    private void probe() throws InterruptedException {
        for (int i = 0; i < arenas.size(); i++) {
            List<ErrandKind> probes = new ArrayList<>();
            for (int n = 0; n < arenas.get(i).plan().workers() * PROBES_PER_WORKER; n++) {
                probes.add(ErrandKind.TINY);
            }
            Customer customer = customers.get(i);
            customer.resume();
            awaitThreads(List.of(start("storm-probe", () -> customer.runEach(probes))));
        }
        settle();
    }

    private void close(Arena arena) throws InterruptedException {
        Thread closing =
                Thread.ofPlatform().daemon().name("storm-close").start(arena.pool()::close);
        if (!closing.join(plan.patience())) {
            ledger.fault(
                    Fault.Sort.HANG,
                    0,
                    0,
                    "a pool does not close: %s\n%s"
                            .formatted(arena.pool().snapshot(), Threads.all()));
            arena.pool().shutdownNow();
            if (!arena.pool().awaitTermination(plan.patience().toSeconds(), TimeUnit.SECONDS)) {
                ledger.fault(
                        Fault.Sort.HANG,
                        0,
                        0,
                        "shutdownNow does not help: " + arena.pool().snapshot());
            }
        }
    }

    private boolean comesTrue(BooleanSupplier condition) throws InterruptedException {
        return comesTrue(condition, plan.patience(), null);
    }

    /// Looks again and again whether something is so.
    ///
    /// @param between done before each further look
    static boolean comesTrue(
            BooleanSupplier condition, Duration patience, @Nullable Runnable between)
            throws InterruptedException {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            if (between != null) {
                between.run();
            }
        }
        return true;
    }
}

package io.heddle.stress;

import io.heddle.TaskFuture;
import io.heddle.WorkerDiedException.Death;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The books of a storm: which errands are open, what became of the others, which kills excuse a failure,
/// and every fault.
///
/// Any thread may write into it.
final class Ledger {

    /// What became of errands.
    enum Column {
        /// As it was asked for.
        AS_ASKED("as asked"),
        /// It failed by a death that the storm answers for.
        CASUALTY("killed"),
        /// Nothing excuses it.
        WRONG("wrong");

        private final String label;

        Column(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /// An errand that failed by a kill.
    ///
    /// @param errand it
    /// @param pid the process that was killed
    record Casualty(Errand errand, long pid) {}

    private record Cell(ErrandKind kind, Column column) {}

    private final Chronicle chronicle = new Chronicle();
    private final Licences licences = new Licences();
    private final Consumer<String> tell;

    /// By the number of the errand.
    private final Map<Long, Account> open = new ConcurrentHashMap<>();

    private final Counts<Cell> counts = new Counts<>();
    private final Counts<Fault.Sort> faults = new Counts<>();
    private final Collection<Casualty> casualties = new ConcurrentLinkedQueue<>();
    private final Set<Long> killed = ConcurrentHashMap.newKeySet();
    private final LongAdder closed = new LongAdder();

    /// Makes empty books.
    ///
    /// @param tell called with the full text of every fault
    Ledger(Consumer<String> tell) {
        this.tell = tell;
    }

    Chronicle chronicle() {
        return chronicle;
    }

    // ---- errands -----------------------------------------------------------------------------

    /// Opens an account, before the errand is submitted.
    Account open(Errand errand, Arena.Plan plan, Runnable whenClosed) {
        Account account = new Account(errand, plan, whenClosed);
        open.put(errand.number(), account);
        chronicle.note(errand.number(), 0, "is submitted to " + plan.name() + ":", errand);
        return account;
    }

    /// Enters an outcome, each time that somebody is told one.
    void decided(Account account, @Nullable Object value, @Nullable Throwable failure) {
        Errand errand = account.errand();
        if (account.countDecision() > 1) {
            innocent(
                    errand,
                    0,
                    "an outcome was told twice: value=%s failure=%s".formatted(value, failure));
            return;
        }
        Judgement judgement = Judge.judge(errand, account.isCancelAsked(), value, failure);
        chronicle.note(errand.number(), pidOf(judgement), "is decided:", judgement);
        checkAttempts(account, failure);
        Column column = enter(errand, judgement);
        counts.add(new Cell(errand.kind(), column));
        closed.increment();
        open.remove(errand.number());
        account.close();
    }

    /// A task that has a result was started, and no more often than it may be.
    private void checkAttempts(Account account, @Nullable Throwable failure) {
        TaskFuture<?> future = account.future();
        if (future == null || failure != null) {
            return;
        }
        int attempts = future.attempts();
        if (attempts < 1 || attempts > account.plan().retries() + 1) {
            innocent(account.errand(), 0, "it has a result: attempts=" + attempts);
        }
    }

    private static long pidOf(Judgement judgement) {
        return judgement instanceof Judgement.Died(Death death) ? death.pid() : 0;
    }

    private Column enter(Errand errand, Judgement judgement) {
        return switch (judgement) {
            case Judgement.AsAsked() -> Column.AS_ASKED;
            case Judgement.Wrong(String why) -> {
                innocent(errand, 0, why);
                yield Column.WRONG;
            }
            case Judgement.Died(Death death) -> {
                Optional<String> fault = licences.use(death);
                fault.ifPresent(why -> innocent(errand, death.pid(), why + ": " + death));
                casualties.add(new Casualty(errand, death.pid()));
                yield fault.isPresent() ? Column.WRONG : Column.CASUALTY;
            }
        };
    }

    /// Compares what `cancel` returned with what became of the future, which must have an outcome by then.
    void cancelled(Account account, TaskFuture<?> future, boolean won) {
        chronicle.note(account.errand().number(), 0, "cancel returned", won);
        if (!future.isDone() || future.isCancelled() != won) {
            innocent(
                    account.errand(),
                    0,
                    "cancel returned %s and the future is %s".formatted(won, future.state()));
        }
    }

    private void innocent(Errand errand, long pid, String what) {
        fault(Fault.Sort.INNOCENT, errand.number(), pid, errand + ": " + what);
    }

    Collection<Account> openAccounts() {
        return List.copyOf(open.values());
    }

    Optional<Account> openAccount(long number) {
        return Optional.ofNullable(open.get(number));
    }

    int openCount() {
        return open.size();
    }

    long closedCount() {
        return closed.sum();
    }

    long count(ErrandKind kind, Column column) {
        return counts.of(new Cell(kind, column));
    }

    Collection<Casualty> casualties() {
        return List.copyOf(casualties);
    }

    // ---- kills -------------------------------------------------------------------------------

    /// Excuses one failure by the death of a process. Called before the process is killed.
    void licence(long pid, Weapon weapon) {
        killed.add(pid);
        licences.give(pid, weapon);
    }

    /// Tells whether the storm killed a process with this number.
    boolean isKilled(long pid) {
        return killed.contains(pid);
    }

    // ---- faults ------------------------------------------------------------------------------

    /// Enters a fault and tells it, with the events that led to it.
    ///
    /// @param number the errand that it is about, or 0
    /// @param pid the process that it is about, or 0
    void fault(Fault.Sort sort, long number, long pid, String what) {
        faults.add(sort);
        chronicle.note(number, pid, sort.label() + ":", what);
        StringBuilder text = new StringBuilder("FAULT " + sort.label() + ": " + what);
        chronicle.about(number, pid).forEach(event -> text.append("\n    ").append(event));
        tell.accept(text.toString());
    }

    long count(Fault.Sort sort) {
        return faults.of(sort);
    }

    Verdict verdict(long kills) {
        return new Verdict(
                kills,
                closedCount(),
                count(Fault.Sort.HANG),
                count(Fault.Sort.INNOCENT),
                count(Fault.Sort.LOST),
                count(Fault.Sort.LEAK));
    }
}

package io.heddle.stress;

import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Makes the load of one pool: throws the dice for an errand, submits it, and keeps a bounded number of
/// them open.
///
/// Futures are followed by their callbacks; calls that wait, such as `map`, each have a virtual thread.
final class Customer {

    private static final int MOST_OPEN = 24;
    private static final Duration NEVER_REACHED = Duration.ofHours(1);
    private static final long SHORTEST_LULL_MICROS = 30_000;

    private final Arena arena;
    private final TaskPool pool;
    private final ErrandDice dice;
    private final Ledger ledger;
    private final Marks marks;
    private final ScheduledExecutorService later;
    private final Semaphore room = new Semaphore(MOST_OPEN);

    private volatile boolean stopped;

    Customer(
            Arena arena,
            ErrandDice dice,
            Ledger ledger,
            Marks marks,
            ScheduledExecutorService later) {
        this.arena = arena;
        this.pool = arena.pool();
        this.dice = dice;
        this.ledger = ledger;
        this.marks = marks;
        this.later = later;
    }

    /// Makes load until it is stopped.
    void run() throws InterruptedException {
        while (!stopped) {
            serve(dice.next());
        }
    }

    /// Runs one errand of each kind.
    void runEach(List<ErrandKind> kinds) throws InterruptedException {
        for (ErrandKind kind : kinds) {
            serve(dice.of(kind));
        }
    }

    /// Ends the load; what is open goes on.
    void stop() {
        stopped = true;
    }

    /// Allows it to be used again after [#stop()].
    void resume() {
        stopped = false;
    }

    private void serve(Errand errand) throws InterruptedException {
        if (errand.kind() == ErrandKind.LULL) {
            lull(errand);
        } else if (errand.kind() == ErrandKind.RESIZE) {
            resize(errand);
        } else if (acquire(1)) {
            submit(ledger.open(errand, arena.plan(), room::release));
        }
    }

    private void resize(Errand errand) {
        if (arena.plan().resized()) {
            ledger.chronicle()
                    .note(errand.number(), 0, arena.name() + " is resized:", errand.size());
            pool.resize(errand.size());
        }
    }

    private void lull(Errand errand) throws InterruptedException {
        if (acquire(MOST_OPEN)) {
            TimeUnit.MICROSECONDS.sleep(SHORTEST_LULL_MICROS + errand.delayMicros());
            room.release(MOST_OPEN);
        }
    }

    /// Waits for room, but not for ever: what hangs is found by others.
    private boolean acquire(int permits) throws InterruptedException {
        while (!stopped) {
            if (room.tryAcquire(permits, 100, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    private void submit(Account account) {
        try {
            dispatch(account);
        } catch (RuntimeException | Error e) {
            ledger.decided(account, null, e);
        }
    }

    private void dispatch(Account account) {
        Errand errand = account.errand();
        switch (errand.kind()) {
            case MAP -> inThread(account, () -> map(errand));
            case STREAM, STREAM_UNORDERED -> inThread(account, () -> stream(errand));
            case CALLBACK -> submitWithSuccessor(account);
            case CANCEL_WAITING, CANCEL_SPINNING -> cancelLater(account, follow(account), true);
            case CANCEL_SOFTLY -> cancelLater(account, follow(account), false);
            default -> {
                var _ = follow(account);
            }
        }
    }

    // ---- futures -----------------------------------------------------------------------------

    private TaskFuture<Receipt> follow(Account account) {
        TaskFuture<Receipt> future = hand(account);
        var _ = future.whenComplete((value, failure) -> ledger.decided(account, value, failure));
        return future;
    }

    private TaskFuture<Receipt> hand(Account account) {
        Errand errand = account.errand();
        TaskFuture<Receipt> future = pool.submit(options(errand), task(errand));
        account.setFuture(future);
        return future;
    }

    private static TaskOptions options(Errand errand) {
        boolean named = errand.named() || errand.kind() != ErrandKind.TINY;
        TaskOptions options =
                (named ? TaskOptions.named(errand.name()) : TaskOptions.defaults())
                        .priority((int) (errand.salt() & 1));
        return switch (errand.kind()) {
            case OVERTIME -> options.timeout(Duration.ofMillis(errand.size()));
            default ->
                    errand.flag()
                            ? options.timeout(NEVER_REACHED).queueTimeout(NEVER_REACHED)
                            : options;
        };
    }

    private Task<Receipt> task(Errand errand) {
        Marks marks = this.marks; // what a lambda captures must be able to travel
        long number = errand.number();
        long salt = errand.salt();
        int size = errand.size();
        return switch (errand.kind()) {
            case TINY, CPU, CALLBACK, CANCEL_SOFTLY ->
                    () -> Deeds.calculate(marks, number, salt, size);
            case LARGE_ARGUMENT -> weigh(errand, size, 0);
            case LARGE_RESULT -> weigh(errand, 0, size);
            case LARGE_BOTH -> weigh(errand, size, size);
            case PRINT -> () -> Deeds.print(marks, number, salt, size);
            case THROW -> () -> Deeds.complain(marks, number);
            case SPAWN -> () -> Deeds.leaveChild(marks, number, salt);
            case OVERTIME ->
                    errand.flag()
                            ? () -> Deeds.waitForEver(marks, number)
                            : () -> Deeds.spinForEver(marks, number);
            case CANCEL_WAITING -> () -> Deeds.waitForEver(marks, number);
            case CANCEL_SPINNING -> () -> Deeds.spinForEver(marks, number);
            case MAP, STREAM, STREAM_UNORDERED, RESIZE, LULL ->
                    throw new AssertionError("this errand is no single task: " + errand);
        };
    }

    private Task<Receipt> weigh(Errand errand, int argumentBytes, int resultBytes) {
        Marks marks = this.marks;
        long number = errand.number();
        long salt = errand.salt();
        byte[] argument = Arithmetic.bytes(salt, argumentBytes);
        return () -> Deeds.weigh(marks, number, salt, argument, resultBytes);
    }

    /// The successor is opened before its predecessor is closed, so that the books are never empty between.
    private void submitWithSuccessor(Account account) {
        TaskFuture<Receipt> future = hand(account);
        var _ =
                future.whenComplete((value, failure) -> {
                    if (failure == null) {
                        submit(ledger.open(account.errand().successor(), arena.plan(), () -> {}));
                    }
                    ledger.decided(account, value, failure);
                });
    }

    private void cancelLater(Account account, TaskFuture<?> future, boolean mayInterrupt) {
        var _ =
                later.schedule(
                        () -> {
                            account.askCancel();
                            boolean won = future.cancel(mayInterrupt);
                            ledger.cancelled(account, future, won);
                        },
                        account.errand().delayMicros(),
                        TimeUnit.MICROSECONDS);
    }

    // ---- calls that wait -----------------------------------------------------------------------

    /// A call that waits for its results.
    @FunctionalInterface
    private interface Call {
        List<Long> results() throws Exception;
    }

    private void inThread(Account account, Call call) {
        Thread.ofVirtual()
                .name("storm-call-" + account.errand().number())
                .start(() -> {
                    try {
                        ledger.decided(account, call.results(), null);
                    } catch (Exception | Error e) {
                        ledger.decided(account, null, e);
                    }
                });
    }

    private List<Long> map(Errand errand) throws Exception {
        Marks marks = this.marks;
        long salt = errand.salt();
        return pool.map(number -> Deeds.item(marks, number, salt), numbers(errand));
    }

    private static List<Long> numbers(Errand errand) {
        return LongStream.range(errand.number(), errand.number() + errand.size()).boxed().toList();
    }

    private List<Long> stream(Errand errand) {
        int wanted = Judge.taken(errand);
        List<Long> taken = new ArrayList<>(wanted);
        try (Stream<Long> stream = open(errand)) {
            Iterator<Long> results = stream.iterator();
            while (taken.size() < wanted && results.hasNext()) {
                taken.add(results.next());
            }
        }
        return taken;
    }

    private Stream<Long> open(Errand errand) {
        Marks marks = this.marks;
        long salt = errand.salt();
        return errand.kind() == ErrandKind.STREAM
                ? pool.stream(number -> Deeds.item(marks, number, salt), numbers(errand))
                : pool.streamUnordered(number -> Deeds.item(marks, number, salt), numbers(errand));
    }
}

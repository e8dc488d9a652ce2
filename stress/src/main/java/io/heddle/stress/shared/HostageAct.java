package io.heddle.stress.shared;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.shared.SharedBarrier;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedSemaphore;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One process more, which nobody kills: it takes a lock and a tracked permit, comes to a barrier, and is
/// stopped then for as long as the storm rages. All players try to get what it has, and none may. When it goes
/// on it must have all of it still, and meet at the barrier whom it came to meet.
///
/// @param lock the lock; what is here belongs to this act alone
/// @param permit one permit
/// @param barrier for two
/// @param held set when it has everything
/// @param asked set when it is to give everything back
record HostageAct(
        SharedLock lock,
        SharedSemaphore permit,
        SharedBarrier barrier,
        SharedEvent held,
        SharedEvent asked)
        implements Act {

    /// Whether the hostage holds everything and is stopped.
    static final int STOPPED = 0;

    /// For how many milliseconds hostages were stopped, and how often somebody tried to rob them.
    private static final int MILLIS = 1;

    private static final int TRIES = 2;

    private static final long HEAP_BYTES = 64L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    static HostageAct create() {
        return new HostageAct(
                SharedLock.create(),
                SharedSemaphore.create(1).tracked(),
                SharedBarrier.create(2),
                SharedEvent.create(),
                SharedEvent.create());
    }

    @Override
    public String title() {
        return "hostage";
    }

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public long words() {
        return 3;
    }

    // ---- robbers -------------------------------------------------------------------------------

    @Override
    public void play(Seat seat) throws InterruptedException {
        if (seat.act().get(STOPPED) != 0) {
            seat.act().add(TRIES, 1);
            if (lock.tryLock(seat.dice().nextInt(20), TimeUnit.MILLISECONDS)) {
                accuse(seat, "its lock");
                lock.unlock();
            }
            if (permit.tryAcquire(Duration.ofMillis(seat.dice().nextInt(20)))) {
                accuse(seat, "its permit");
                permit.release();
            }
            if (barrier.isBroken()) {
                accuse(seat, "its place at the barrier");
            }
        }
        seat.rest(5_000);
    }

    /// It is marked as stopped until just before it goes on, so who could do that while it is has robbed it.
    private void accuse(Seat seat, String what) {
        if (seat.act().get(STOPPED) != 0) {
            seat.fault(Fault.CORRUPT, title() + ": somebody stopped was robbed of " + what);
        }
    }

    // ---- the hostage ---------------------------------------------------------------------------

    /// What it does.
    ///
    /// @param act what it takes
    private record Holding(HostageAct act) implements Task<String> {

        @Override
        @SuppressWarnings("LockNotBeforeTry") // it ends, whatever happens
        public String call() throws Exception {
            act.lock.lock();
            act.permit.acquire();
            Strand<Integer> waiting = Strand.ofThread().start(() -> act.barrier.await());
            while (act.barrier.getNumberWaiting() == 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            act.held.set();
            act.asked.await();
            String lost = act.lock.isHeldByCurrentThread() ? "" : "the lock ";
            lost += act.permit.availablePermits() == 0 ? "" : "the permit ";
            lost += act.lock.abandonedCount() == 0 ? "" : "the name of being alive ";
            act.permit.release();
            act.lock.unlock();
            waiting.get();
            return lost;
        }
    }

    @Override
    public boolean isConducted() {
        return true;
    }

    @Override
    public void conduct(Seat seat, Rows rows) throws InterruptedException {
        Stage stage = seat.act().stage();
        if (stage.isOver()) {
            seat.rest(2_000);
            return;
        }
        asked.clear();
        held.clear();
        ProcessStrand<String> hostage =
                Strand.ofProcess()
                        .name("storm-hostage")
                        .maxHeapBytes(HEAP_BYTES)
                        .start(new Holding(this));
        try {
            if (awaitHeld(seat)) {
                stop(seat, hostage);
                release(seat, hostage);
            } else {
                seat.fault(Fault.HANG, title() + ": it cannot get what nobody has");
            }
        } finally {
            hostage.kill();
            hostage.join();
        }
    }

    private boolean awaitHeld(Seat seat) throws InterruptedException {
        long begin = System.nanoTime();
        while (!held.await(Duration.ofMillis(100))) {
            if (System.nanoTime() - begin > LONGEST.toNanos()) {
                return false;
            }
            seat.row().begin(); // a process takes its time to start, which is no hang
        }
        return true;
    }

    private static void stop(Seat seat, ProcessStrand<?> hostage) {
        long begin = System.nanoTime();
        hostage.send(Signal.STOP);
        seat.act().set(STOPPED, 1);
        while (!seat.act().stage().isOver()) {
            seat.row().begin(); // it is no hang
            seat.rest(10_000);
        }
        seat.act().set(STOPPED, 0);
        seat.act().add(MILLIS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        hostage.send(Signal.CONT);
    }

    private void release(Seat seat, ProcessStrand<String> hostage) throws InterruptedException {
        asked.set();
        try {
            barrier.await(LONGEST);
            String lost = hostage.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            if (!lost.isEmpty()) {
                seat.fault(Fault.CORRUPT, title() + ": while it was stopped it has lost " + lost);
            }
        } catch (BrokenBarrierException e) {
            seat.fault(Fault.CORRUPT, title() + ": " + Texts.ofFailure(e));
        } catch (ExecutionException | TimeoutException e) {
            seat.fault(Fault.HANG, title() + ": it does not go on: " + Texts.ofFailure(e));
        }
    }

    @Override
    public void settle(Settlement settlement) {
        Words words = settlement.words();
        settlement
                .tally()
                .say(
                        "  the hostage was stopped for %d ms, and %d times somebody tried to rob it"
                                .formatted(words.get(MILLIS), words.get(TRIES)));
    }
}

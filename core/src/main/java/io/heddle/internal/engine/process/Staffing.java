package io.heddle.internal.engine.process;

import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.Clock;
import io.heddle.spi.PoolSpec;
import io.heddle.spi.Recycling;
import java.time.Duration;
import java.util.List;

/// How many workers a pool has, and when one comes or goes. Guarded by the pool's lock.
///
/// Whatever changes ends with [#adjust()], which compares what there is with what there should be.
///
/// ## Who comes and goes
/// A new worker is a spare when it is ready, and begins to work when one is missing. A worker goes between
/// two tasks: because it has had its share of them, is too old or too large, has been idle too long, or
/// there are too many. Its replacement is started while it still works and begins when it has gone, so that
/// never more than the wanted number work at once, and nobody waits for a JVM to start.
final class Staffing {

    private static final Duration ENDING_GRACE = Duration.ofSeconds(2);

    /// What a pool does when a worker is missing.
    interface Hiring {

        /// Whether the pool takes tasks.
        boolean isOpen();

        /// Starts a worker and adds it to the crew.
        void startWorker();

        /// Adjusts again, with the lock, when a worker may be started.
        void adjustAgain();
    }

    private final Crew crew;
    private final Dispatch dispatch;
    private final StartFailures failures;
    private final Hiring hiring;
    private final int spares;
    private final Recycling recycling;

    /// How many are to work.
    private int size;

    /// How many of them were given up because they had nothing to do.
    private int laidOff;

    /// Whether the clock will adjust.
    private boolean startIsPut;

    Staffing(Crew crew, Dispatch dispatch, PoolSpec spec, StartFailures failures, Hiring hiring) {
        this.crew = crew;
        this.dispatch = dispatch;
        this.size = spec.workers();
        this.spares = spec.staff().spares();
        this.recycling = spec.staff().recycling();
        this.failures = failures;
        this.hiring = hiring;
    }

    int size() {
        return size;
    }

    void resize(int workers) {
        size = workers;
        laidOff = 0;
        adjust();
    }

    // ---- what happens --------------------------------------------------------------------------

    /// A task was given to a worker.
    void taskGiven() {
        if (recycling.maxTasks() != Long.MAX_VALUE) {
            adjust();
        }
    }

    /// Nobody had room for a task.
    void taskWaits() {
        if (laidOff > 0) {
            laidOff--;
            adjust();
        }
    }

    /// A worker is ready to work.
    void ready(PoolWorker worker) {
        failures.forget();
        crew.setSpare(worker);
        adjust();
    }

    /// A worker has answered a task, or given one back, and was given all that there is for it.
    void review(PoolWorker worker) {
        if (worker.isActive() && worker.load() == 0) {
            if (worker.isLeaving()) {
                letGo(worker);
            } else {
                crew.setIdle(worker);
            }
            if (worker.isLeaving() || !hiring.isOpen()) {
                adjust();
            }
        } else if (worker.isFrozen() && worker.load() == 0) {
            letGo(worker);
        }
        taskGiven();
    }

    /// Time has passed.
    ///
    /// @param large workers whose memory has grown beyond the limit
    void look(List<PoolWorker> large) {
        large.forEach(PoolWorker::setWornOut);
        recycling.maxAge().ifPresent(this::wearOut);
        recycling.idleTimeout().ifPresent(this::layOff);
        adjust();
    }

    /// A spare grows old without harm.
    private void wearOut(Duration age) {
        crew.all(worker -> worker.isActive() && worker.age().compareTo(age) >= 0)
                .forEach(PoolWorker::setWornOut);
    }

    private void layOff(Duration limit) {
        for (PoolWorker worker : crew.idle()) {
            if (dispatch.waiting() == 0 && worker.idleFor().compareTo(limit) >= 0) {
                laidOff++;
                letGo(worker);
            }
        }
    }

    // ---- what there is and what there should be ------------------------------------------------

    /// Puts spares to work, lets go whom there are too many of, and starts whom there are too few of.
    void adjust() {
        replaceWornOut();
        fitThoseWhoWork();
        fitAll();
        dispatch.giveWorkToIdle();
    }

    /// How many should work now.
    private int wanted() {
        if (hiring.isOpen()) {
            return Math.max(size - laidOff, 0);
        }
        int busy = crew.count(worker -> worker.isActive() && worker.load() > 0);
        return Math.min(size, dispatch.waiting() + busy);
    }

    /// How many should be there.
    private int needed() {
        if (!hiring.isOpen()) {
            return Math.min(wanted(), dispatch.waiting() + crew.count(Staffing::worksOn));
        }
        int replacements = crew.count(worker -> worker.isStaying() && worker.isDue());
        return wanted() + (laidOff < size ? spares : 0) + replacements;
    }

    private static boolean worksOn(PoolWorker worker) {
        return worker.isActive() && worker.isStaying() && worker.load() > 0;
    }

    /// Sends workers away for whom a spare is there that is not promised to anybody.
    private void replaceWornOut() {
        int free =
                crew.count(Staffing::isSpare)
                        - crew.count(worker -> worker.isActive() && worker.isLeaving());
        first(free, crew.all(Staffing::isToBeReplaced)).forEach(this::sendAway);
    }

    private static boolean isToBeReplaced(PoolWorker worker) {
        return worker.isActive() && worker.isWornOut() && !worker.isLeaving();
    }

    private void fitThoseWhoWork() {
        int missing = wanted() - crew.count(PoolWorker::isActive);
        first(missing, crew.all(Staffing::isSpare)).forEach(crew::setIdle);
        first(tooMany(), crew.idle()).forEach(crew::setSpare);
        first(tooMany(), crew.all(Staffing::worksOn)).forEach(this::sendAway);
    }

    private int tooMany() {
        return crew.count(worker -> worker.isActive() && !worker.isLeaving()) - wanted();
    }

    private static List<PoolWorker> first(int count, List<PoolWorker> workers) {
        return workers.subList(0, Math.clamp(count, 0, workers.size()));
    }

    private static boolean isSpare(PoolWorker worker) {
        return worker.state() == WorkerState.SPARE;
    }

    private static boolean isStarting(PoolWorker worker) {
        return worker.state() == WorkerState.STARTING;
    }

    private void fitAll() {
        // the youngest first: else a size that changes often never lets one become ready
        first(surplus(), crew.all(Staffing::isStarting).reversed()).forEach(this::letGo);
        first(surplus(), crew.all(Staffing::isSpare)).forEach(this::letGo);
        if (surplus() < 0 && failures.verdict() == null) {
            startWhenAllowed(-surplus());
        }
    }

    private int surplus() {
        return crew.count(PoolWorker::isStaying) - needed();
    }

    private void startWhenAllowed(int count) {
        if (failures.nextStart().hasPassed()) {
            for (int i = 0; i < count; i++) {
                hiring.startWorker();
            }
        } else if (!startIsPut) {
            startIsPut = true;
            Clock.schedule(failures.nextStart(), hiring::adjustAgain);
        }
    }

    /// The clock has come to a start that was put off.
    void startMayBeTried() {
        startIsPut = false;
        adjust();
    }

    /// Lets a worker finish what it runs and nothing more.
    private void sendAway(PoolWorker worker) {
        worker.leave();
        if (worker.load() == 0) {
            letGo(worker);
        } else {
            Dispatch.recallLast(worker, worker.load() - 1);
        }
    }

    /// Ends a worker that has no task.
    private void letGo(PoolWorker worker) {
        boolean unborn = worker.state() == WorkerState.STARTING;
        crew.setEnding(worker);
        Child child = worker.childOrNull();
        if (child == null) {
            return; // killed as soon as it is there
        }
        if (unborn) {
            child.kill();
        } else {
            child.sendControl(Frame.of(Frame.Type.END, false, 0, 0));
            Escalation.killAfter(child, ENDING_GRACE);
        }
    }
}

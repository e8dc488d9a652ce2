package io.heddle.simulator.plan;

import io.heddle.simulator.SimulationException;
import io.heddle.simulator.TimeText;
import java.time.Duration;

/// One run of a plan. It knows of each worker what it does and of the line how long it is; tasks that wait are
/// nowhere. When one starts, the time of its arrival is drawn a second time, from dice with the same seed, which
/// fall in the same order since the line is one.
///
/// Used by one thread, once.
final class Crowd {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long LATEST = Long.MAX_VALUE / 4;

    /// Seeds of dice that have nothing to do with each other.
    private static final long ARRIVALS = 1;

    private static final long WORK = 2;
    private static final long LIVES = 3;

    /// What the event of a worker is.
    private static final byte END = 0;

    private static final byte DEATH = 1;
    private static final byte UP = 2;

    private final Plan plan;
    private final Draw gaps;
    private final Draw startGaps;
    private final Draw works;
    private final long overhead;
    private final double meanLife;
    private final long restart;

    /// Who comes next; and once more, who starts next.
    private final Dice arrivals;

    private final Dice starts;
    private final Dice workDice;
    private final Dice lives;

    private final Agenda agenda;
    private final byte[] kind;
    private final long[] deathAt;
    private final long[] arrivedAt;
    private final long[] work;
    private final long[] startedAt;
    private final int[] attempts;

    private final int[] idle;
    private int idleCount;

    /// Those whose worker died and who may begin again; never more than workers.
    private final long[] againArrivedAt;

    private final long[] againWork;
    private final int[] againAttempts;
    private int againCount;

    private final Histogram waiting = new Histogram();
    private final Histogram turnaround = new Histogram();
    private long now;
    private long nextArrival;
    private long arrived;
    private long started;
    private long startedArrival;
    private long completed;
    private long failed;
    private long deaths;
    private long lastEnd;
    private double usefulNanos;
    private double lostNanos;
    private double queuedNanos;
    private long queuedSince;
    private long mostQueued;

    Crowd(Plan plan) {
        this.plan = plan;
        gaps = Draw.of(plan.every());
        startGaps = Draw.of(plan.every());
        works = Draw.of(plan.work());
        overhead = plan.overhead().toNanos();
        meanLife = plan.meanLife().toNanos();
        restart = plan.restart().toNanos();
        arrivals = new Dice(plan.seed(), ARRIVALS);
        starts = new Dice(plan.seed(), ARRIVALS);
        workDice = new Dice(plan.seed(), WORK);
        lives = new Dice(plan.seed(), LIVES);
        int workers = plan.workers();
        agenda = new Agenda(workers);
        kind = new byte[workers];
        deathAt = new long[workers];
        arrivedAt = new long[workers];
        work = new long[workers];
        startedAt = new long[workers];
        attempts = new int[workers];
        idle = new int[workers];
        againArrivedAt = new long[workers];
        againWork = new long[workers];
        againAttempts = new int[workers];
        // the first in line gets the worker with the lowest number
        for (int worker = workers - 1; worker >= 0; worker--) {
            deathAt[worker] = life();
            idle[idleCount++] = worker;
        }
    }

    Forecast run() {
        while (completed + failed < plan.tasks()) {
            long event = agenda.isEmpty() ? NEVER : agenda.time();
            boolean comes = arrived < plan.tasks() && nextArrival <= event;
            advance(comes ? nextArrival : event);
            if (comes) {
                arrive();
            } else {
                happen();
            }
            handOut();
        }
        return forecast();
    }

    private void advance(long time) {
        if (time > LATEST) {
            throw new SimulationException(
                    "the plan takes more time than can be simulated: reached=%s completed=%d of=%d"
                            .formatted(TimeText.of(now), completed, plan.tasks()));
        }
        now = time;
    }

    private long queued() {
        return arrived - started + againCount;
    }

    /// Must be called before the length of the line changes.
    private void measureQueue() {
        queuedNanos += (double) queued() * (now - queuedSince);
        queuedSince = now;
    }

    private void arrive() {
        measureQueue();
        arrived++;
        nextArrival = now + gaps.from(arrivals.next());
    }

    private void happen() {
        int worker = agenda.worker();
        agenda.remove();
        switch (kind[worker]) {
            case END -> end(worker);
            case DEATH -> die(worker);
            default -> {
                deathAt[worker] = now + life();
                idle[idleCount++] = worker;
            }
        }
    }

    private void end(int worker) {
        completed++;
        lastEnd = now;
        usefulNanos += work[worker];
        turnaround.add(now - arrivedAt[worker]);
        idle[idleCount++] = worker;
    }

    private void die(int worker) {
        deaths++;
        lostNanos += now - startedAt[worker];
        if (attempts[worker] <= plan.retries()) {
            measureQueue();
            againArrivedAt[againCount] = arrivedAt[worker];
            againWork[againCount] = work[worker];
            againAttempts[againCount] = attempts[worker];
            againCount++;
        } else {
            failed++;
            lastEnd = now;
        }
        schedule(worker, UP, now + restart);
    }

    private void handOut() {
        // as many as can be had are handed out at once; the rest is the line
        while (idleCount > 0 && queued() > 0) {
            int worker = idle[--idleCount];
            if (isThere(worker)) {
                measureQueue();
                give(worker);
                begin(worker);
            }
        }
        mostQueued = Math.max(mostQueued, queued());
    }

    /// Who has died while it had nothing to do is missed only now.
    private boolean isThere(int worker) {
        while (deathAt[worker] <= now) {
            deaths++;
            long up = deathAt[worker] + restart;
            if (up > now) {
                schedule(worker, UP, up);
                return false;
            }
            deathAt[worker] = up + life();
        }
        return true;
    }

    private void give(int worker) {
        if (againCount > 0) {
            againCount--;
            arrivedAt[worker] = againArrivedAt[againCount];
            work[worker] = againWork[againCount];
            attempts[worker] = againAttempts[againCount] + 1;
            return;
        }
        arrivedAt[worker] = startedArrival;
        work[worker] = works.from(workDice.next());
        attempts[worker] = 1;
        started++;
        waiting.add(now - startedArrival);
        startedArrival += startGaps.from(starts.next());
    }

    private void begin(int worker) {
        startedAt[worker] = now;
        long end = now + work[worker] + overhead;
        boolean dies = deathAt[worker] < end;
        schedule(worker, dies ? DEATH : END, dies ? deathAt[worker] : end);
    }

    private void schedule(int worker, byte what, long time) {
        kind[worker] = what;
        agenda.add(time, worker);
    }

    private long life() {
        return meanLife == 0
                ? NEVER
                : 1 + Math.min(LATEST, (long) (-StrictMath.log(1 - lives.next()) * meanLife));
    }

    private Forecast forecast() {
        double all = (double) lastEnd * plan.workers();
        return new Forecast(
                plan,
                Duration.ofNanos(lastEnd),
                completed,
                failed,
                deaths,
                all == 0 ? 0 : usefulNanos / all,
                all == 0 ? 0 : lostNanos / all,
                lastEnd == 0 ? 0 : queuedNanos / lastEnd,
                mostQueued,
                Forecast.Times.of(waiting),
                Forecast.Times.of(turnaround));
    }
}

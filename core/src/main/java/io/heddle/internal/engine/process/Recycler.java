package io.heddle.internal.engine.process;

import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.Recycling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Looks at the workers of a pool from time to time: at their age, their memory, and whether they have
/// anything to do.
final class Recycler {

    private static final Duration LONGEST_PERIOD = Duration.ofMillis(500);
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(10);

    /// A limit of time is passed by this part of itself at most.
    private static final int PART_OF_LIMIT = 4;

    private final ProcessTaskPool pool;
    private final long maxMemoryBytes;
    private final Duration period;

    private Recycler(ProcessTaskPool pool, Recycling rules) {
        this.pool = pool;
        this.maxMemoryBytes = rules.maxMemoryBytes();
        this.period = period(rules);
    }

    /// Begins to look at a pool, if its rules ask for it, and goes on until the pool has ended.
    static void watch(ProcessTaskPool pool, Recycling rules) {
        if (rules.needsLooking()) {
            new Recycler(pool, rules).lookLater();
        }
    }

    private static Duration period(Recycling rules) {
        Duration period = LONGEST_PERIOD;
        for (Optional<Duration> limit : List.of(rules.maxAge(), rules.idleTimeout())) {
            Duration part = limit.orElse(Duration.ofDays(1)).dividedBy(PART_OF_LIMIT);
            period = part.compareTo(period) < 0 ? part : period;
        }
        return period.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : period;
    }

    private void lookLater() {
        Clock.schedule(Deadline.in(period), this::look);
    }

    private void look() {
        if (pool.isTerminated()) {
            return;
        }
        pool.look(maxMemoryBytes == Long.MAX_VALUE ? List.of() : large());
        lookLater();
    }

    private List<PoolWorker> large() {
        return pool.activeWorkers().stream()
                .filter(worker -> PoolWorker.residentBytes(worker.child().pid()) > maxMemoryBytes)
                .toList();
    }
}

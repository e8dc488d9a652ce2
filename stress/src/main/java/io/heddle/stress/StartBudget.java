package io.heddle.stress;

import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.WorkerState;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/// How many workers of one pool may be killed while they start.
///
/// A pool gives up when several starts in a row have failed, and it is right to. So the storm kills only
/// [#MOST_IN_A_ROW] before it has seen one succeed that began after all those deaths were counted.
final class StartBudget {

    static final int MOST_IN_A_ROW = 3;

    private static final Set<WorkerState> READY =
            Set.of(WorkerState.SPARE, WorkerState.IDLE, WorkerState.BUSY);

    private int inARow;

    /// Names of victims that the pool has not counted out yet.
    private final Set<String> uncounted = new HashSet<>();

    /// When the last victim was first seen to be gone from the pool; the far future until then.
    private Instant counted = Instant.MAX;

    /// Looks at the pool.
    void look(PoolSnapshot snapshot, Instant now) {
        if (inARow == 0) {
            return;
        }
        uncounted.retainAll(
                snapshot.workers().stream()
                        .map(PoolSnapshot.Worker::name)
                        .collect(Collectors.toSet()));
        if (counted.equals(Instant.MAX) && uncounted.isEmpty()) {
            counted = now;
        }
        if (snapshot.workers().stream().anyMatch(this::hasSucceeded)) {
            inARow = 0;
        }
    }

    private boolean hasSucceeded(PoolSnapshot.Worker worker) {
        return READY.contains(worker.state()) && worker.startedAt().isAfter(counted);
    }

    boolean isOpen() {
        return inARow < MOST_IN_A_ROW;
    }

    /// Notes that a worker is being killed that may not have been ready.
    void spend(String worker) {
        inARow++;
        uncounted.add(worker);
        counted = Instant.MAX;
    }
}

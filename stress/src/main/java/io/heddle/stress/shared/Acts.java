package io.heddle.stress.shared;

import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedSemaphore;
import java.time.Duration;
import java.util.List;

/// All acts, with shared objects of their own.
final class Acts {

    /// The rehearsal and the calm take some time too.
    private static final int MORE_SECONDS = 10;

    private Acts() {}

    static List<Act> all(Duration length) {
        return List.of(
                new LockAct("lock", Guard.of(SharedLock.create())),
                new LockAct("lock that fails", Guard.of(SharedLock.create().failIfAbandoned())),
                new TrackedAct(Permits.of(SharedSemaphore.create(TrackedAct.CHAIRS).tracked())),
                new PlainAct(Permits.of(SharedSemaphore.create(0))),
                new ConditionAct(Turns.of(SharedLock.create())),
                new EventAct(Gates.create()),
                LatchAct.forSeconds(length.toSeconds() + MORE_SECONDS),
                new LongAct(Counter.of(SharedLong.create(0))));
    }
}

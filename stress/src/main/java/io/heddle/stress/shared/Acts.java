package io.heddle.stress.shared;

import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedQueue;
import io.heddle.shared.SharedSemaphore;
import java.time.Duration;
import java.util.List;

/// All acts, with shared objects of their own.
final class Acts {

    /// The rehearsal and the calm take some time too.
    private static final int MORE_SECONDS = 10;

    /// Few, so that writers and readers wait for each other all the time.
    private static final int QUEUE_CAPACITY = 8;

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
                new LongAct(Counter.of(SharedLong.create(0))),
                queue(),
                new BarrierAct(Meeting.ofParties(BarrierAct.PARTIES)),
                HostageAct.create());
    }

    /// What is long goes through files that a process opens when it first needs them; the storm's own process does
    /// so here, before it takes stock.
    private static Act queue() {
        SharedQueue<Letter> queue = SharedQueue.create(QUEUE_CAPACITY);
        var _ = queue.add(Letter.write(Letter.NOBODY, 0, QueueAct.LONG));
        var _ = queue.remove();
        return new QueueAct(queue);
    }
}

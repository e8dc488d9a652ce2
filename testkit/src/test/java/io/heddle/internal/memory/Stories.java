package io.heddle.internal.memory;

import io.heddle.internal.memory.CellsKilledAtEveryStepTest.Completing;
import io.heddle.internal.memory.CellsKilledAtEveryStepTest.Counting;
import io.heddle.internal.memory.CellsKilledAtEveryStepTest.Replacing;
import io.heddle.internal.memory.CellsKilledAtEveryStepTest.Waiting;
import io.heddle.internal.memory.NamesAtEveryStepTest.Making;
import io.heddle.internal.memory.PipeKillAtEveryStepTest.Receiving;
import io.heddle.internal.memory.PipeKillAtEveryStepTest.Sending;
import io.heddle.internal.memory.PipeKillAtEveryStepTest.SendingAnEnd;
import io.heddle.internal.memory.SharedKillAtEveryStepTest.Breaking;
import io.heddle.internal.memory.SharedKillAtEveryStepTest.GivingPermits;
import io.heddle.internal.memory.SharedKillAtEveryStepTest.GivingUp;
import io.heddle.internal.memory.SharedKillAtEveryStepTest.Locking;
import io.heddle.internal.memory.SharedKillAtEveryStepTest.Opening;
import io.heddle.internal.memory.SharedKillAtEveryStepTest.Signalling;
import io.heddle.internal.memory.SharedKillAtEveryStepTest.TakingPermits;
import io.heddle.internal.memory.SharedKillAtEveryStepTest.WaitingForLock;
import io.heddle.internal.memory.SharedKillAtEveryStepTest.WaitingToo;
import io.heddle.internal.memory.SharedQueueKillAtEveryStepTest.Handing;
import io.heddle.internal.memory.SharedQueueKillAtEveryStepTest.MakingRoom;
import io.heddle.internal.memory.SharedQueueKillAtEveryStepTest.Using;
import io.heddle.internal.memory.Story.Beginning;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedQueue;
import io.heddle.shared.SharedSemaphore;
import java.util.Arrays;
import java.util.List;

/// The stories of all primitives, as the tests of the model play them.
enum Stories {
    LOCK(() -> new Locking(false), () -> new WaitingForLock(false, true)),
    FAIR_LOCK(
            () -> new Locking(true),
            () -> new WaitingForLock(true, true),
            () -> new WaitingForLock(true, false)),
    BROKEN_LOCK(Breaking::new),
    SEMAPHORE(
            TakingPermits.of(false, false),
            TakingPermits.of(false, true),
            () -> new GivingPermits(SharedSemaphore.create(0)),
            () -> new GivingPermits(SharedSemaphore.create(0, true))),
    TRACKED_SEMAPHORE(TakingPermits.of(true, false), TakingPermits.of(true, true)),
    LATCH_AND_EVENT(() -> new Opening(SharedLatch.create(1), SharedEvent.create())),
    CONDITION(
            WaitingToo::new,
            GivingUp::new,
            () -> new Signalling(false),
            () -> new Signalling(true)),
    BARRIER(Waiting::new, () -> new Completing(true), () -> new Completing(false)),
    REFERENCE(() -> new Replacing(100), () -> new Replacing(CellsKilledAtEveryStepTest.GROWING)),
    NUMBERS(Counting::new),
    QUEUE(
            () -> new Using(queue -> queue.offer("e" + SharedQueueKillAtEveryStepTest.LONG), ""),
            () -> new Using(queue -> queue.put("e"), ""),
            () -> new Using(SharedQueue::take, "a"),
            () -> new Using(queue -> queue.remove("c"), "c"),
            () -> new Using(SharedQueue::clear, "abcd"),
            Handing.of(queue -> queue.put(1)),
            Handing.of(SharedQueue::take),
            MakingRoom.of(SharedQueue::take),
            MakingRoom.of(queue -> queue.put(3))),
    PIPE(Sending::new, Receiving::new, SendingAnEnd::new),
    NAME(Making::new);

    @SuppressWarnings("ImmutableEnumChecker") // a list that does not change, of what has no state
    private final List<Beginning> beginnings;

    Stories(Beginning... beginnings) {
        this.beginnings = List.copyOf(Arrays.asList(beginnings));
    }

    List<Beginning> beginnings() {
        return beginnings;
    }
}

/// Memory that several processes share, and what keeps it in order when one of them dies at any
/// instruction.
///
/// Open [io.heddle.internal.memory.Memory] first: everything here reads and writes through it, so a test
/// can let a process die between any two accesses. Then
/// [io.heddle.internal.memory.RecoverableLock] and [io.heddle.internal.memory.RedoLog], on which the steps
/// of the primitives stand; and [io.heddle.internal.memory.Site], which is all that this process has of
/// shared memory.
///
/// ## What is where
///
/// - bytes and files: `Memory`, `Region`, `RegionFile`, `GrowingMemory`, `Annex`, `Site`, `Place`, `Handle`
/// - who takes part and who lives: `Registry`, `Participant`, `Owner`, `Liveness`, `LifeLocks`, `ByteLocks`
/// - waiting and waking: `Bell`, `Waiters`, `WaitingRoom`, `Line`, `Gate`, `Insistence`, `Limit`
/// - steps of primitives: `RecoverableLock`, `RedoLog`, `TrackedPermits`, `Rounds`, `Signals`, `Cell`, `Holders`
/// - messages: `MessageQueue` with `Slots`, `Blocks`, `FreeSpace`, `Message`; `PieceRing`, `ByteParts`
/// - names: `NamedObjects`, `Names`
/// - deadlocks: `Watched` and `HeldLocks` say who holds what, `Wait` who waits, `WaitWatch` looks for a `WaitCycle`
///
/// ## Rules
///
/// - What can be held names its holder in the same word that says that it is held.
/// - What others see changes by one store, or by a redo log under a lock.
/// - A dead holder's work is finished or undone by whoever comes next, and who does that may die too.
/// - Whoever waits looks again by itself: a ring is a hint.
///
/// ## Building a new primitive
///
/// 1. Write its steps as a class here that gets a `Memory`, an offset, who acts (as of
///    [io.heddle.internal.memory.Owner]) and a [io.heddle.internal.memory.Liveness]; a step that meets
///    somebody living says so and does not wait. Let `KillAtEveryStepTest` kill it everywhere.
/// 2. The class that users hold is in `io.heddle.shared`. It gets a [io.heddle.internal.memory.Place] from
///    `Kind.allocate`: memory, offset, participant. A large one has a region of its own
///    ([io.heddle.internal.memory.Site#allocateAlone]); one that grows, too
///    ([io.heddle.internal.memory.Place#growing]).
/// 3. Where it waits it has 32 bytes of [io.heddle.internal.memory.Waiters] in its layout for each thing
///    that is waited for, and a [io.heddle.internal.memory.WaitingRoom] in the heap: `room.await(attempt,
///    limit)`. Who changes something calls `wakeOne` or `wakeAll` *after* the change. An attempt is made
///    again at each look, so it is also the place to ask whether somebody has died. It must not park: that may
///    swallow a ring. What needs a lock goes through a [io.heddle.internal.memory.Gate], which makes up for it.
///    Where the order of coming counts, give the waiters a [io.heddle.internal.memory.Line]. What has a holder
///    is searched for deadlocks: see [io.heddle.internal.memory.Watched].
/// 4. Add its encounter to `SharedInterleavingsTest` of testkit, in which nothing makes up for a ring that is
///    missing; and what its users do, as a `Story`, to `SharedKillAtEveryStepTest`, which kills the real class
///    everywhere, and to `Stories`, from which `RealKillsTest` kills real processes.
/// 5. `writeReplace` returns `Kind.reference`; the site sees to it that the same object arrives once.
///
/// 6. To have a name it needs `create`, `open` and `openOrCreate`, one line each: those of `Kind`, given how its
///    memory is filled. How names work is told by [io.heddle.internal.memory.Names].
///
/// May use: the JDK, `io.heddle`, `io.heddle.spi`, `io.heddle.internal.os`.
package io.heddle.internal.memory;

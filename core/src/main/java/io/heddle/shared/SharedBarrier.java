package io.heddle.shared;

import io.heddle.Action;
import io.heddle.TaskSerializationException;
import io.heddle.internal.memory.Cell;
import io.heddle.internal.memory.Cell.Contents;
import io.heddle.internal.memory.Insistence;
import io.heddle.internal.memory.Limit;
import io.heddle.internal.memory.Memory;
import io.heddle.internal.memory.Participant;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Rooms;
import io.heddle.internal.memory.Rounds;
import io.heddle.internal.memory.Rounds.Break;
import io.heddle.internal.memory.Rounds.Outcome;
import io.heddle.internal.memory.Rounds.Reason;
import io.heddle.internal.memory.Rounds.Ticket;
import io.heddle.internal.memory.Site;
import io.heddle.internal.memory.Waiters;
import io.heddle.spi.Parking;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Lets a number of threads of several processes wait until all of them have arrived, round after round, like
/// a [java.util.concurrent.CyclicBarrier].
///
/// For something that some wait for and others bring about, take a [SharedLatch].
///
/// As there, a barrier breaks for everybody when one of those who wait is interrupted, waits no longer, or
/// fails in the action; they get a [BrokenBarrierException], which says why, and so does whoever comes until it
/// is [#reset]. Different from there, nobody is held up by an action: who comes early for the next round waits
/// within its own limit, and breaks the barrier if it gives up; and a reset during the action breaks the round,
/// so that whoever acts gets the exception as well.
///
/// ## The action
/// Whoever arrives last runs it, in its own process. So it travels: each process has a copy of its own, as of
/// when the barrier was made; the one that made the barrier has the object itself. What all copies are to work
/// on must be shared, for example a [SharedLong].
///
/// ## Memory consistency
/// What a process did before [#await] *happens-before* the action, and that before what the others do after
/// their `await` returns.
///
/// ## Cancellation
/// [#await] is *lossy*: interrupted or timed out, it breaks the barrier for the others.
///
/// ## If a process dies
/// If one of its threads had arrived, also if it runs the action, the barrier breaks for the others within 50
/// milliseconds after the system has ended the process; the cause of their exception is a [PeerDiedException].
/// That a process dies which was still to arrive is not known to a barrier: give those who wait a limit. A
/// process that is stopped is waited for.
public final class SharedBarrier implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    // offset 0x04: whether there is an action; 0x20: waiters; 0x80: rounds; then the action
    private static final int HAS_ACTION = 0x04;
    private static final int WAITERS = 0x20;
    private static final int ROUNDS = 0x80;
    private static final long ACTION = ROUNDS + Rounds.bytes(Participant.places());

    private final transient Place place;
    private final transient Participant participant;
    private final transient Rounds rounds;
    private final transient Waiters waiters;
    private final transient boolean acts;
    private final transient Values values = new Values();

    /// Where threads of this process wait, by round: who is late to hear of the end of one must not wait behind
    /// who waits in the next.
    private final transient Rooms rooms;

    /// In this process; `null` until it is needed. Guarded by the rounds: only the last one acts.
    private transient volatile @Nullable Action action;

    SharedBarrier(Place place) {
        this.place = place;
        this.participant = place.participant();
        this.rounds = new Rounds(place.memory(), place.at() + ROUNDS, Participant.places());
        this.waiters = new Waiters(place, place.at() + WAITERS);
        this.rooms = new Rooms(waiters);
        this.acts = place.memory().getInt(place.at() + HAS_ACTION) != 0;
    }

    /// Makes a barrier.
    ///
    /// @param parties how many have to arrive
    /// @return the barrier
    /// @throws IllegalArgumentException if that is less than one
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedBarrier create(int parties) {
        return create(parties, List.of(), null);
    }

    /// Makes a barrier with something to be done when all have arrived and nobody has gone on yet.
    ///
    /// @param parties how many have to arrive
    /// @param action what the last one does
    /// @return the barrier
    /// @throws IllegalArgumentException if the number is less than one
    /// @throws TaskSerializationException if the action cannot be serialized; it names the culprit
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedBarrier create(int parties, Action action) {
        return create(parties, Values.encode(Objects.requireNonNull(action, "action")), action);
    }

    private static SharedBarrier create(
            int parties, List<byte[]> encoded, @Nullable Action action) {
        requireParties(parties);
        Place place = Kind.BARRIER.allocate(ACTION + Cell.bytes(encoded));
        prepare(place, parties, encoded);
        SharedBarrier barrier = new SharedBarrier(place);
        barrier.action = action;
        return Site.current().intern(place, barrier);
    }

    private static void requireParties(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "a barrier has at least one party: parties=" + parties);
        }
    }

    /// @param encoded the action, empty if there is none
    private static void prepare(Place place, int parties, List<byte[]> encoded) {
        Memory memory = place.memory();
        new Rounds(memory, place.at() + ROUNDS, Participant.places()).create(parties);
        memory.setInt(place.at() + HAS_ACTION, encoded.isEmpty() ? 0 : 1);
        cell(place).create(encoded);
    }

    /// Makes a barrier with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @param parties how many have to arrive
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if that is less than one, or no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedBarrier create(String name, int parties) {
        requireParties(parties);
        return Kind.BARRIER.create(
                name, ACTION + Cell.bytes(List.of()), place -> prepare(place, parties, List.of()));
    }

    /// Finds a barrier by its name; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static SharedBarrier open(String name) {
        return Kind.BARRIER.open(name);
    }

    /// Finds a barrier by its name, or makes it if there is none; see [SharedNames].
    ///
    /// @param name the name
    /// @param parties how many have to arrive; of no account if it is there
    /// @return the one object of this process for it
    /// @throws IllegalArgumentException if that is less than one, or no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static SharedBarrier openOrCreate(String name, int parties) {
        requireParties(parties);
        return Kind.BARRIER.openOrCreate(
                name, ACTION + Cell.bytes(List.of()), place -> prepare(place, parties, List.of()));
    }

    /// Makes a barrier with a name and with something to be done, as [#create(int, Action)] does.
    ///
    /// @param name the name
    /// @param parties how many have to arrive
    /// @param action what the last one does
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if the number is less than one, or no object can have such a name
    /// @throws TaskSerializationException if the action cannot be serialized; it names the culprit
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedBarrier create(String name, int parties, Action action) {
        requireParties(parties);
        List<byte[]> encoded = Values.encode(Objects.requireNonNull(action, "action"));
        SharedBarrier barrier =
                Kind.BARRIER.create(
                        name,
                        ACTION + Cell.bytes(encoded),
                        place -> prepare(place, parties, encoded));
        barrier.action = action;
        return barrier;
    }

    private static Cell cell(Place place) {
        return new Cell(place.memory(), place.at() + ACTION, _ -> {});
    }

    // ---- waiting -------------------------------------------------------------------------------

    /// Waits until all have arrived. The last one runs the action, if there is one, and lets all go on.
    ///
    /// @return how many were still to come: one less than the parties for the first, 0 for the last
    /// @throws InterruptedException if interrupted before or while waiting; the barrier is broken then
    /// @throws BrokenBarrierException if the barrier is broken, or is while this waits; it says why. Its cause
    ///     is a [PeerDiedException] if a process has died
    /// @throws RuntimeException what the action has thrown, if this ran it; the barrier is broken then. A checked
    ///     exception is the cause of a [io.heddle.HeddleException]
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Limit.never());
        } catch (TimeoutException e) {
            throw new AssertionError("timed out although there is no limit", e);
        }
    }

    /// Waits until all have arrived, or the time is up. The last one runs the action, if there is one, however
    /// long it takes, and lets all go on.
    ///
    /// @param limit the longest wait; zero or less means that the barrier is broken unless this is the last one
    /// @return how many were still to come: one less than the parties for the first, 0 for the last
    /// @throws InterruptedException if interrupted before or while waiting; the barrier is broken then
    /// @throws BrokenBarrierException if the barrier is broken, or is while this waits; it says why. Its cause
    ///     is a [PeerDiedException] if a process has died
    /// @throws TimeoutException if the time was up; the barrier is broken then
    /// @throws RuntimeException what the action has thrown, if this ran it; the barrier is broken then. A checked
    ///     exception is the cause of a [io.heddle.HeddleException]
    public int await(Duration limit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Limit.in(limit));
    }

    /// Waits as [#await(Duration)] does.
    ///
    /// @param time the longest wait
    /// @param unit its unit
    /// @return how many were still to come
    /// @throws InterruptedException if interrupted before or while waiting; the barrier is broken then
    /// @throws BrokenBarrierException if the barrier is broken, or is while this waits
    /// @throws TimeoutException if the time was up; the barrier is broken then
    public int await(long time, TimeUnit unit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Limit.inNanos(unit.toNanos(time)));
    }

    private int await(Limit limit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        breakIfInterrupted();
        while (true) {
            Ticket ticket = arrive();
            switch (ticket.arrival()) {
                case WAITS -> awaitEnd(ticket, limit);
                case IS_LAST -> act(ticket);
                case COMPLETES -> waiters.wakeAll();
                case IS_BROKEN -> {
                    waiters.wakeAll(); // a death may just have been found out
                    throw broken(ticket);
                }
                case IS_EARLY, BUSY -> {
                    awaitEnd(ticket, limit);
                    continue;
                }
            }
            return ticket.index();
        }
    }

    private void breakIfInterrupted() throws InterruptedException, BrokenBarrierException {
        if (!Thread.currentThread().isInterrupted()) {
            return;
        }
        Ticket present;
        do {
            present = rounds.present();
            if (present.arrival() == Rounds.Arrival.IS_BROKEN) {
                throw broken(present);
            }
        } while (breakRound(present, Reason.INTERRUPT) != Outcome.OPEN);
        Thread.interrupted();
        throw new InterruptedException();
    }

    private Ticket arrive() {
        Ticket[] ticket = new Ticket[1];
        Insistence.until(() -> {
            ticket[0] =
                    rounds.tryArrive(participant.me(), acts, participant); // SYNC barrier-arrival
            return ticket[0].arrival() != Rounds.Arrival.BUSY;
        });
        return ticket[0];
    }

    private void awaitEnd(Ticket ticket, Limit limit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        try {
            boolean over = rooms.await(ticket.round(), () -> isOver(ticket), limit);
            if (!over && breakRound(ticket, Reason.TIMEOUT) == Outcome.OPEN) {
                throw new TimeoutException(
                        "not all parties have arrived in time, and the barrier is broken now: parties=%d missing=%d"
                                .formatted(getParties(), ticket.index()));
            }
        } catch (InterruptedException e) {
            if (breakRound(ticket, Reason.INTERRUPT) == Outcome.OPEN) {
                throw e;
            }
            Thread.currentThread().interrupt(); // it came too late, and is kept
        } catch (RuntimeException | Error e) {
            breakRound(ticket, Reason.FAILURE);
            throw e;
        }
        throwIfBroken(ticket);
    }

    private boolean isOver(Ticket ticket) {
        if (rounds.outcome(ticket) == Outcome.OPEN) { // SYNC barrier-arrival
            repair();
        }
        return rounds.outcome(ticket) != Outcome.OPEN;
    }

    private void act(Ticket ticket) throws BrokenBarrierException {
        try {
            action().run();
        } catch (RuntimeException | Error e) {
            breakRound(ticket, Reason.FAILURE);
            throw e;
        }
        Insistence.until(() -> rounds.tryComplete(ticket, participant.me(), participant));
        waiters.wakeAll();
        throwIfBroken(ticket);
    }

    private Action action() {
        Action known = action;
        if (known == null) {
            Contents encoded = cell(place).tryRead();
            if (encoded == null || !(values.decode(encoded.parts()) instanceof Action read)) {
                throw new IllegalStateException(
                        "the action of a barrier is something else; has native code written into shared memory?");
            }
            known = read;
            action = read;
        }
        return known;
    }

    // ---- breaking ------------------------------------------------------------------------------

    /// @return what had become of the round before
    private Outcome breakRound(Ticket ticket, Reason reason) {
        Outcome[] before = new Outcome[1];
        Insistence.until(() -> {
            Outcome found = rounds.tryBreak(ticket, reason, participant.me(), participant);
            before[0] = found == null ? Outcome.OPEN : found;
            return found != null;
        });
        waiters.wakeAll();
        return before[0];
    }

    /// Puts in order what a dead process has left.
    private void repair() {
        if (rounds.isAmiss(participant)) {
            Insistence.until(() -> rounds.tryRepair(participant.me(), participant));
            Parking.unpark(Thread.currentThread()); // it may have been rung while it paused
            waiters.wakeAll();
        }
    }

    private void throwIfBroken(Ticket ticket) throws BrokenBarrierException {
        if (rounds.outcome(ticket) == Outcome.BROKEN) {
            throw broken(ticket);
        }
    }

    private BrokenBarrierException broken(Ticket ticket) {
        Break how = rounds.howBroken(ticket);
        long pid = participant.pid(how.owner());
        String why =
                switch (how.reason()) {
                    case DEATH -> "a process has died that had arrived";
                    case TIMEOUT -> "somebody waited no longer";
                    case INTERRUPT -> "somebody was interrupted";
                    case FAILURE -> "somebody failed, as a rule in the action";
                    case RESET -> "it was reset";
                };
        var exception =
                new BrokenBarrierException("the barrier is broken: %s: pid=%d".formatted(why, pid));
        if (how.reason() == Reason.DEATH) {
            exception.initCause(
                    new PeerDiedException("a process that had arrived at a barrier died", pid));
        }
        return exception;
    }

    /// Breaks the barrier for those who wait, if somebody does, and makes it whole again for those who come.
    public void reset() {
        Insistence.until(() -> rounds.tryReset(participant.me(), participant));
        waiters.wakeAll();
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells how many have to arrive.
    ///
    /// @return the number
    public int getParties() {
        return rounds.parties();
    }

    /// Tells how many threads of all processes have arrived and wait, or run the action.
    ///
    /// @return the number; 0 if the barrier is broken
    public int getNumberWaiting() {
        repair();
        return rounds.arrived();
    }

    /// Tells whether the barrier is broken and was not reset since.
    ///
    /// @return whether it is
    public boolean isBroken() {
        repair();
        return rounds.isBroken();
    }

    @Override
    public String toString() {
        return "%s[Parties = %d, %s]"
                .formatted(
                        super.toString(),
                        getParties(),
                        isBroken() ? "broken" : "waiting = " + getNumberWaiting());
    }

    @Serial
    private Object writeReplace() {
        return Kind.BARRIER.reference(place);
    }
}

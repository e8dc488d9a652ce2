package io.heddle.shared;

import io.heddle.internal.memory.Gate;
import io.heddle.internal.memory.Limit;
import io.heddle.internal.memory.Message;
import io.heddle.internal.memory.MessageQueue;
import io.heddle.internal.memory.Participant;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Waiters;
import io.heddle.internal.memory.WaitingRoom;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Messages of a [SharedQueue] that go from producers to consumers, and how both wait for each other.
final class Exchange {

    /// How often the first of a process who has to wait looks before it sleeps.
    private static final int LOOKS = 32;

    private final Participant participant;
    private final MessageQueue messages;
    private final Gate putting;
    private final Gate taking;
    private final Side producers;
    private final Side consumers;

    /// Those who wait for the same thing.
    private static final class Side {
        final Waiters waiters;
        final WaitingRoom room;

        /// How many threads of this process wait.
        final AtomicInteger waiting = new AtomicInteger();

        Side(Waiters waiters) {
            this.waiters = waiters;
            this.room = new WaitingRoom(waiters);
        }

        /// Waits until an attempt succeeds; at first a little without sleeping, since to be woken takes longer
        /// than most waits.
        boolean await(BooleanSupplier ready, BooleanSupplier attempt, Limit limit)
                throws InterruptedException {
            boolean first = waiting.getAndIncrement() == 0;
            try {
                if (first && becomesReady(ready, limit) && attempt.getAsBoolean()) {
                    return true;
                }
                return room.await(attempt, limit);
            } finally {
                waiting.getAndDecrement();
            }
        }

        @SuppressWarnings("ThreadPriorityCheck") // the other one may need this very processor
        private static boolean becomesReady(BooleanSupplier ready, Limit limit) {
            for (int i = 0; i < LOOKS && limit.leftNanos() > 0; i++) {
                if (ready.getAsBoolean()) {
                    return true;
                }
                Thread.yield();
            }
            return false;
        }
    }

    /// Takes for one who waits.
    private final class Taking implements BooleanSupplier {
        private final Limit limit;
        @Nullable Message taken;

        Taking(Limit limit) {
            this.limit = limit;
        }

        @Override
        public boolean getAsBoolean() {
            taken = takeNow(limit);
            if (taken != null && !messages.isEmpty()) {
                consumers.waiters.wakeOne();
            }
            return taken != null;
        }
    }

    Exchange(Place place) {
        this.messages = new MessageQueue(place);
        this.participant = place.participant();
        int me = participant.me();
        this.putting =
                new Gate(
                        () -> messages.tryEnterToPut(me, participant),
                        () -> messages.leavePutting());
        this.taking =
                new Gate(
                        () -> messages.tryEnterToTake(me, participant),
                        () -> messages.leaveTaking());
        this.producers = new Side(new Waiters(place, place.at() + MessageQueue.WAIT_FOR_ROOM));
        this.consumers = new Side(new Waiters(place, place.at() + MessageQueue.WAIT_FOR_MESSAGES));
    }

    // ---- putting -------------------------------------------------------------------------------

    /// Puts a message, waiting for room.
    ///
    /// @return false if the time was up
    boolean put(List<byte[]> message, Limit limit) throws InterruptedException {
        checkInterrupt();
        return putNow(message, limit) || putLater(message, limit);
    }

    private boolean putLater(List<byte[]> message, Limit limit) throws InterruptedException {
        return producers.await(this::hasRoom, () -> putAndPassOn(message, limit), limit);
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private boolean hasRoom() {
        return remainingCapacity() > 0;
    }

    /// Whoever was woken and leaves room over wakes the next process.
    private boolean putAndPassOn(List<byte[]> message, Limit limit) {
        boolean done = putNow(message, limit);
        if (done && hasRoom()) {
            producers.waiters.wakeOne();
        }
        return done;
    }

    /// Puts a message if there is room now.
    ///
    /// @param limit how long others may hold it up
    boolean putNow(List<byte[]> message, Limit limit) {
        if (!putting.enter(limit)) {
            return false;
        }
        boolean done;
        try {
            done = messages.put(message, participant.me(), participant);
        } finally {
            putting.leave();
        }
        if (done) {
            consumers.waiters.wakeOne();
        }
        return done;
    }

    // ---- taking --------------------------------------------------------------------------------

    /// Takes the oldest message, waiting for one.
    ///
    /// @return the message; `null` if the time was up
    @Nullable Message take(Limit limit) throws InterruptedException {
        checkInterrupt();
        Message message = takeNow(limit);
        return message != null ? message : takeLater(limit);
    }

    private @Nullable Message takeLater(Limit limit) throws InterruptedException {
        Taking attempt = new Taking(limit);
        consumers.await(() -> !messages.isEmpty(), attempt, limit);
        return attempt.taken;
    }

    /// Takes the oldest message if there is one now.
    ///
    /// @param limit how long others may hold it up
    @Nullable Message takeNow(Limit limit) {
        if (!taking.enter(limit)) {
            return null;
        }
        Message message;
        try {
            message = messages.take();
        } finally {
            taking.leave();
        }
        if (message != null) {
            producers.waiters.wakeOne();
        }
        return message;
    }

    // ---- looking -------------------------------------------------------------------------------

    int size() {
        return messages.size();
    }

    int remainingCapacity() {
        return messages.capacity() - messages.size();
    }

    /// Reads messages and leaves them there.
    List<Message> after(long id, int most) {
        taking.enter(Limit.uninterruptible());
        try {
            return messages.after(id, most, Traversal.BYTES_AT_ONCE);
        } finally {
            taking.leave();
        }
    }

    // ---- removing ------------------------------------------------------------------------------

    /// Removes all messages that are there now.
    void clear() {
        removeWith(messages::clear);
    }

    /// Removes messages wherever they are.
    ///
    /// @param ids in growing order
    /// @return how many of them were there
    int remove(long... ids) {
        return removeWith(() -> messages.remove(ids));
    }

    private int removeWith(IntSupplier removal) {
        taking.enter(Limit.uninterruptible());
        int removed;
        try {
            removed = removal.getAsInt();
        } finally {
            taking.leave();
        }
        if (removed > 0) {
            producers.waiters.wakeOne(); // it wakes the next one
        }
        return removed;
    }
}

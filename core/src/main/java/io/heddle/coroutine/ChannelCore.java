package io.heddle.coroutine;

import io.heddle.spi.FailureText;
import io.heddle.spi.Headroom;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The state of a channel and its steps: a ring of elements, and two lines of those who wait.
///
/// The lock guards a few steps that neither block nor call anybody; so it is never held by a thread that
/// waits, and who comes meanwhile spins. Waiting itself parks. Where the stack may end, steps in which others take
/// part are not begun.
///
/// At any time one of the lines is empty of those who still wait; receivers wait only while the ring is empty, senders only
/// while it is full. Whoever comes meets who waits before he waits himself. So each element is somewhere at
/// any time: with its sender, in the ring, or with its receiver.
final class ChannelCore {

    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private static final int FIRST_ROOM = 16;
    private static final int SPINS = 64;

    private static final VarHandle LOCKED;
    private static final VarHandle COUNT;

    static {
        try {
            MethodHandles.Lookup here = MethodHandles.lookup();
            LOCKED = here.findVarHandle(ChannelCore.class, "locked", int.class);
            COUNT = here.findVarHandle(ChannelCore.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// The order in which somebody locks several channels.
    final long number = NUMBERS.incrementAndGet();

    final int capacity;

    @SuppressWarnings("UnusedVariable") // through LOCKED
    private volatile int locked;

    // all guarded by the lock; the count and the lines are looked at without it by those who look
    // again
    private @Nullable Object[] ring;
    private int head;
    private int count;
    private boolean closed;
    private @Nullable Throwable why;
    private @Nullable LineNode met;
    private @Nullable LineNode senders;
    private @Nullable LineNode receivers;

    ChannelCore(int capacity) {
        this.capacity = capacity;
        this.ring = new Object[roomFor(Math.min(capacity, FIRST_ROOM))];
    }

    private static int roomFor(int elements) {
        return elements <= 1 ? 1 : Integer.highestOneBit(elements - 1) << 1;
    }

    // ---- the lock ------------------------------------------------------------------------------

    /// Takes the lock, and makes sure that the steps under it have the stack that they take.
    void lock() {
        Headroom.require();
        seize();
    }

    /// Takes the lock for steps that are whole or have not begun, wherever the stack ends.
    private void seize() {
        if (!LOCKED.compareAndSet(this, 0, 1)) {
            spin();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // whoever has it may need this processor
    private void spin() {
        int spins = 0;
        while (locked != 0 || !LOCKED.compareAndSet(this, 0, 1)) {
            if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    void unlock() {
        LOCKED.setRelease(this, 0);
    }

    // ---- steps under the lock ------------------------------------------------------------------

    /// Sends if that is possible now. Who is to be woken then is in [#takeMet()].
    ///
    /// @return whether it was possible
    /// @throws ChannelClosedException if the channel is closed
    boolean offer(Object item) {
        if (closed) {
            throw closedException("sent", why);
        }
        requireRoomToMeet(receivers);
        met = meetReceiver(item);
        if (met != null) { // then the ring is empty
            return true;
        }
        if (count < capacity) {
            add(item);
            return true;
        }
        return false;
    }

    /// Receives if that is possible now. Who is to be woken then is in [#takeMet()].
    ///
    /// @return the element, or null if it was not possible
    /// @throws ChannelClosedException if the channel is closed and empty
    @Nullable Object poll() {
        requireRoomToMeet(senders);
        if (count > 0) {
            Object item = removeFirst();
            if (senders != null) { // or else no more calls: there may be no stack for them
                met = meetSender();
                if (met != null) {
                    add(taken(met));
                }
            }
            return item;
        }
        if (closed) {
            throw closedException("received", why);
        }
        met = meetSender();
        return met == null ? null : taken(met);
    }

    /// Whoever is met has to be told, so that step is not begun where the stack may end.
    private static void requireRoomToMeet(@Nullable LineNode others) {
        if (others != null) {
            Headroom.require();
        }
    }

    /// Meets the first receiver that still waits, and takes it out of the line.
    ///
    /// @return whom we have met, or null if nobody waits
    private @Nullable LineNode meetReceiver(Object given) {
        while (receivers != null) {
            LineNode node = receivers;
            receivers = Line.without(receivers, node);
            node.item = given;
            if (node.encounter.decide(node.clause)) {
                return node;
            }
        }
        return null;
    }

    /// The same for senders, which have something.
    private @Nullable LineNode meetSender() {
        while (senders != null) {
            LineNode node = senders;
            senders = Line.without(senders, node);
            if (node.encounter.decide(node.clause)) {
                return node;
            }
        }
        return null;
    }

    private static Object taken(LineNode sender) {
        Object item = Objects.requireNonNull(sender.item);
        sender.item = null;
        return item;
    }

    /// Gives whom the last step has met, who is to be woken without the lock.
    @Nullable LineNode takeMet() {
        LineNode node = met;
        met = null;
        return node;
    }

    boolean canSend() {
        return !closed && (count < capacity || Line.hasWaiting(receivers));
    }

    boolean canReceive() {
        return count > 0 || Line.hasWaiting(senders);
    }

    boolean isClosedForReceiving() {
        return closed && count == 0;
    }

    boolean isClosed() {
        return closed;
    }

    @Nullable Throwable why() {
        return why;
    }

    void addSender(LineNode node) {
        senders = Line.with(senders, node);
    }

    void addReceiver(LineNode node) {
        receivers = Line.with(receivers, node);
    }

    /// Closes.
    ///
    /// @return who is to be woken without the lock, each one hanging on the one before
    @Nullable LineNode close(@Nullable Throwable cause) {
        if (closed) {
            return null;
        }
        closed = true;
        why = cause;
        // an empty line has nobody to be told; at most one of them is not
        LineNode toWake = Line.closeAll(receivers);
        LineNode others = Line.closeAll(senders);
        receivers = null;
        senders = null;
        return toWake == null ? others : LineNode.join(toWake, others);
    }

    List<Object> drain() {
        List<Object> left = new ArrayList<>(count);
        while (count > 0) {
            left.add(removeFirst());
        }
        return left;
    }

    static ChannelClosedException closedException(String what, @Nullable Throwable cause) {
        return new ChannelClosedException(
                cause == null
                        ? "the channel is closed: nothing can be %s".formatted(what)
                        : "the channel is closed: nothing can be %s: %s"
                                .formatted(what, FailureText.of(cause)),
                cause);
    }

    // ---- whole steps ---------------------------------------------------------------------------

    /// Tells whether a sender would have to wait, as far as one sees without the lock. For those who look again
    /// under it: they take it once then, and not twice.
    boolean seemsToKeepSenders() {
        return size() >= capacity && receivers == null;
    }

    /// The same for receivers.
    boolean seemsToKeepReceivers() {
        return size() == 0 && senders == null;
    }

    /// Sends if that is possible now, or else lines up. Both are whole or not begun, wherever the stack ends.
    ///
    /// @param node who lines up; `null` for one that does not wait
    /// @return whether it was sent
    boolean send(Object item, @Nullable Encounter node) {
        boolean sent;
        LineNode toWake;
        seize();
        try {
            sent = offer(item);
            if (!sent && node != null) {
                addSender(node);
            }
            toWake = takeMet();
            unlock();
        } catch (Throwable thrown) {
            if (node != null) {
                node.state = Encounter.GONE; // without calls: there may be no stack for them
            }
            locked = 0;
            throw thrown;
        }
        wake(toWake);
        return sent;
    }

    /// Receives if that is possible now, or else lines up, likewise.
    ///
    /// @param node who lines up; `null` for one that does not wait
    /// @return what was received, or null
    @Nullable Object receive(@Nullable Encounter node) {
        Object item;
        LineNode toWake;
        seize();
        try {
            item = poll();
            if (item == null && node != null) {
                addReceiver(node);
            }
            toWake = takeMet();
            unlock();
        } catch (Throwable thrown) {
            if (node != null) {
                node.state = Encounter.GONE; // as above
            }
            locked = 0;
            throw thrown;
        }
        wake(toWake);
        return item;
    }

    private static void wake(@Nullable LineNode toWake) {
        if (toWake != null) {
            toWake.encounter.wake();
        }
    }

    /// Takes less of the stack than lining up did.
    void leaveSenders(LineNode node) {
        seize();
        try {
            senders = Line.without(senders, node);
            unlock();
        } catch (Throwable thrown) {
            locked = 0; // as above
            throw thrown;
        }
    }

    /// The same for receivers.
    void leaveReceivers(LineNode node) {
        seize();
        try {
            receivers = Line.without(receivers, node);
            unlock();
        } catch (Throwable thrown) {
            locked = 0; // as above
            throw thrown;
        }
    }

    void closeAndTell(@Nullable Throwable cause) {
        lock();
        LineNode toWake = close(cause);
        unlock();
        while (toWake != null) {
            LineNode next = toWake.next;
            toWake.next = null;
            toWake.encounter.wake();
            toWake = next;
        }
    }

    List<Object> takeAll() {
        lock();
        try {
            return drain();
        } finally {
            unlock();
        }
    }

    ChannelClosedException closedFor(String what) {
        lock();
        Throwable cause = why;
        unlock();
        return closedException(what, cause);
    }

    boolean isClosedNow() {
        lock();
        boolean is = closed;
        unlock();
        return is;
    }

    /// Tells who waits, for those who look.
    String waiting() {
        lock();
        int sending = Line.waiting(senders);
        int receiving = Line.waiting(receivers);
        unlock();
        return (sending > 0 ? ", senders=" + sending : "")
                + (receiving > 0 ? ", receivers=" + receiving : "");
    }

    int size() {
        return (int) COUNT.getOpaque(this);
    }

    private void add(Object item) {
        if (count == ring.length) {
            grow();
        }
        ring[(head + count) & (ring.length - 1)] = item;
        count++;
    }

    private Object removeFirst() {
        Object item = Objects.requireNonNull(ring[head]);
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        count--;
        return item;
    }

    private void grow() {
        @Nullable Object[] larger = new Object[ring.length << 1];
        int untilEnd = ring.length - head;
        System.arraycopy(ring, head, larger, 0, untilEnd);
        System.arraycopy(ring, 0, larger, untilEnd, head);
        ring = larger;
        head = 0;
    }
}

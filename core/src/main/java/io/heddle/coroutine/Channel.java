package io.heddle.coroutine;

import io.heddle.HeddleException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A way for elements from senders to receivers, which can be closed, and of which [Select] can watch several.
///
/// Any number of threads and coroutines of this process send and receive; elements of one sender arrive in the order in
/// which it has sent them, and those who wait are served in the order in which they came. Use
/// [io.heddle.shared.SharedQueue] or [io.heddle.shared.Pipe] between processes, and a
/// [java.util.concurrent.BlockingQueue] where somebody wants to look into it.
///
/// ## Capacity
/// A *rendezvous* channel holds nothing: a sender waits for a receiver. A *bounded* one holds some elements, and
/// a sender waits while it is full. In an *unlimited* one nobody waits to send, and memory is the limit.
///
/// ## Closing
/// [#close()] says that nothing more will come. What is in the channel can still be received; then receiving
/// throws [ChannelClosedException], and an iteration ends. Who waits to send, or sends later, gets that exception too:
/// nothing was sent then. [#close(Throwable)] does the same and tells receivers why. [#cancel()] also takes
/// out what is in it.
///
/// ## Memory consistency
/// What a thread did before sending *happens-before* what another does after receiving that element.
///
/// ## Cancellation
/// *Clean*: whoever is interrupted or timed out has sent or received nothing. If somebody has met it in the very
/// moment of the interrupt, the method returns as if nothing had been, and the interrupt stays for the next one.
///
/// ## Source
/// The meaning of select, and of meeting under locks, follows the channels of Go; closing follows those of Kotlin,
/// except that waiting senders are told.
///
/// @param <T> the type of the elements
public final class Channel<T> implements Iterable<T>, AutoCloseable {

    final ChannelCore core;

    private final Spinning spinning = new Spinning();

    private Channel(int capacity) {
        this.core = new ChannelCore(capacity);
    }

    /// Makes a channel that holds nothing.
    ///
    /// @param <T> the type of the elements
    /// @return the channel
    public static <T> Channel<T> rendezvous() {
        return new Channel<>(0);
    }

    /// Makes a channel that holds some elements.
    ///
    /// @param <T> the type of the elements
    /// @param capacity how many at most
    /// @return the channel
    /// @throws IllegalArgumentException if the capacity is less than 1
    public static <T> Channel<T> bounded(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a bounded channel holds at least one element: capacity=%d; use rendezvous() for none"
                            .formatted(capacity));
        }
        return new Channel<>(capacity);
    }

    /// Makes a channel that holds as many elements as memory does.
    ///
    /// @param <T> the type of the elements
    /// @return the channel
    public static <T> Channel<T> unlimited() {
        return new Channel<>(ChannelCore.UNLIMITED);
    }

    // ---- sending -------------------------------------------------------------------------------

    /// Sends an element, waiting for room or for a receiver.
    ///
    /// @param element the element
    /// @throws InterruptedException if interrupted before or while waiting; nothing was sent
    /// @throws ChannelClosedException if the channel is closed; nothing was sent
    public void send(T element) throws InterruptedException {
        checkInterrupt();
        Objects.requireNonNull(element, "element");
        if (core.seemsToKeepSenders() || !core.send(element, null)) {
            var _ = awaitSent(element, Until.FOREVER);
        }
    }

    /// Sends an element, waiting for room or for a receiver until the time is up.
    ///
    /// @param element the element
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether it was sent
    /// @throws InterruptedException if interrupted before or while waiting; nothing was sent
    /// @throws ChannelClosedException if the channel is closed; nothing was sent
    public boolean send(T element, Duration limit) throws InterruptedException {
        checkInterrupt();
        Objects.requireNonNull(limit, "limit");
        if (trySend(element)) {
            return true;
        }
        return limit.isPositive() && awaitSent(element, Until.in(limit));
    }

    /// Sends an element if there is room or a waiting receiver now.
    ///
    /// @param element the element
    /// @return whether it was sent
    /// @throws ChannelClosedException if the channel is closed; nothing was sent
    public boolean trySend(T element) {
        return core.send(Objects.requireNonNull(element, "element"), null);
    }

    private boolean awaitSent(T element, Until until) throws InterruptedException {
        Encounter encounter = new Encounter(element);
        if (core.send(element, encounter)) {
            return true;
        }
        int outcome;
        try {
            outcome = encounter.await(until, this, spinning);
        } catch (Throwable thrown) {
            core.leaveSenders(encounter);
            if (encounter.state < 0) {
                throw thrown;
            }
            return true; // somebody was first: that counts
        }
        if (outcome == Encounter.GONE) {
            core.leaveSenders(encounter);
        }
        if (outcome == Encounter.CLOSED) {
            throw core.closedFor("sent");
        }
        return outcome != Encounter.GONE;
    }

    // ---- receiving -----------------------------------------------------------------------------

    /// Receives the oldest element, waiting for one.
    ///
    /// @return the element
    /// @throws InterruptedException if interrupted before or while waiting; nothing was received
    /// @throws ChannelClosedException if the channel is closed and nothing is left
    public T receive() throws InterruptedException {
        checkInterrupt();
        Object received = core.seemsToKeepReceivers() ? null : core.receive(null);
        return cast(
                received != null ? received : Objects.requireNonNull(awaitReceived(Until.FOREVER)));
    }

    /// Receives the oldest element, waiting for one until the time is up.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return the element; empty if the time was up
    /// @throws InterruptedException if interrupted before or while waiting; nothing was received
    /// @throws ChannelClosedException if the channel is closed and nothing is left
    public Optional<T> receive(Duration limit) throws InterruptedException {
        checkInterrupt();
        Objects.requireNonNull(limit, "limit");
        Optional<T> received = tryReceive();
        if (received.isPresent() || !limit.isPositive()) {
            return received;
        }
        return Optional.ofNullable(awaitReceived(Until.in(limit))).map(Channel::cast);
    }

    /// Receives the oldest element if there is one, or a waiting sender, now.
    ///
    /// @return the element, or empty
    /// @throws ChannelClosedException if the channel is closed and nothing is left
    public Optional<T> tryReceive() {
        return Optional.ofNullable(core.receive(null)).map(Channel::cast);
    }

    private @Nullable Object awaitReceived(Until until) throws InterruptedException {
        Encounter encounter = new Encounter();
        Object received = core.receive(encounter);
        if (received != null) {
            return received;
        }
        int outcome;
        try {
            outcome = encounter.await(until, this, spinning);
        } catch (Throwable thrown) {
            core.leaveReceivers(encounter);
            if (encounter.state < 0) {
                throw thrown;
            }
            return encounter.item; // somebody was first: that counts
        }
        if (outcome == Encounter.GONE) {
            core.leaveReceivers(encounter);
        }
        if (outcome == Encounter.CLOSED) {
            throw core.closedFor("received");
        }
        return outcome == Encounter.GONE ? null : encounter.item;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // only a T is ever sent
    static <T> T cast(Object element) {
        return (T) element;
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    // ---- closing -------------------------------------------------------------------------------

    /// Says that nothing more will be sent. Does nothing the second time.
    @Override
    public void close() {
        core.closeAndTell(null);
    }

    /// Says that nothing more will be sent, and why. Does nothing if the channel is closed.
    ///
    /// @param why the cause of the [ChannelClosedException] that receivers get when nothing is left, and senders
    ///   at once
    public void close(Throwable why) {
        core.closeAndTell(Objects.requireNonNull(why, "why"));
    }

    /// Closes the channel and takes out what is in it.
    ///
    /// @return what nobody will receive, the oldest first
    public List<T> cancel() {
        core.closeAndTell(null);
        return core.takeAll().stream().map(Channel::<T>cast).toList();
    }

    // ---- selecting -----------------------------------------------------------------------------

    /// Makes a clause for [Select]: receive an element.
    ///
    /// @param <R> the type of what the clause gives
    /// @param then what to do with the element, in the thread that selects
    /// @return the clause
    public <R extends @Nullable Object> Select.Clause<R> onReceive(
            Function<? super T, ? extends R> then) {
        return new Select.Receiving<>(this, Objects.requireNonNull(then, "then"));
    }

    /// Makes a clause for [Select]: send an element.
    ///
    /// @param <R> the type of what the clause gives
    /// @param element the element
    /// @param then what to do when it was sent, in the thread that selects
    /// @return the clause
    public <R extends @Nullable Object> Select.Clause<R> onSend(
            T element, Supplier<? extends R> then) {
        return new Select.Sending<>(
                this,
                Objects.requireNonNull(element, "element"),
                Objects.requireNonNull(then, "then"));
    }

    // ---- iterating -----------------------------------------------------------------------------

    /// Gives an iterator that receives: what it gives is taken from the channel. It ends when the channel is
    /// closed and nothing is left.
    ///
    /// @return the iterator, for one thread. Its methods throw [ChannelClosedException] if the channel was closed
    ///   with a reason, and [HeddleException] if interrupted while waiting; then the interrupt is still set, and
    ///   nothing was received
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private @Nullable T next;

            @Override
            public boolean hasNext() {
                if (next == null) {
                    next = receiveUnlessClosed();
                }
                return next != null;
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the channel is closed and empty");
                }
                T given = Objects.requireNonNull(next);
                next = null;
                return given;
            }
        };
    }

    private @Nullable T receiveUnlessClosed() {
        try {
            return receive();
        } catch (ChannelClosedException e) {
            if (e.getCause() != null) {
                throw e;
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HeddleException("interrupted while waiting for the next element", e);
        }
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells whether nothing can be sent any more.
    ///
    /// @return whether the channel was closed
    public boolean isClosed() {
        return core.isClosedNow();
    }

    /// Tells how many elements are in the channel.
    ///
    /// @return the number; always 0 for a rendezvous channel
    public int size() {
        return core.size();
    }

    /// Tells how many elements the channel holds at most.
    ///
    /// @return the number; [Integer#MAX_VALUE] if it is unlimited
    public int capacity() {
        return core.capacity;
    }

    /// Shows how much is in the channel, and how many wait to send or to receive.
    @Override
    public String toString() {
        return "Channel[#%d, size=%d, capacity=%s%s%s]"
                .formatted(
                        core.number,
                        size(),
                        core.capacity == ChannelCore.UNLIMITED ? "unlimited" : core.capacity,
                        core.waiting(),
                        isClosed() ? ", closed" : "");
    }
}

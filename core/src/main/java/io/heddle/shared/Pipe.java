package io.heddle.shared;

import io.heddle.internal.memory.Handle;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Site;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.Arena;

/// Two connected ends, through which two processes send each other messages, both ways at once.
///
/// Give one end to the other process, by a lambda that captures it or the whole pipe, and use the other one
/// here. For many senders and receivers take a queue; between threads of one process an
/// [java.util.concurrent.Exchanger] or a queue of the JDK is simpler and faster.
///
/// What holds when a process dies, and when an end counts as gone, is told by [Connection].
///
/// A pipe exists as long as a process has it. One that was sent, the sender keeps until it ends, or has closed
/// what it uses of it and nothing of the pipe is on its way any more: so close it, here and there.
///
/// @param <T> the type of the objects that are sent, both ways
public final class Pipe<T> implements AutoCloseable, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /// As much as a pipe of Linux holds.
    private static final long RING_BYTES = 1 << 16;

    private final transient Place place;
    private final transient Connection<T> left;
    private final transient Connection<T> right;

    Pipe(Place place) {
        this.place = place;
        this.left = end(place, 0);
        this.right = end(place, 1);
    }

    @SuppressWarnings("unchecked") // what lies there is of the type of the pipe
    private static <T> Connection<T> end(Place pipe, int side) {
        return (Connection<T>) PipeLayout.connection(pipe, side);
    }

    // ---- making --------------------------------------------------------------------------------

    /// Makes a pipe that holds 64 KiB each way.
    ///
    /// @param <T> the type of the objects that are sent
    /// @return the pipe
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static <T> Pipe<T> open() {
        return make(RING_BYTES);
    }

    /// Makes a pipe.
    ///
    /// @param <T> the type of the objects that are sent
    /// @param bytes how many it holds each way, from 64 to 1 GiB; rounded up to a power of two. Each message
    ///     takes eight more, and is filled up to a multiple of eight
    /// @return the pipe
    /// @throws IllegalArgumentException if it can not be of this size
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static <T> Pipe<T> open(long bytes) {
        return make(ringBytes(bytes));
    }

    private static <T> Pipe<T> make(long ringBytes) {
        Site site = Site.current();
        Place place = site.allocateAlone(PipeLayout.bytes(ringBytes), Arena.ofAuto());
        PipeLayout.prepare(place, ringBytes);
        place.memory().setInt(place.at(), Kind.PIPE.code());
        return site.intern(place, new Pipe<T>(place)).hold();
    }

    private static long ringBytes(long bytes) {
        if (bytes < PipeLayout.LEAST_RING || bytes > PipeLayout.LARGEST_RING) {
            throw new IllegalArgumentException(
                    "a pipe holds from %d to %d bytes: bytes=%d"
                            .formatted(PipeLayout.LEAST_RING, PipeLayout.LARGEST_RING, bytes));
        }
        long below = Long.highestOneBit(bytes);
        return below == bytes ? bytes : below << 1;
    }

    /// Makes a pipe with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param <T> the type of the objects that are sent
    /// @param name the name
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static <T> Pipe<T> create(String name) {
        return ofType(Kind.PIPE.create(name, PipeLayout.bytes(RING_BYTES), Pipe::prepare));
    }

    /// Finds a pipe by its name; see [SharedNames].
    ///
    /// @param <T> the type of the objects that are sent
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static <T> Pipe<T> open(String name) {
        return ofType(Kind.PIPE.open(name));
    }

    /// Finds a pipe by its name, or makes it if there is none; see [SharedNames].
    ///
    /// @param <T> the type of the objects that are sent
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static <T> Pipe<T> openOrCreate(String name) {
        return ofType(Kind.PIPE.openOrCreate(name, PipeLayout.bytes(RING_BYTES), Pipe::prepare));
    }

    private static void prepare(Place place) {
        PipeLayout.prepare(place, RING_BYTES);
    }

    @SuppressWarnings("unchecked") // who opens it says what goes through it
    private static <T> Pipe<T> ofType(Pipe<?> pipe) {
        return (Pipe<T>) pipe.hold();
    }

    // ---- using ---------------------------------------------------------------------------------

    /// Gives one end.
    ///
    /// @return always the same
    public Connection<T> left() {
        return left;
    }

    /// Gives the other end.
    ///
    /// @return always the same
    public Connection<T> right() {
        return right;
    }

    /// Closes both ends in this process.
    @Override
    public void close() {
        left.close();
        right.close();
    }

    private Pipe<T> hold() {
        left.holdLoosely();
        right.holdLoosely();
        return this;
    }

    // ---- travelling ----------------------------------------------------------------------------

    /// What travels instead.
    ///
    /// @param handle where it lies
    /// @param left what stands for its left end meanwhile
    /// @param right what stands for its right end meanwhile
    private record Reference(Handle handle, Connection.Ticket left, Connection.Ticket right)
            implements Serializable {
        private Object readResolve() {
            Pipe<?> arrived = Kind.PIPE.open(handle);
            arrived.left().arrive(left, false);
            arrived.right().arrive(right, false);
            return arrived;
        }
    }

    @Serial
    private Object writeReplace() {
        Connection.Ticket toLeft = left.send(false);
        Connection.Ticket toRight = right.send(false);
        Reference reference = new Reference(place.handle(), toLeft, toRight);
        left.letGoIfClosed();
        return reference;
    }
}

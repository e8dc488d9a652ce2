package io.heddle.shared;

import io.heddle.internal.memory.ByteParts;
import io.heddle.internal.memory.Handle;
import io.heddle.internal.memory.Holders;
import io.heddle.internal.memory.Limit;
import io.heddle.internal.memory.Participant;
import io.heddle.internal.memory.PieceRing;
import io.heddle.internal.memory.Place;
import io.heddle.spi.Luggage;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// One end of a [Pipe]: sends messages to those at the other end and receives theirs, at the same time.
///
/// A message is an object, or some bytes. Messages arrive whole, in the order in which they were sent, and
/// are never joined. A message may be larger than the pipe; then it goes through it in pieces.
///
/// ## Whose end it is
/// Any number of threads may use an end, and any number of processes too: one after the other, message by
/// message. A connection travels like everything here, captured by a lambda or as a part of a message; the
/// sender may go on using it. For many senders and many receivers a [java.util.concurrent.BlockingQueue] says
/// more.
///
/// An end is *gone* when every process that has it has closed it or has died. A process has an end when it
/// has used it, or when it was sent to it as a connection. As long as nobody has it like that, those count that
/// have the whole pipe, except for the process that asks: it has the pipe too and means to use its own end.
/// What is on its way from a living process is not gone, unless the task that it travels in is over. If it was
/// in a message that was lost with its receiver, it will not be gone before the sender ends; then take a limit.
///
/// A worker of a pool lives on when a task has ended: close the connection in the task.
///
/// ## What may be received
/// A process reads objects by the rules of the pool or strand whose task brought the connection there. Where the
/// pipe was made, or opened by name, see [#allowOnly].
///
/// ## Memory consistency
/// What a process did before it sent a message *happens-before* what another does after it has received it.
///
/// ## Cancellation
/// Sending and receiving are *clean*: interrupted or out of time, nothing was sent that will ever be received,
/// and what was not received comes next time. One exception: if several processes receive at one end, a large
/// message is lost of which one of them had only a part when it stopped waiting, and another went on.
///
/// ## If a process dies
/// What it has sent wholly is received first; then those at the other end get an [EOFException], within 50
/// milliseconds after the system has ended the process. Half a message is never received. Who sends to a
/// process that is gone gets an [IOException] that says "broken pipe" and who it was. A message that a process
/// had just received when it died is lost. One that is stopped is not gone: others wait for it.
///
/// ## Source
/// `multiprocessing.connection.Connection` of Python, for how it feels; `pipe(7)`, for what ends mean.
///
/// @param <T> the type of the objects
public final class Connection<T> implements AutoCloseable, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final String[] NAMES = {"left", "right"};

    private final transient Place place;
    private final transient Place pipe;
    private final transient int side;
    private final transient Participant participant;
    private final transient Conduit in;
    private final transient Conduit out;
    private final transient Holders own;
    private final transient Holders others;
    private final transient State state = new State();
    private final transient Values values = new Values();

    /// Whether this process has said that it uses the end, and whether it has closed it. Written, together with what
    /// [#own] says of this process, under the monitor of [#state].
    private transient volatile boolean used;

    private transient volatile boolean closed;

    /// Whether it was sent without an entry, so that nobody knows whether it has arrived.
    private transient volatile boolean untracked;

    Connection(Place place) {
        PipeLayout layout = PipeLayout.of(place);
        this.place = place;
        this.pipe = layout.place();
        this.side = layout.side();
        this.participant = place.participant();
        this.in = layout.conduit(side);
        this.out = layout.conduit(1 - side);
        this.own = layout.holders(side);
        this.others = layout.holders(1 - side);
    }

    /// What may end a wait.
    private final class State implements Conduit.Ends {
        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public boolean isPeerGone() {
            return others.areGone(participant.me(), participant); // SYNC pipe-closed
        }

        @Override
        public IOException closed() {
            return new IOException("this process has closed the connection: end=" + NAMES[side]);
        }

        @Override
        public IOException brokenPipe() {
            return new IOException("broken pipe: nobody will receive this any more: " + this);
        }

        @Override
        public String toString() {
            int last = others.last();
            return "end=%s pid=%d, which %s"
                    .formatted(
                            NAMES[1 - side],
                            participant.pid(last),
                            others.hasLeft(last) ? "has closed it" : "has died");
        }
    }

    /// Receives, in this process, nothing but objects of listed types, and of those of the JDK that nearly every
    /// object needs, whatever others send. To be called before the other end is given to somebody who is not
    /// trusted.
    ///
    /// @param types class names, `package.*`, `package.**`; `!` before one refuses
    /// @return this connection
    /// @throws IllegalArgumentException if one is no such pattern, or matches everything
    public Connection<T> allowOnly(String... types) {
        values.allowOnly(types);
        return this;
    }

    // ---- objects -------------------------------------------------------------------------------

    /// Sends an object, waiting for room.
    ///
    /// @param message the object
    /// @throws InterruptedException if interrupted before or while waiting; nothing was sent
    /// @throws IOException if the object cannot travel, nobody is at the other end any more, or this end is
    ///     closed
    public void send(T message) throws IOException, InterruptedException {
        var _ = send(message, Limit.never());
    }

    /// Sends an object, waiting for room until the time is up.
    ///
    /// @param message the object
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether it was sent; false if the time was up
    /// @throws InterruptedException if interrupted before or while waiting; nothing was sent
    /// @throws IOException if the object cannot travel, nobody is at the other end any more, or this end is
    ///     closed
    public boolean send(T message, Duration limit) throws IOException, InterruptedException {
        return send(message, Limit.in(limit));
    }

    private boolean send(T message, Limit limit) throws IOException, InterruptedException {
        begin();
        Luggage.Packed packed = PipeMessage.pack(Objects.requireNonNull(message));
        boolean sent = false;
        try {
            sent = out.send(PipeMessage.parts(packed.payload()), PieceRing.OBJECT, state, limit);
            return sent;
        } finally {
            if (!sent) {
                packed.luggage().over();
            }
        }
    }

    /// Receives an object, waiting for it.
    ///
    /// @return the object
    /// @throws InterruptedException if interrupted before or while waiting; nothing was received
    /// @throws EOFException if everything was received and nobody is at the other end any more
    /// @throws IOException if the object could not be read, which is lost then, or this end is closed
    /// @throws IllegalStateException if the next message is bytes; it stays there
    public T receive() throws IOException, InterruptedException {
        return receive(Limit.never()).orElseThrow();
    }

    /// Receives an object, waiting for it until the time is up.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return the object; empty if the time was up
    /// @throws InterruptedException if interrupted before or while waiting; nothing was received
    /// @throws EOFException if everything was received and nobody is at the other end any more
    /// @throws IOException if the object could not be read, which is lost then, or this end is closed
    /// @throws IllegalStateException if the next message is bytes; it stays there
    public Optional<T> receive(Duration limit) throws IOException, InterruptedException {
        return receive(Limit.in(limit));
    }

    @SuppressWarnings("unchecked") // what the others send is of the type of the pipe
    private Optional<T> receive(Limit limit) throws IOException, InterruptedException {
        begin();
        ByteParts parts = in.receive(PieceRing.OBJECT, state, limit);
        return parts == null
                ? Optional.empty()
                : Optional.of((T) PipeMessage.decode(parts, values.codec()));
    }

    // ---- bytes ---------------------------------------------------------------------------------

    /// Sends bytes as one message, waiting for room.
    ///
    /// @param bytes the bytes; may be none, which is a message too
    /// @throws InterruptedException if interrupted before or while waiting; nothing was sent
    /// @throws IOException if nobody is at the other end any more, or this end is closed
    public void sendBytes(byte[] bytes) throws IOException, InterruptedException {
        begin();
        var _ = out.send(new ByteParts().add(bytes), 0, state, Limit.never());
    }

    /// Sends bytes as one message, waiting for room until the time is up.
    ///
    /// @param bytes the bytes; may be none, which is a message too
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether they were sent; false if the time was up
    /// @throws InterruptedException if interrupted before or while waiting; nothing was sent
    /// @throws IOException if nobody is at the other end any more, or this end is closed
    public boolean sendBytes(byte[] bytes, Duration limit)
            throws IOException, InterruptedException {
        begin();
        return out.send(new ByteParts().add(bytes), 0, state, Limit.in(limit));
    }

    /// Sends bytes as one message, waiting for room.
    ///
    /// @param bytes the bytes between its position and its limit; the position is at the limit afterwards
    /// @throws InterruptedException if interrupted before or while waiting; nothing was sent
    /// @throws IOException if nobody is at the other end any more, or this end is closed
    public void sendBytes(ByteBuffer bytes) throws IOException, InterruptedException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        sendBytes(copy);
        bytes.position(bytes.limit());
    }

    /// Receives bytes, waiting for them.
    ///
    /// @return the bytes of one message
    /// @throws InterruptedException if interrupted before or while waiting; nothing was received
    /// @throws EOFException if everything was received and nobody is at the other end any more
    /// @throws IOException if this end is closed
    /// @throws IllegalStateException if the next message is an object; it stays there
    public byte[] receiveBytes() throws IOException, InterruptedException {
        return receiveBytes(Limit.never()).orElseThrow();
    }

    /// Receives bytes, waiting for them until the time is up.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return the bytes of one message; empty if the time was up
    /// @throws InterruptedException if interrupted before or while waiting; nothing was received
    /// @throws EOFException if everything was received and nobody is at the other end any more
    /// @throws IOException if this end is closed
    /// @throws IllegalStateException if the next message is an object; it stays there
    public Optional<byte[]> receiveBytes(Duration limit) throws IOException, InterruptedException {
        return receiveBytes(Limit.in(limit));
    }

    private Optional<byte[]> receiveBytes(Limit limit) throws IOException, InterruptedException {
        begin();
        ByteParts parts = in.receive(0, state, limit);
        return parts == null ? Optional.empty() : Optional.of(parts.read((int) parts.left()));
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells whether a `receive` would not wait: a message is there, or nobody is at the other end any more.
    /// Of a message that is larger than the pipe it takes what is there.
    ///
    /// @return whether it would not; false too if another thread is just receiving
    /// @throws InterruptedException if interrupted before
    /// @throws IOException if this end is closed
    public boolean poll() throws IOException, InterruptedException {
        return poll(Duration.ZERO);
    }

    /// Waits until a `receive` would not wait, or the time is up.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether it would not; another thread or process may be faster
    /// @throws InterruptedException if interrupted before or while waiting
    /// @throws IOException if this end is closed
    public boolean poll(Duration limit) throws IOException, InterruptedException {
        begin();
        return in.poll(state, Limit.in(limit));
    }

    @Override
    public String toString() {
        return super.toString() + "[" + NAMES[side] + (closed ? ", Closed]" : ", Open]");
    }

    // ---- having it -----------------------------------------------------------------------------

    private void begin() throws IOException {
        if (closed) {
            throw state.closed();
        }
        if (!used) {
            use();
        }
    }

    private void use() throws IOException {
        synchronized (state) {
            if (closed) {
                throw state.closed();
            }
            own.hold(participant.me(), true, participant);
            used = true;
        }
    }

    /// Says that this process has the pipe of which this is an end.
    void holdLoosely() {
        synchronized (state) {
            own.hold(participant.me(), false, participant);
            openAgain();
        }
    }

    /// Who closed it was done with it; who gets it later is not.
    private void openAgain() {
        if (closed) {
            own.forgetLeaving(participant.me());
            closed = false;
            used = false;
        }
    }

    /// Closes this end in this process: who waits here ends with an [IOException]. What was sent can still be
    /// received at the other end. Other processes may go on using this end. Does nothing the second time. If the
    /// connection is sent here again, or the pipe is opened by its name, it is open again.
    @Override
    public void close() {
        synchronized (state) {
            if (closed) {
                return;
            }
            closed = true;
            own.leave(participant.me()); // SYNC pipe-closed
        }
        in.wakeAll();
        out.wakeAll();
        letGoIfClosed();
    }

    /// What this process does not use any more it need not keep for others but while it is on its way.
    void letGoIfClosed() {
        Connection<?> other = PipeLayout.connection(pipe, 1 - side);
        boolean isDone = (closed && (other.closed || !other.used)) || (other.closed && !used);
        if (isDone && !untracked && !other.untracked) {
            int me = participant.me();
            place.letGo(() -> own.isOnItsWayFrom(me) || others.isOnItsWayFrom(me));
        }
    }

    // ---- travelling ----------------------------------------------------------------------------

    /// What stands for an end while it travels.
    ///
    /// @param entry where its holders are told so
    /// @param sender who has sent it
    record Ticket(int entry, int sender) implements Serializable {}

    /// What travels instead.
    private record Reference(Handle handle, Ticket ticket) implements Serializable {
        private Object readResolve() {
            Connection<?> arrived = Kind.CONNECTION.open(handle);
            arrived.arrive(ticket, true);
            return arrived;
        }
    }

    Ticket send(boolean firm) {
        int me = participant.me();
        int entry = own.send(me, firm, participant);
        if (entry == Holders.NONE) {
            untracked = true;
        }
        Luggage.add(() -> giveUp(entry, firm));
        return new Ticket(entry, me);
    }

    private void giveUp(int entry, boolean firm) {
        own.giveUp(entry, participant.me(), firm);
        in.wakeAll();
        out.wakeAll();
    }

    void arrive(Ticket ticket, boolean firm) {
        synchronized (state) {
            own.arrive(ticket.entry(), ticket.sender(), participant.me(), firm, participant);
            openAgain();
        }
    }

    @Serial
    private Object writeReplace() {
        Ticket ticket = send(true);
        Reference reference = new Reference(place.handle(), ticket);
        letGoIfClosed();
        return reference;
    }
}

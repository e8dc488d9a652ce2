package io.heddle.supervision;

import io.heddle.HeddleException;
import io.heddle.internal.wire.Sockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// One worker process of a prefork server, seen from its parent: a child of its supervisor, the connections that it has,
/// and whether it gets more.
final class WorkerLink implements Supervised {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private final String slot;
    private final Supervised process;
    private final WorkerTalk talk;
    private final boolean http;
    private final boolean listens;
    private final Workers workers;
    private final Instant startedAt = Instant.now();

    /// The connections that it gets from this process.
    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();

    private final AtomicLong served = new AtomicLong();

    /// What it told last, if it listens itself.
    private volatile Count told = new Count(0, 0);

    /// Set when it gets no new connections any more; by whoever drains it, or when it ends.
    private volatile boolean leaving;

    private volatile boolean gone;

    /// Connections of a worker.
    ///
    /// @param now how many there are
    /// @param ever how many there have been, those included
    private record Count(long now, long ever) {}

    /// @param process where it runs
    /// @param talk with it
    /// @param maker what it does with connections
    /// @param workers the others
    WorkerLink(Supervised process, WorkerTalk talk, WorkerSide.Maker maker, Workers workers) {
        this.slot = talk.slot();
        this.process = process;
        this.talk = talk;
        this.http = maker.isHttp();
        this.listens = maker.listens();
        this.workers = workers;
    }

    /// Gives it connections from now on.
    void open() {
        workers.add(this);
        talk.open(this::gone);
    }

    // ---- connections
    // -----------------------------------------------------------------------------

    /// Connects to it for a client.
    ///
    /// @throws IOException if it is not there any more
    Seat seat(Relay relay) throws IOException {
        Seat seat = connect(relay);
        seats.add(seat); // SYNC seat-or-leave
        try {
            if (leaving) {
                throw new IOException("the worker leaves: worker=" + slot);
            }
            if (http) {
                talk.say(WorkerTask.OPENED, seat.port());
            }
        } catch (IOException e) {
            leave(seat);
            throw e;
        }
        served.incrementAndGet();
        return seat;
    }

    private Seat connect(Relay relay) throws IOException {
        SocketChannel channel = SocketChannel.open(talk.address());
        try {
            int port = 0;
            if (channel.getLocalAddress() instanceof InetSocketAddress local) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                port = local.getPort();
            }
            return new Seat(this, channel, relay, port);
        } catch (IOException e) {
            Sockets.close(channel);
            throw e;
        }
    }

    /// Says that a connection is over.
    void leave(Seat seat) {
        if (!seats.remove(seat)) {
            return;
        }
        if (http && !gone) {
            talk.mention(WorkerTask.CLOSED, seat.port()); // first, or the port may have a new owner
        }
        seat.close();
        workers.changed();
    }

    // ---- asking
    // ----------------------------------------------------------------------------------

    /// Tells whether it lives and answers.
    boolean answers() {
        try {
            return listens ? count().isPresent() : idle(Set.of()).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /// Asks on which of some connections nothing is going on.
    private Set<Integer> idle(Set<Integer> ports) throws IOException {
        return WorkerTask.ports(talk.ask(WorkerTask.WHICH_IDLE, ports));
    }

    /// Asks how many connections it has.
    ///
    /// @return nothing if that is no answer that makes sense
    private Optional<Count> count() throws IOException {
        List<Long> answer = talk.ask(WorkerTask.HOW_MANY, Set.of());
        if (answer.size() != 2 || answer.getFirst() < 0) {
            return Optional.empty();
        }
        Count count = new Count(answer.getFirst(), answer.getLast());
        told = count;
        return Optional.of(count);
    }

    int connections() {
        return listens ? Math.clamp(told.now(), 0, Integer.MAX_VALUE) : seats.size();
    }

    private long served() {
        return listens ? told.ever() : served.get();
    }

    /// Tells whether it has no connections. One that listens itself is asked; if it does not answer, it may have some.
    boolean isEmpty() {
        if (!listens) {
            return seats.isEmpty();
        }
        try { // by its own answer: another that was asked for earlier may be noted later
            return count().filter(count -> count.now() == 0).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    // ---- leaving
    // ---------------------------------------------------------------------------------

    private void gone() {
        gone = true;
        leaving = true;
        workers.remove(this);
        talk.end();
    }

    /// Whoever gets a seat sees this, or is seen by whoever looks at the seats afterwards. What it is asked after this
    /// it answers when it lets nobody in any more.
    void drain() {
        leaving = true; // SYNC seat-or-leave
        if (listens) { // every time, so that whoever asks afterwards is sure that it was told
            talk.mention(WorkerTask.LEAVE);
        }
        workers.changed();
    }

    boolean isLeaving() {
        return leaving;
    }

    boolean isHttp() {
        return http;
    }

    boolean isGone() {
        return gone;
    }

    List<Seat> seats() {
        return List.copyOf(seats);
    }

    /// Lets go of connections on which nothing is going on: they have another worker from the next request on, or end.
    ///
    /// @param end whether they are to end
    void letGoOfIdle(boolean end) {
        if (!http) {
            return;
        }
        Map<Integer, Seat> held = new HashMap<>();
        for (Seat seat : seats) {
            if (seat.relay().passage().hold(seat)) {
                held.put(seat.port(), seat);
            }
        }
        if (held.isEmpty()) {
            return;
        }
        Set<Integer> idle = Set.of();
        try {
            idle = idle(held.keySet());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a worker that leaves does not answer", e);
        } finally {
            for (Map.Entry<Integer, Seat> each : held.entrySet()) {
                Seat seat = each.getValue();
                boolean free = idle.contains(each.getKey());
                if (free && end) {
                    seat.relay().end();
                } else {
                    seat.relay().passage().release(seat, free);
                }
            }
        }
    }

    // ---- as a child
    // ------------------------------------------------------------------------------

    @Override
    public void awaitEnd() throws InterruptedException {
        process.awaitEnd();
        gone();
    }

    @Override
    public Optional<Throwable> failure() {
        Optional<Throwable> failure = process.failure();
        return failure.isPresent()
                ? failure
                : Optional.of(new HeddleException("a worker ended by itself: worker=" + slot));
    }

    @Override
    public void stop(Duration within) throws Exception {
        drain();
        talk.mention(WorkerTask.END);
        process.stop(within);
    }

    @Override
    public boolean kill() throws Exception {
        return process.kill();
    }

    @Override
    public OptionalLong pid() {
        return process.pid();
    }

    PreforkSnapshot.Worker picture() {
        return new PreforkSnapshot.Worker(
                slot, pid().orElse(0), leaving, connections(), served(), startedAt);
    }
}

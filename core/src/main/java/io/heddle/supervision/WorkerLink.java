package io.heddle.supervision;

import io.heddle.HeddleException;
import io.heddle.internal.wire.Sockets;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// One worker process of a prefork server, seen from its parent: a child of its supervisor, and the socket on which they
/// talk about connections.
final class WorkerLink implements Supervised {

    private static final System.Logger LOG = System.getLogger("io.heddle");
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    private final String slot;
    private final Supervised process;
    private final Socket socket;
    private final DataInputStream in;

    /// Guarded by itself.
    private final DataOutputStream out;

    private final SocketAddress address;
    private final boolean http;
    private final Workers workers;
    private final Instant startedAt = Instant.now();
    private final AtomicInteger questions = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Set<Integer>>> answers = new ConcurrentHashMap<>();
    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
    private final AtomicLong served = new AtomicLong();

    /// Set when it gets no new connections any more; by whoever drains it, or when it ends.
    private volatile boolean leaving;

    private volatile boolean gone;

    /// Takes a worker that has reported.
    ///
    /// @throws IOException if it does not say where it can be reached
    WorkerLink(String slot, Supervised process, Socket socket, boolean http, Workers workers)
            throws IOException {
        this.slot = slot;
        this.process = process;
        this.socket = socket;
        this.http = http;
        this.workers = workers;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        this.address = WorkerTask.address(in.readUTF());
    }

    /// Gives it connections from now on.
    void open() {
        Thread.ofVirtual().name("heddle-" + slot + "-answers").start(this::readAnswers);
        workers.add(this);
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
                say(WorkerTask.OPENED, seat.port());
            }
        } catch (IOException e) {
            leave(seat);
            throw e;
        }
        served.incrementAndGet();
        return seat;
    }

    private Seat connect(Relay relay) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
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
        try {
            if (http && !gone) {
                say(WorkerTask.CLOSED, seat.port()); // first, or the port may have a new owner
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a worker has gone: worker=" + slot, e);
        } finally {
            seat.close();
            workers.changed();
        }
    }

    // ---- talking
    // ---------------------------------------------------------------------------------

    private void say(int word, int port) throws IOException {
        synchronized (out) {
            out.writeByte(word);
            out.writeInt(port);
            out.flush();
        }
    }

    /// Asks on which of some connections nothing is going on.
    ///
    /// @throws IOException if there is no answer in time
    Set<Integer> idle(Set<Integer> ports) throws IOException {
        int number = questions.incrementAndGet();
        CompletableFuture<Set<Integer>> answer = new CompletableFuture<>();
        answers.put(number, answer);
        try {
            if (gone) {
                throw new IOException("the worker has ended: worker=" + slot);
            }
            synchronized (out) {
                out.writeByte(WorkerTask.WHICH_IDLE);
                out.writeInt(number);
                WorkerTask.writePorts(out, ports);
                out.flush();
            }
            return answer.get(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a worker does not answer: worker=" + slot, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a worker was asked: worker=" + slot, e);
        } finally {
            answers.remove(number);
        }
    }

    /// Tells whether it lives and answers.
    boolean answers() {
        try {
            return idle(Set.of()).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private void readAnswers() {
        try {
            while (true) {
                int number = in.readInt();
                Set<Integer> ports = WorkerTask.readPorts(in);
                CompletableFuture<Set<Integer>> asked = answers.get(number);
                if (asked != null) {
                    asked.complete(ports);
                }
            }
        } catch (IOException e) {
            gone();
        }
    }

    private void gone() {
        gone = true;
        leaving = true;
        workers.remove(this);
        IOException why = new IOException("a worker has ended: worker=" + slot);
        answers.values().forEach(answer -> answer.completeExceptionally(why));
        Reception.close(socket);
    }

    // ---- leaving
    // ---------------------------------------------------------------------------------

    /// Whoever gets a seat sees this, or is seen by whoever looks at the seats afterwards.
    void drain() {
        leaving = true; // SYNC seat-or-leave
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

    int connections() {
        return seats.size();
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
            if (seat.relay().hold(seat)) {
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
                    seat.relay().release(seat, free);
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
        try {
            synchronized (out) {
                out.writeByte(WorkerTask.END);
                out.flush();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a worker has gone: worker=" + slot, e);
        }
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
                slot, pid().orElse(0), leaving, connections(), served.get(), startedAt);
    }
}

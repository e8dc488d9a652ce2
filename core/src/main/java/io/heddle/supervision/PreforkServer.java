package io.heddle.supervision;

import io.heddle.HeddleException;
import io.heddle.ProcessStrand;
import io.heddle.spi.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/// A server whose connections are served by several processes, so that no request can do harm to all of them.
///
/// This process owns the socket that clients connect to, and carries the bytes of each connection to one of the
/// workers and back; it reads none of them. A worker that dies is replaced, and costs its own connections only. A
/// rolling [#restart()] loses nothing.
///
/// Use a plain server with virtual threads if its handlers do nothing that could end, block or fill the process. It is
/// faster: here each byte is copied twice more, and each connection needs three sockets.
///
/// ## HTTP
///
/// In a worker the JDK's own server (module `jdk.httpserver`) calls the handler, in a virtual thread for each
/// request. The answer must be complete when the handler returns. What the handler sees as the client's address is that of
/// this process. A connection is not tied to its worker: between an answer and the next request it may get another
/// one. Clients that send a request before they have the answer to the last one (pipelining, which none of the usual ones
/// does) may lose one by that.
///
/// ## Streams
///
/// A connection belongs to its worker from the first to the last byte. The workers may listen themselves
/// ([PreforkBuilder#workersListen()]): then no byte is copied, and a restart may lose connections.
///
/// ## Memory consistency
/// The handler is copied to each worker when that is started. Workers share nothing with each other and with this process
/// but what the handler captured of `io.heddle.shared`.
///
/// ## If a process dies
///
/// A worker: connections that it had are reset, and no others; meanwhile clients get other workers, or wait
/// for a new one. This process: the workers end within a second.
///
/// ## Source
/// The prefork model of the Apache HTTP server.
public final class PreforkServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private static final Duration PING = Duration.ofSeconds(2);
    private static final Duration LONGEST_PING = Duration.ofSeconds(6);
    private static final Duration STOP = Duration.ofSeconds(2);

    /// How often somebody looks whether connections of a worker that leaves have come to rest.
    private static final long LOOK_MILLIS = 10;

    private final PreforkBuilder spec;
    private final Reception reception;
    private final Workers workers = new Workers();
    private final Door door;
    private final Supervisor supervisor;

    /// The last life of each child, by its name.
    private final Map<String, WorkerLink> links = new ConcurrentHashMap<>();

    /// Held by whoever replaces workers.
    private final ReentrantLock replacing = new ReentrantLock();

    /// The names of the children. Guarded by [#replacing].
    private final List<String> slots = new ArrayList<>();

    /// Guarded by [#replacing].
    private int generation = 1;

    private PreforkServer(PreforkBuilder spec) throws IOException, InterruptedException {
        this.spec = spec;
        this.door = spec.door(workers);
        try {
            this.reception = new Reception(spec.name());
        } catch (IOException e) {
            giveUpDoor();
            throw e;
        }
        SupervisorBuilder house =
                Supervisor.oneForOne()
                        .name(spec.name())
                        .intensity(spec.restarts(), spec.period())
                        .onEvent(this::heard);
        for (int i = 1; i <= spec.workers(); i++) {
            slots.add("worker-" + i);
            house.child(child("worker-" + i));
        }
        try {
            this.supervisor = house.start();
        } catch (InterruptedException | RuntimeException e) {
            giveUpDoor();
            reception.close();
            throw e;
        }
        door.open();
    }

    private void giveUpDoor() {
        door.close();
        door.end();
    }

    /// Begins a server of HTTP requests.
    ///
    /// @param handler answers requests, in a worker; it travels there
    /// @return a builder
    public static PreforkBuilder ofHttp(RequestHandler handler) {
        return new PreforkBuilder(new HttpSide.Maker(Objects.requireNonNull(handler, "handler")));
    }

    /// Begins a server of any protocol.
    ///
    /// @param handler serves connections, in a worker; it travels there
    /// @return a builder
    public static PreforkBuilder ofStreams(StreamHandler handler) {
        return new PreforkBuilder(new StreamSide.Maker(Objects.requireNonNull(handler, "handler")));
    }

    static PreforkServer start(PreforkBuilder spec) throws IOException, InterruptedException {
        return new PreforkServer(spec);
    }

    // ---- workers -------------------------------------------------------------------------------

    private ChildSpec child(String slot) {
        return ChildSpec.of(slot, () -> startWorker(slot))
                .stopWithin(STOP)
                .healthCheck(
                        HealthCheck.every(PING, () -> isWell(slot))
                                .timeout(LONGEST_PING)
                                .failures(2));
    }

    private boolean isWell(String slot) {
        WorkerLink link = links.get(slot);
        return link != null && link.answers();
    }

    /// Called by the supervisor.
    private WorkerLink startWorker(String slot) throws Exception {
        Reception.Expected expected = reception.expect();
        ProcessStrand<?> strand =
                startProcess(
                        slot, new WorkerTask(reception.port(), expected.token(), door.maker()));
        boolean up = false;
        try {
            var _ =
                    strand.whenComplete((none, failure) ->
                            expected.arrival()
                                    .completeExceptionally(
                                            failure != null
                                                    ? failure
                                                    : new HeddleException(
                                                            "a worker ended before it was up: worker="
                                                                    + slot)));
            Socket socket = expected.arrival().get();
            WorkerLink link =
                    new WorkerLink(
                            new StrandChild(strand),
                            new WorkerTalk(slot, socket),
                            door.maker(),
                            workers);
            links.put(slot, link);
            link.open();
            door.greet(link);
            up = true;
            return link;
        } catch (ExecutionException e) {
            strand.kill();
            throw new HeddleException("a worker did not come up: worker=" + slot, e.getCause());
        } catch (Exception e) {
            strand.kill();
            throw e;
        } finally {
            reception.forget(expected);
            if (!up) { // it may arrive all the same
                var _ = expected.arrival().thenAccept(Reception::close);
            }
        }
    }

    private ProcessStrand<?> startProcess(String slot, WorkerTask task) {
        ProcessStrand.Builder process = spec.process();
        synchronized (process) { // workers may be started at the same time
            return process.name(spec.name() + "-" + slot).daemon(true).start(task);
        }
    }

    private void heard(SupervisorEvent event) {
        if (event.kind() == SupervisorEvent.Kind.GAVE_UP) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a server gave up: server=" + spec.name(),
                    event.cause().orElse(null));
            door.close();
            workers.close();
        }
    }

    /// Replaces all workers, one after the other, and loses no request and no connection: a new one is up before an
    /// old one gets no new connections, and that one ends when its connections have come to an end or, with HTTP, have
    /// been moved. What takes longer than the limit of the builder is cut off. Workers that listen themselves may lose
    /// connections that come while they close their listeners.
    ///
    /// @throws HeddleException if a new worker cannot be started; those that were not replaced go on
    /// @throws IllegalStateException if the server has ended
    /// @throws InterruptedException if interrupted; some workers may be new, and one of the old ones ended early
    public void restart() throws InterruptedException {
        replacing.lockInterruptibly();
        try {
            generation++;
            for (int i = 0; i < slots.size(); i++) {
                String old = slots.get(i);
                String next = "worker-%d.%d".formatted(i + 1, generation);
                supervisor.add(child(next));
                slots.set(i, next);
                try {
                    drain(old);
                } finally {
                    var _ = supervisor.remove(old);
                    links.remove(old);
                }
            }
        } finally {
            replacing.unlock();
        }
    }

    private void drain(String slot) throws InterruptedException {
        Deadline deadline = Deadline.in(spec.drainLimit());
        WorkerLink link = links.get(slot);
        while (link != null && !deadline.hasPassed()) {
            link.drain();
            if (!link.isGone()) {
                if (link.isEmpty()) {
                    return;
                }
                link.letGoOfIdle(false);
                workers.awaitChange(LOOK_MILLIS);
            }
            WorkerLink now = links.get(slot); // it may have died, and have come again
            if (now == link && link.isGone()) {
                return;
            }
            link = now;
        }
        if (link != null) {
            link.seats().forEach(seat -> seat.relay().cut());
        }
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells where clients connect to.
    ///
    /// @return the address, with the port that was found if none was given
    public InetSocketAddress address() {
        return door.address();
    }

    /// Gives a picture of the server.
    ///
    /// @return how it is now
    public PreforkSnapshot snapshot() {
        return new PreforkSnapshot(
                spec.name(),
                address(),
                workers.present().stream()
                        .map(WorkerLink::picture)
                        .sorted(Comparator.comparing(PreforkSnapshot.Worker::name))
                        .toList(),
                door.connections(),
                workers.waiting(),
                supervisor.snapshot().restarts());
    }

    // ---- ending --------------------------------------------------------------------------------

    /// Waits until the server has ended: somebody has closed it, or it gave up.
    ///
    /// @throws SupervisorFailedException if it gave up
    /// @throws InterruptedException if interrupted while waiting; the server goes on
    public void join() throws InterruptedException {
        supervisor.join();
    }

    /// Lets no new clients in, waits until requests that have come are answered and streams have ended, within the limit
    /// of the builder, and ends the workers. An interrupt ends that wait; it is there again afterwards.
    ///
    /// @throws SupervisorFailedException if the server gave up and nobody was told so far
    @Override
    public void close() {
        door.close();
        boolean interrupted = false;
        try {
            awaitLastClients();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        workers.close();
        door.end();
        try {
            supervisor.close();
        } finally {
            reception.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitLastClients() throws InterruptedException {
        Deadline deadline = Deadline.in(spec.drainLimit());
        while (!door.isEmpty() && !deadline.hasPassed() && supervisor.isUp()) {
            door.endIdle();
            workers.awaitChange(LOOK_MILLIS);
        }
    }

    @Override
    public String toString() {
        return "PreforkServer[%s, %s, workers=%d]"
                .formatted(spec.name(), address(), workers.present().size());
    }
}

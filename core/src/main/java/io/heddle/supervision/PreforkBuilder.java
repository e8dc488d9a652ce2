package io.heddle.supervision;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.spi.Durations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// Says what a prefork server is to be like. A builder belongs to one thread and may be used again.
public final class PreforkBuilder {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final WorkerSide.Maker maker;
    private String name = "";
    private int workers = Strand.cores();
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private ProcessStrand.Builder process = Strand.ofProcess();
    private Duration drainLimit = Duration.ofSeconds(30);
    private Duration waitLimit = Duration.ofSeconds(30);
    private int connections = 10_000;
    private boolean workersListen;
    private int restarts = -1;
    private Duration period = Duration.ofSeconds(10);

    PreforkBuilder(WorkerSide.Maker maker) {
        this.maker = maker;
    }

    /// Names the server.
    ///
    /// @param text any text; without it the name is `prefork-` and a number
    /// @return this builder
    public PreforkBuilder name(String text) {
        this.name = Objects.requireNonNull(text, "name");
        return this;
    }

    /// Says how many processes serve.
    ///
    /// @param number at least 1; without it as many as there are processors to use
    /// @return this builder
    /// @throws IllegalArgumentException if it is less than 1
    public PreforkBuilder workers(int number) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "a server needs at least one worker: workers=" + number);
        }
        this.workers = number;
        return this;
    }

    /// Says where clients connect to.
    ///
    /// @param where without it a free port that only this machine can reach
    /// @return this builder
    public PreforkBuilder address(InetSocketAddress where) {
        this.address = Objects.requireNonNull(where, "address");
        return this;
    }

    /// Says what the processes are to be like: heap, arguments, environment, output. Their name and that they are daemons
    /// is up to the server.
    ///
    /// @param template is used for each
    /// @return this builder
    public PreforkBuilder process(ProcessStrand.Builder template) {
        this.process = Objects.requireNonNull(template, "process");
        return this;
    }

    /// Limits how long a worker that is replaced, or the server that is closed, waits for its connections to come to an
    /// end. What is left then is cut off.
    ///
    /// @param limit 30 seconds, if nothing is said
    /// @return this builder
    /// @throws IllegalArgumentException if it is zero or negative
    public PreforkBuilder drainWithin(Duration limit) {
        this.drainLimit = Durations.requirePositive("drainWithin", limit);
        return this;
    }

    /// Limits how long a client waits when no worker is up. Then its connection is closed.
    ///
    /// @param limit 30 seconds, if nothing is said
    /// @return this builder
    /// @throws IllegalArgumentException if it is zero or negative
    public PreforkBuilder waitForWorker(Duration limit) {
        this.waitLimit = Durations.requirePositive("waitForWorker", limit);
        return this;
    }

    /// Limits how many clients are connected at once. Others wait until one leaves.
    ///
    /// @param most 10,000, if nothing is said
    /// @return this builder
    /// @throws IllegalArgumentException if it is less than 1
    public PreforkBuilder maxConnections(int most) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "a server needs at least one connection: maxConnections=" + most);
        }
        this.connections = most;
        return this;
    }

    /// Lets the workers listen at the port themselves, with `SO_REUSEPORT`, instead of getting their connections from this
    /// process. Then bytes are copied by nobody, and what a worker loses may also be a connection that it has never
    /// seen. Only for streams, and only where the system offers it (Linux, macOS, BSD).
    ///
    /// - The system gives each new connection to one of the workers at once, by a hash and whatever they do. It waits
    ///   there until it is let in; so also at a worker that hangs, until the supervisor has found that out (some
    ///   seconds), and is reset when that worker is killed.
    /// - A worker that is replaced by [PreforkServer#restart()], and each one on [PreforkServer#close()], lets in who has
    ///   come and closes its listener. Whoever comes in between is **reset**: few, but not none. Clients must be able to
    ///   connect again. Connections that were let in go on to their end, within [#drainWithin].
    /// - A worker that is killed: connections that it had are reset, and no others; also those it had not let in yet.
    /// - Without a worker nobody waits: clients are refused. [#waitForWorker] says nothing here.
    /// - Each worker has an equal share of [#maxConnections]; whoever finds no room waits there, though another
    ///   worker may have some.
    /// - [PreforkServer#snapshot()] shows the connections that each worker has told of last, some seconds ago at most.
    /// - Other processes of this user can listen there too, and get a share of the clients.
    ///
    /// @return this builder
    /// @throws UnsupportedOperationException if this is a server of HTTP requests, whose listener cannot be told so, or the
    ///     system does not offer it
    public PreforkBuilder workersListen() {
        if (maker.isHttp()) {
            throw new UnsupportedOperationException(
                    "workers of an HTTP server cannot listen at one port: the JDK's server makes its listener itself;"
                            + " leave workersListen() out, or use PreforkServer.ofStreams");
        }
        HeldPort.requireOffered(HeldPort.offered());
        this.workersListen = true;
        return this;
    }

    /// Says how many deaths of workers are too many: then the server gives up, and ends.
    ///
    /// @param most how many are allowed; five for each worker, if nothing is said
    /// @param within in which time; 10 seconds, if nothing is said
    /// @return this builder
    /// @throws IllegalArgumentException if the number is negative, or the time zero or negative
    public PreforkBuilder intensity(int most, Duration within) {
        if (most < 0) {
            throw new IllegalArgumentException("restarts cannot be negative: most=" + most);
        }
        this.period = Durations.requirePositive("within", within);
        this.restarts = most;
        return this;
    }

    /// Opens the socket and starts the workers.
    ///
    /// @return a server all of whose workers are up
    /// @throws IOException if nobody can listen there
    /// @throws SupervisorFailedException if a worker cannot be started; nothing is left
    /// @throws InterruptedException if interrupted meanwhile; nothing is left
    public PreforkServer start() throws IOException, InterruptedException {
        PreforkBuilder copy = new PreforkBuilder(maker);
        copy.name = name.isEmpty() ? "prefork-" + NUMBERS.incrementAndGet() : name;
        copy.workers = workers;
        copy.address = address;
        copy.process = process;
        copy.drainLimit = drainLimit;
        copy.waitLimit = waitLimit;
        copy.connections = connections;
        copy.workersListen = workersListen;
        copy.restarts = restarts < 0 ? 5 * workers : restarts;
        copy.period = period;
        return PreforkServer.start(copy);
    }

    WorkerSide.Maker maker() {
        return maker;
    }

    String name() {
        return name;
    }

    int workers() {
        return workers;
    }

    InetSocketAddress address() {
        return address;
    }

    ProcessStrand.Builder process() {
        return process;
    }

    Duration drainLimit() {
        return drainLimit;
    }

    Duration waitLimit() {
        return waitLimit;
    }

    int connections() {
        return connections;
    }

    Door door(Workers those) throws IOException {
        return workersListen ? new HeldPort(this, those) : new FrontDoor(this, those);
    }

    IOException cannotListen(IOException cause) {
        return new IOException(
                "nobody can listen there: server=%s address=%s".formatted(name, address), cause);
    }

    int restarts() {
        return restarts;
    }

    Duration period() {
        return period;
    }
}

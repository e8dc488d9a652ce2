package io.heddle.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The parent's side of a prefork server with one worker that is a thread of this process and a test: what the worker
/// gets the test reads, and it says that nothing is going on whenever it is asked.
final class Stage implements WorkerSide, WorkerSide.Maker, Supervised, AutoCloseable {

    private static final long serialVersionUID = 1L;

    final transient Workers workers = new Workers();
    final transient WorkerLink link;
    private final transient FrontDoor door;
    private final transient Reception reception;
    private final transient ServerSocket backDoor;
    private final transient Thread worker;
    private final transient Socket wire;
    private final transient CountDownLatch end = new CountDownLatch(1);
    private final boolean http;
    private final boolean listens;
    private volatile int claimed = -1;
    private volatile List<Long> count = List.of(0L, 0L);
    private volatile boolean left;

    Stage(boolean http) throws Exception {
        this(http, false);
    }

    /// One whose worker says that it listens itself.
    static Stage ofListener() throws Exception {
        return new Stage(false, true);
    }

    private Stage(boolean http, boolean listens) throws Exception {
        this.http = http;
        this.listens = listens;
        backDoor = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        backDoor.setSoTimeout((int) Troupe.PATIENCE.toMillis());
        reception = new Reception("stage");
        Reception.Expected expected = reception.expect();
        worker = Thread.ofVirtual().start(() -> work(expected.token()));
        wire = expected.arrival().get(Troupe.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        link = new WorkerLink(this, new WorkerTalk("w", wire), this, workers);
        link.open();
        door = new FrontDoor(new PreforkBuilder(this).name("stage"), workers);
        door.open();
    }

    private void work(String token) {
        try {
            new WorkerTask(reception.port(), token, this).act();
        } catch (Exception e) { // the test ends it
            assertThat(e).isInstanceOf(IOException.class);
        }
    }

    // ---- both ends -----------------------------------------------------------------------------

    Socket client() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.address().getPort());
        socket.setSoTimeout((int) Troupe.PATIENCE.toMillis());
        return socket;
    }

    /// Gives the other end of a client's connection.
    Socket served() throws IOException {
        Socket socket = backDoor.accept();
        socket.setSoTimeout((int) Troupe.PATIENCE.toMillis());
        return socket;
    }

    static void send(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    static void expect(Socket from, String text) throws IOException {
        byte[] got = from.getInputStream().readNBytes(text.length());
        assertThat(new String(got, StandardCharsets.UTF_8)).isEqualTo(text);
    }

    /// Gives the only connection.
    Relay relay() {
        Troupe.awaitSo("it is there", () -> !door.relays().isEmpty());
        return door.relays().getFirst();
    }

    /// Says from now on that so many connections are idle.
    void claim(int ports) {
        claimed = ports;
    }

    /// Says from now on that there are such numbers of connections.
    void count(Long... numbers) {
        count = List.of(numbers);
    }

    /// Tells whether the worker was told to let nobody in any more.
    boolean hasLeft() {
        return left;
    }

    /// The worker does not answer any more; its connections are the test's.
    void die() throws InterruptedException {
        Reception.close(wire);
        worker.join();
    }

    // ---- as a worker ---------------------------------------------------------------------------

    @Override
    public WorkerSide open() {
        return this;
    }

    @Override
    public boolean isHttp() {
        return http;
    }

    @Override
    public boolean listens() {
        return listens;
    }

    @Override
    public WorkerSide.Maker at(InetSocketAddress where, int room) {
        return this;
    }

    @Override
    public void leave() {
        left = true;
    }

    @Override
    public List<Long> howMany() {
        return count;
    }

    @Override
    public SocketAddress address() {
        return new InetSocketAddress(backDoor.getInetAddress(), backDoor.getLocalPort());
    }

    @Override
    public void announce(int port, boolean open) {}

    @Override
    public Set<Integer> idle(Set<Integer> ports) {
        return claimed < 0 ? ports : new Claim(claimed);
    }

    /// Many, of which there is none.
    private static final class Claim extends java.util.AbstractSet<Integer> {
        private final int size;

        Claim(int size) {
            this.size = size;
        }

        @Override
        public java.util.Iterator<Integer> iterator() {
            return java.util.Collections.emptyIterator();
        }

        @Override
        public int size() {
            return size;
        }
    }

    // ---- as a child ----------------------------------------------------------------------------

    @Override
    public void awaitEnd() throws InterruptedException {
        end.await();
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.empty();
    }

    @Override
    public void stop(Duration within) {
        end.countDown();
    }

    @Override
    public boolean kill() {
        end.countDown();
        return true;
    }

    /// Closes all; also what the worker's thread does last.
    @Override
    public void close() {
        if (Thread.currentThread() == worker) {
            return;
        }
        door.close();
        door.relays().forEach(Relay::cut);
        workers.close();
        Reception.close(wire);
        reception.close();
        try {
            backDoor.close();
            worker.join();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

package io.heddle.supervision;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// Serves HTTP by the JDK's server, on a port of the loopback interface.
///
/// Any process of the machine can connect to that port, but only the parent says from which ports its connections come,
/// on a socket for which there is a token; whatever comes from elsewhere gets no answer and no code of the user sees
/// it.
final class HttpSide implements WorkerSide {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// How long a request may be here before the word of the parent that the connection is its own.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Of the JDK's server, unless the user has others: an answer leaves at once, and it is the client or the parent who
    /// ends a connection on which nothing happens.
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "sun.net.httpserver.nodelay", "true",
                    "sun.net.httpserver.idleInterval", "86400",
                    "sun.net.httpserver.maxIdleConnections", "1000000");

    private final RequestHandler handler;
    private final Duration patience;
    private final HttpServer server;
    private final Map<Integer, Peer> peers = new ConcurrentHashMap<>();

    /// A connection by the port from which it comes.
    private static final class Peer {
        final CompletableFuture<Boolean> announced = new CompletableFuture<>();
        final AtomicInteger exchanges = new AtomicInteger();

        /// Whether the connection is closed after the answer.
        volatile boolean last;
    }

    /// What makes one in the worker.
    ///
    /// @param handler what the user gave
    record Maker(RequestHandler handler) implements WorkerSide.Maker {
        @Override
        public WorkerSide open() throws IOException {
            SETTINGS.forEach((name, value) -> {
                if (System.getProperty(name) == null) {
                    System.setProperty(name, value);
                }
            });
            return new HttpSide(handler, PATIENCE);
        }

        @Override
        public boolean isHttp() {
            return true;
        }
    }

    HttpSide(RequestHandler handler, Duration patience) throws IOException {
        this.handler = handler;
        this.patience = patience;
        this.server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Doorkeeper.BACKLOG);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        int port = exchange.getRemoteAddress().getPort();
        boolean possible = // this machine has other addresses with the same ports
                exchange.getRemoteAddress().getAddress().equals(InetAddress.getLoopbackAddress());
        Peer peer = possible ? peers.computeIfAbsent(port, _ -> new Peer()) : new Peer();
        if (!possible || !isAnnounced(peer)) {
            peers.remove(port, peer);
            LOG.log(System.Logger.Level.WARNING, "a stranger connected to a worker and is refused");
            exchange.close();
            return;
        }
        peer.exchanges.incrementAndGet();
        try {
            peer.last |= isLast(exchange.getProtocol(), exchange.getRequestHeaders());
            handler.handle(exchange);
        } catch (Throwable failure) {
            peer.last = true; // the server closes the connection
            LOG.log(System.Logger.Level.WARNING, "a handler of requests failed", failure);
            throw failure;
        } finally {
            peer.last |= isLast("", exchange.getResponseHeaders());
            exchange.close();
            peer.exchanges.decrementAndGet();
        }
    }

    private boolean isAnnounced(Peer peer) {
        try {
            return peer.announced.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static boolean isLast(String protocol, Headers headers) {
        List<String> wishes = headers.getOrDefault("Connection", List.of());
        return protocol.equals("HTTP/1.0")
                ? wishes.stream().noneMatch("keep-alive"::equalsIgnoreCase)
                : wishes.stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("close"));
    }

    @Override
    public SocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void announce(int port, boolean open) {
        if (open) {
            peers.computeIfAbsent(port, _ -> new Peer()).announced.complete(true);
        } else {
            peers.remove(port);
        }
    }

    @Override
    public Set<Integer> idle(Set<Integer> ports) {
        return ports.stream().filter(this::isIdle).collect(Collectors.toSet());
    }

    private boolean isIdle(int port) {
        Peer peer = peers.get(port);
        return peer != null && !peer.last && peer.exchanges.get() == 0;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

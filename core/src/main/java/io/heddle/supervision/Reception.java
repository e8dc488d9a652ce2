package io.heddle.supervision;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Where workers of a prefork server report to their parent. Whoever does not know a token that is awaited is sent away.
final class Reception implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.heddle");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 32;
    private static final int LONGEST_INTRODUCTION_MILLIS = 5_000;

    private final ServerSocket door;
    private final Map<String, CompletableFuture<Socket>> awaited = new ConcurrentHashMap<>();

    Reception(String name) throws IOException {
        door = new ServerSocket();
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofPlatform().daemon().name("heddle-" + name + "-reception").start(this::receive);
    }

    /// One worker that is expected.
    ///
    /// @param token what it will say
    /// @param arrival the socket, once it has said so
    record Expected(String token, CompletableFuture<Socket> arrival) {}

    Expected expect() {
        byte[] random = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(random);
        Expected one = new Expected(HexFormat.of().formatHex(random), new CompletableFuture<>());
        awaited.put(one.token, one.arrival);
        return one;
    }

    void forget(Expected one) {
        awaited.remove(one.token);
    }

    int port() {
        return door.getLocalPort();
    }

    private void receive() {
        try {
            while (true) {
                Socket socket = door.accept();
                Thread.ofVirtual().start(() -> introduce(socket));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no worker is received any more", e);
        }
    }

    private void introduce(Socket socket) {
        try {
            socket.setSoTimeout(LONGEST_INTRODUCTION_MILLIS);
            socket.setTcpNoDelay(true);
            String token = new DataInputStream(socket.getInputStream()).readUTF();
            CompletableFuture<Socket> arrival = awaited.remove(token);
            socket.setSoTimeout(0);
            if (arrival == null || !arrival.complete(socket)) {
                socket.close();
            }
        } catch (IOException e) {
            close(socket);
        }
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a socket could not be closed", e);
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a socket could not be closed", e);
        }
    }
}

package io.heddle.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Some clients that know who serves them: each keeps one connection, asks for the pid of the worker behind it again and
/// again, and notes whose it was last when it breaks. It repeats nothing by itself.
final class Callers implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private static final byte[] QUESTION =
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8);

    private final InetSocketAddress server;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean leaving;

    final AtomicLong answered = new AtomicLong();

    /// Whose connections have broken. One on which no answer has come yet is nobody's.
    final Set<String> broken = ConcurrentHashMap.newKeySet();

    /// How connections broke.
    final Queue<IOException> failures = new ConcurrentLinkedQueue<>();

    Callers(InetSocketAddress server, int number) {
        this.server = server;
        for (int i = 0; i < number; i++) {
            threads.add(Thread.ofPlatform().start(this::call));
        }
    }

    private void call() {
        while (!leaving) {
            String last = "";
            try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                while (!leaving) {
                    socket.getOutputStream().write(QUESTION);
                    last = answer(socket.getInputStream());
                    answered.incrementAndGet();
                }
            } catch (IOException e) {
                failures.add(e);
                if (!last.isEmpty()) {
                    broken.add(last);
                }
            }
        }
    }

    /// Reads one answer with a length.
    static String answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("the connection ended");
            }
            head.append((char) read);
        }
        String length =
                head.toString()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("(?s).*content-length: (\\d+).*", "$1");
        return new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        leaving = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

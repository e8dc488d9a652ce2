package io.heddle.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Some clients that send requests to a server without a pause, until they are told to leave.
final class Clients implements AutoCloseable {

    private final URI address;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean leaving;

    final AtomicLong answered = new AtomicLong();
    final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

    /// What was answered: the pids of workers.
    final Set<String> answers = ConcurrentHashMap.newKeySet();

    /// Each client has its own connections, which it keeps.
    Clients(InetSocketAddress server, int number) {
        address = uri(server, "/");
        for (int i = 0; i < number; i++) {
            boolean posts = i % 2 == 0;
            threads.add(Thread.ofPlatform().start(() -> ask(posts)));
        }
    }

    static URI uri(InetSocketAddress server, String path) {
        return URI.create("http://localhost:" + server.getPort() + path);
    }

    /// A request that is not idempotent, which the client never sends a second time by itself.
    static HttpRequest post(URI address) {
        return HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(2_000)))
                .build();
    }

    static HttpRequest get(URI address) {
        return HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build();
    }

    private void ask(boolean posts) {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (!leaving) {
                askOnce(client, posts ? post(address) : get(address));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void askOnce(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            var response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            answers.add(response.body());
            answered.incrementAndGet();
        } catch (IOException e) {
            failures.add(e);
        }
    }

    void awaitAnswers(long more) throws InterruptedException {
        long goal = answered.get() + more;
        Eventually.holds("answers come", () -> answered.get() >= goal);
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

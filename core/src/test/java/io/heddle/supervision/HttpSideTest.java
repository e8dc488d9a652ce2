package io.heddle.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// The HTTP side of a worker, in this process.
class HttpSideTest {

    private final AtomicInteger handled = new AtomicInteger();

    private static Socket connect(HttpSide side) throws IOException {
        int port = ((InetSocketAddress) side.address()).getPort();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Troupe.PATIENCE.toMillis());
        return socket;
    }

    private static void ask(Socket socket, String version) throws IOException {
        String request = "GET / " + version + "\r\nHost: x\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    }

    private HttpSide open(Duration patience) throws IOException {
        return new HttpSide(
                exchange -> {
                    handled.incrementAndGet();
                    exchange.sendResponseHeaders(204, -1);
                },
                patience);
    }

    @Test
    void strangerGetsNoAnswerAndNoHandlerSeesIt() throws Exception {
        try (HttpSide side = open(Duration.ofMillis(20));
                Socket stranger = connect(side)) {
            ask(stranger, "HTTP/1.1");

            assertThat(stranger.getInputStream().readAllBytes()).isEmpty();
            assertThat(handled.get()).isZero();
        }
    }

    @Test
    void requestThatComesBeforeItsAnnouncementIsAnswered() throws Exception {
        try (HttpSide side = open(Troupe.PATIENCE);
                Socket early = connect(side)) {
            ask(early, "HTTP/1.1");
            assertThat(side.idle(Set.of(early.getLocalPort()))).isEmpty();
            side.announce(early.getLocalPort(), true);

            assertThat(early.getInputStream().read()).isEqualTo('H');
            Troupe.awaitSo("it is idle", () -> !side.idle(Set.of(early.getLocalPort())).isEmpty());
        }
    }

    @Test
    void connectionIsNotIdleWhileARequestIsServedNorIfItEndsWithItsAnswer() throws Exception {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        CountDownLatch comes = new CountDownLatch(2);
        try (HttpSide side =
                        new HttpSide(
                                exchange -> {
                                    comes.countDown();
                                    Troupe.quietly(mayAnswer);
                                    exchange.sendResponseHeaders(204, -1);
                                },
                                Troupe.PATIENCE);
                Socket kept = connect(side);
                Socket last = connect(side)) {
            Set<Integer> both = Set.of(kept.getLocalPort(), last.getLocalPort());
            both.forEach(port -> side.announce(port, true));
            assertThat(side.idle(both)).isEqualTo(both);
            ask(kept, "HTTP/1.1");
            ask(last, "HTTP/1.0");
            Troupe.quietly(comes);
            assertThat(side.idle(both)).isEmpty();
            mayAnswer.countDown();

            assertThat(last.getInputStream().readAllBytes()).isNotEmpty(); // and it is closed
            Troupe.awaitSo(
                    "one is kept", () -> side.idle(both).equals(Set.of(kept.getLocalPort())));
            side.announce(kept.getLocalPort(), false);
            assertThat(side.idle(both)).isEmpty();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // elsewhere there is one loopback address
    void samePortOfAnotherAddressIsAStranger() throws Exception {
        try (HttpSide side = open(Troupe.PATIENCE);
                Socket own = connect(side);
                Socket stranger = new Socket()) {
            side.announce(own.getLocalPort(), true);
            stranger.bind(new InetSocketAddress("127.0.0.2", own.getLocalPort()));
            stranger.connect(side.address());
            stranger.setSoTimeout((int) Troupe.PATIENCE.toMillis());
            ask(stranger, "HTTP/1.1");

            assertThat(stranger.getInputStream().readAllBytes()).isEmpty();
            assertThat(handled.get()).isZero();
        }
    }

    @Test
    void oldClientThatKeepsItsConnectionIsIdleAfterAnAnswer() throws Exception {
        try (HttpSide side = open(Troupe.PATIENCE);
                Socket old = connect(side)) {
            side.announce(old.getLocalPort(), true);
            ask(old, "HTTP/1.0\r\nConnection: keep-alive");
            assertThat(old.getInputStream().read()).isEqualTo('H');

            Troupe.awaitSo("it is idle", () -> !side.idle(Set.of(old.getLocalPort())).isEmpty());
        }
    }
}

package io.heddle.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The side of a worker that listens itself, in this process.
class StreamSideTest {

    private static final int MANY_BYTES = 1 << 20;

    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void systemOffersIt() {
        assumeTrue(HeldPort.offered().contains(StandardSocketOptions.SO_REUSEPORT));
    }

    private static WorkerSide open(int port, int room, StreamHandler handler) throws Exception {
        InetSocketAddress where = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new StreamSide.Maker(handler).at(where, room).open();
    }

    private static Socket connect(WorkerSide side) throws IOException {
        int port = ((InetSocketAddress) side.address()).getPort();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Troupe.PATIENCE.toMillis());
        return socket;
    }

    @Test
    void clientMaySendAfterItsLastAnswer() throws Exception {
        StreamHandler handler =
                (in, out) -> {
                    assertThat(in.read()).isZero();
                    out.write("answer".getBytes(StandardCharsets.UTF_8));
                };
        InetSocketAddress where = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (WorkerSide side = new StreamSide.AtPort(handler, where, 1, Troupe.PATIENCE).open();
                Socket client = connect(side)) {
            client.getOutputStream().write(0);
            Stage.expect(client, "answer");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            for (int i = 0; i < 100; i++) { // somebody takes it
                client.getOutputStream().write(new byte[MANY_BYTES / 100]);
            }
            client.shutdownOutput();
            Troupe.awaitSo("it has left", () -> side.howMany().equals(List.of(0L, 1L)));
        }
    }

    @Test
    void clientThatNeverStopsIsSentAwayWhenItsTimeIsUp() throws Exception {
        InetSocketAddress where = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Duration brief = Duration.ofMillis(20);
        try (WorkerSide side =
                        new StreamSide.AtPort((_, out) -> out.write('x'), where, 1, brief).open();
                Socket client = connect(side)) {
            Thread writer = Thread.ofVirtual().start(() -> sendOn(client));
            Stage.expect(client, "x");
            Troupe.awaitSo("it was sent away", () -> side.howMany().equals(List.of(0L, 1L)));
            writer.join();
        }
    }

    private static void sendOn(Socket socket) {
        try {
            while (true) {
                socket.getOutputStream().write(1);
            }
        } catch (IOException e) {
            // nobody takes it any more
        }
    }

    @Test
    void answerThatIsOnItsWayArrivesThoughItsConnectionIsClosed() throws Exception {
        byte[] answer = new byte[200_000]; // more than the client has room for
        try (WorkerSide side = open(0, 1, (_, out) -> out.write(answer));
                Socket client = new Socket()) {
            client.setReceiveBufferSize(4096);
            client.setSoTimeout((int) Troupe.PATIENCE.toMillis());
            client.connect(side.address());
            client.shutdownOutput();
            Troupe.awaitSo("it is closed", () -> side.howMany().equals(List.of(0L, 1L)));

            assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
        }
    }

    @Test
    void whatIsNotDoneWhenTheWorkerEndsDoesNotLookWholeAndWhatIsDoneDoes() throws Exception {
        WorkerSide side =
                open(
                        0,
                        2,
                        (in, out) -> {
                            out.write('x');
                            if (in.read() == 'w') {
                                Troupe.quietly(release);
                            }
                        });
        try (Socket half = connect(side);
                Socket whole = connect(side)) {
            Stage.send(half, "w");
            Stage.expect(half, "x");
            Stage.send(whole, "e");
            Stage.expect(whole, "x");
            assertThat(whole.getInputStream().read()).isEqualTo(-1);
            side.close();

            assertThatThrownBy(() -> half.getInputStream().read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");
        } finally {
            release.countDown();
            side.close();
        }
    }

    @Test
    void connectionsAreCountedWhoeverServesThem() throws Exception {
        try (WorkerSide side =
                open(
                        0,
                        2,
                        (in, _) -> {
                            if (in.read() == 'f') {
                                throw new IllegalStateException("on purpose");
                            }
                        })) {
            assertThat(side.howMany()).isEqualTo(List.of(0L, 0L));
            try (Socket good = connect(side);
                    Socket bad = connect(side)) {
                Troupe.awaitSo("both are in", () -> side.howMany().equals(List.of(2L, 2L)));
                Stage.send(bad, "f");
                assertThat(bad.getInputStream().read()).isEqualTo(-1);
                Stage.send(good, "g");
                assertThat(good.getInputStream().read()).isEqualTo(-1);
            }
            Troupe.awaitSo("both have left", () -> side.howMany().equals(List.of(0L, 2L)));
        }
    }

    @Test
    void severalListenAtOnePortAndOneThatLeavesGetsNobody() throws Exception {
        StreamHandler one = (_, out) -> out.write('1');
        StreamHandler two = (_, out) -> out.write('2');
        try (WorkerSide first = open(0, 10, one);
                WorkerSide second =
                        open(((InetSocketAddress) first.address()).getPort(), 10, two)) {
            String heard = "";
            for (int i = 0; i < 1_000 && !(heard.contains("1") && heard.contains("2")); i++) {
                heard += ask(second);
            }
            assertThat(heard).contains("1").contains("2");
            first.leave();
            for (int i = 0; i < 20; i++) {
                assertThat(ask(second)).isEqualTo("2");
            }
        }
    }

    private static String ask(WorkerSide side) throws IOException {
        try (Socket client = connect(side)) {
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

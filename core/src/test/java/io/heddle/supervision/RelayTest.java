package io.heddle.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/// What the parent of a prefork server does with bytes, seen from both ends of a connection.
class RelayTest {

    private static final int MANY_BYTES = 1 << 20;

    @Test
    void halfSentRequestKeepsItsWorkerAndAnAnsweredOneDoesNot() throws Exception {
        try (Stage stage = new Stage(true);
                Socket client = stage.client();
                Socket first = stage.served()) {
            Stage.send(client, "half");
            Stage.expect(first, "half");
            stage.link.letGoOfIdle(false);
            Stage.send(client, " whole");
            Stage.expect(first, " whole");
            Stage.send(first, "answer");
            Stage.expect(client, "answer");
            stage.link.letGoOfIdle(false);
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            first.shutdownOutput();
            Stage.send(client, "again");
            try (Socket second = stage.served()) {
                Stage.expect(second, "again");
            }
        }
    }

    @Test
    void workerThatLeavesGivesNoSeat() throws Exception {
        try (Stage stage = new Stage(true);
                SocketChannel nobody = SocketChannel.open()) {
            stage.link.drain();
            Relay late = new Relay(nobody, stage.workers, Troupe.PATIENCE);

            assertThatThrownBy(() -> stage.link.seat(late))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the worker leaves");
            assertThat(stage.link.connections()).isZero();
        }
    }

    @Test
    void requestThatIsToldToContinueIsNotAnswered() throws Exception {
        try (Stage stage = new Stage(true);
                Socket client = stage.client();
                Socket served = stage.served()) {
            Stage.send(client, "head");
            Stage.expect(served, "head");
            String goOn = "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n";
            Stage.send(served, goOn);
            Stage.expect(client, goOn);
            stage.link.letGoOfIdle(false);
            Stage.send(client, "body");
            Stage.expect(served, "body");
        }
    }

    @Test
    void answerThatComesEarlyArrivesThoughTheClientGoesOnSending() throws Exception {
        try (Stage stage = new Stage(true);
                Socket client = stage.client();
                Socket served = stage.served()) {
            Stage.send(client, "head");
            Stage.expect(served, "head");
            Stage.send(served, "too much");
            Reception.close(served);
            for (int i = 0; i < 100; i++) {
                client.getOutputStream().write(new byte[MANY_BYTES / 100]);
            }
            client.shutdownOutput();
            Stage.expect(client, "too much");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void deathThatIsNoticedBySendingIsAResetToo() throws Exception {
        try (Stage stage = new Stage(false);
                Socket client = stage.client();
                Socket served = stage.served()) {
            Thread writer = Thread.ofVirtual().start(() -> fill(served));
            Stage.expect(client, "\0"); // what follows fills all buffers on the way
            Troupe.awaitSo("it waits", () -> writer.getState() == Thread.State.WAITING);
            stage.die();
            served.setSoLinger(true, 0);
            Reception.close(served);
            writer.join();
            Relay relay = stage.relay();
            for (int i = 0; i < 100 && !relay.passage().isDeaf(); i++) {
                Stage.send(client, "x");
            }
            Troupe.awaitSo("the worker hears nothing", relay.passage()::isDeaf);

            assertThatThrownBy(() -> client.getInputStream().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");
        }
    }

    private static void fill(Socket socket) {
        try {
            while (true) {
                socket.getOutputStream().write(new byte[MANY_BYTES]);
            }
        } catch (IOException e) {
            // the test has closed it
        }
    }

    @Test
    void connectionThatIsCutOffDoesNotLookWhole() throws Exception {
        try (Stage stage = new Stage(false);
                Socket client = stage.client();
                Socket served = stage.served()) {
            Stage.send(served, "half");
            Stage.expect(client, "half");
            stage.relay().cut();

            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void rubbishOfAWorkerUsesUpNoMemoryAndItIsGone() throws Exception {
        try (Stage stage = new Stage(true)) {
            stage.claim(Integer.MAX_VALUE);
            assertThat(stage.link.answers()).isFalse();
            assertThat(stage.link.isGone()).isTrue();
        }
    }
}

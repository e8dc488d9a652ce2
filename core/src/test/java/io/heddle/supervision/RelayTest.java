package io.heddle.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/// What the parent of a prefork server does with bytes, seen from both ends of a connection.
class RelayTest {

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
}

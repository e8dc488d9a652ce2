package io.heddle.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A port that is kept for workers that listen there.
class HeldPortTest {

    private final Workers nobody = new Workers();

    @BeforeEach
    void systemOffersIt() {
        assumeTrue(HeldPort.offered().contains(StandardSocketOptions.SO_REUSEPORT));
    }

    private static PreforkBuilder builder() {
        return PreforkServer.ofStreams((_, _) -> {}).name("p").workersListen();
    }

    @Test
    void portIsKeptWhileNobodyListensThereAndClientsAreRefused() throws Exception {
        HeldPort port = new HeldPort(builder(), nobody);
        int number = port.address().getPort();
        InetAddress here = InetAddress.getLoopbackAddress();
        assertThatThrownBy(() -> new ServerSocket(number, 1, here).close())
                .isInstanceOf(BindException.class);
        assertThatThrownBy(() -> new HeldPort(builder().address(port.address()), nobody))
                .hasCauseInstanceOf(BindException.class);
        assertThatThrownBy(() -> new Socket(here, number).close())
                .isInstanceOf(ConnectException.class);
        port.close();
        port.end();
        new ServerSocket(number, 1, here).close();
    }

    @Test
    void portAtWhichSomebodyListensIsNamedThoughThatOneSharesIt() throws Exception {
        HeldPort port = new HeldPort(builder(), nobody);
        try (WorkerSide worker = port.maker().open()) {
            PreforkBuilder second = builder().address(port.address());

            assertThatThrownBy(() -> new HeldPort(second, nobody))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("server=p address=" + port.address());
            assertThat(worker.address()).isEqualTo(port.address());
        } finally {
            port.end();
        }
    }

    /// The ends of connections that an earlier server closed first are remembered by the system for a minute.
    @Test
    void portOfAnEarlierServerIsHadAgain() throws Exception {
        HeldPort port = new HeldPort(builder(), nobody);
        try (WorkerSide worker = port.maker().open();
                Socket client = new Socket(port.address().getAddress(), port.address().getPort())) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(worker.address()).isEqualTo(port.address());
        } finally {
            port.end();
        }
        HeldPort again = new HeldPort(builder().address(port.address()), nobody);
        try (WorkerSide worker = again.maker().open()) {
            assertThat(worker.address()).isEqualTo(port.address());
        } finally {
            again.end();
        }
    }

    @Test
    void roomIsSharedOutAndNeverNone() throws Exception {
        for (int[] each : new int[][] {{10, 3, 4}, {1, 8, 1}, {10_000, 2, 5_000}}) {
            HeldPort port =
                    new HeldPort(builder().maxConnections(each[0]).workers(each[1]), nobody);
            assertThat(port.maker())
                    .isInstanceOfSatisfying(
                            StreamSide.AtPort.class,
                            maker -> assertThat(maker.room()).isEqualTo(each[2]));
            port.end();
        }
    }

    // ---- its workers
    // -----------------------------------------------------------------------------

    @Test
    void workersAreToldToLeaveAndSoIsOneThatComesTooLate() throws Exception {
        try (Stage present = Stage.ofListener();
                Stage late = Stage.ofListener()) {
            HeldPort port = new HeldPort(new PreforkBuilder(present).name("p"), present.workers);
            port.greet(present.link);
            assertThat(present.link.answers()).isTrue();
            assertThat(present.hasLeft()).isFalse();
            port.close();
            port.greet(late.link);

            assertThat(present.link.answers()).isTrue(); // after it was told
            assertThat(present.hasLeft()).isTrue();
            assertThat(late.link.answers()).isTrue();
            assertThat(late.hasLeft()).isTrue();
            port.end();
        }
    }

    @Test
    void workerIsEmptyWhenItSaysSoAndNotWhenItSaysNothing() throws Exception {
        try (Stage stage = Stage.ofListener()) {
            HeldPort port = new HeldPort(new PreforkBuilder(stage).name("p"), stage.workers);
            assertThat(port.isEmpty()).isTrue();
            stage.count(3L, 8_000_000_000L);
            assertThat(port.isEmpty()).isFalse();
            assertThat(port.connections()).isEqualTo(3);
            assertThat(stage.link.picture().served()).isEqualTo(8_000_000_000L);
            stage.count(0L, 9L);
            assertThat(port.isEmpty()).isTrue();
            stage.count(0L); // rubbish
            assertThat(port.isEmpty()).isFalse();
            stage.count(-1L, 9L);
            assertThat(port.isEmpty()).isFalse();
            stage.count(0L, 9L);
            stage.die();
            assertThat(stage.link.isEmpty()).isFalse();
            port.end();
        }
    }

    // ---- where it cannot be
    // ----------------------------------------------------------------------

    @Test
    void systemThatDoesNotOfferItIsNamed() {
        assertThatThrownBy(() -> HeldPort.requireOffered(Set.of(StandardSocketOptions.SO_RCVBUF)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("no SO_REUSEPORT: system=" + System.getProperty("os.name"));
    }

    @Test
    void httpIsRefusedWithAWayOut() {
        assertThatThrownBy(() -> PreforkServer.ofHttp(_ -> {}).workersListen())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("PreforkServer.ofStreams");
    }
}

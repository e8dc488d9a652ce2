package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server that goes away between two steps of somebody who begins.
@Timeout(60)
class ClusterGoneTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void poolThatIsOpenedWhenTheServerIsGoneIsRefusedInOurWords() {
        ClusterOptions options = Invitation.secret().connectTimeout(SHORT).responseTimeout(SHORT);
        try (TestServer server = TestServer.startFor(options);
                Cluster cluster = Cluster.join(options.server("127.0.0.1:" + server.port()))) {
            server.kill();

            assertThatThrownBy(cluster::pool)
                    .isInstanceOf(ClusterUnavailableException.class)
                    .hasMessageContaining(
                            "the server of the cluster does not answer: cluster=test");
        }
    }
}

package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who is let in, and who is not.
@Timeout(60)
class ClusterSecurityTest {

    @TempDir static Path folder;

    private static Certificates own;
    private static Certificates foreign;
    private static int tlsPort;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        own = Certificates.make(folder, "own");
        foreign = Certificates.make(folder, "foreign");
        tlsPort = TestServer.freePort();
        server =
                TestServer.startFor(
                        Invitation.secret(),
                        "tls-port " + tlsPort,
                        "tls-cert-file " + own.certificate(),
                        "tls-key-file " + own.key(),
                        "tls-ca-cert-file " + own.certificate(),
                        "tls-auth-clients yes");
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static ClusterOptions brief(ClusterOptions options) {
        return options.connectTimeout(Duration.ofSeconds(5)).responseTimeout(Duration.ofSeconds(5));
    }

    private static ClusterOptions tls() {
        return brief(Invitation.secret().server("localhost:" + tlsPort));
    }

    private static void assertUnavailable(ClusterOptions options, String why) {
        assertThatThrownBy(() -> Cluster.join(options).close())
                .isInstanceOf(ClusterUnavailableException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("cluster=test")
                .hasMessageNotContaining(options.token());
    }

    @Test
    void clusterWithoutASecretIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cluster.join(ClusterOptions.named("squares")))
                .withMessageContaining("needs a secret")
                .withMessageContaining("cluster=squares");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterOptions.named("squares").secret(""))
                .withMessageContaining("not empty");
    }

    @Test
    void loopbackIsLeftOnlyWithTlsOrTheExplicitWord() {
        ClusterOptions beyond = Invitation.secret().server("192.0.2.1:5701");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cluster.join(beyond))
                .withMessageContaining("server=192.0.2.1:5701")
                .withMessageContaining("tls(…), or trustedNetwork()");
        assertThatThrownBy(() ->
                        Cluster.join(
                                beyond.trustedNetwork().connectTimeout(Duration.ofMillis(100))))
                .isInstanceOf(ClusterUnavailableException.class);
    }

    @Test
    void wrongSecretIsRefusedAndSaidNowhere() {
        String wrong = "not the secret at all";
        ClusterOptions options =
                brief(ClusterOptions.named("test").secret(wrong).port(server.port()));
        assertUnavailable(options, "does not take the secret");
        assertThatThrownBy(() -> Cluster.join(options)).hasMessageNotContaining(wrong);
        assertThat(options.toString()).doesNotContain(wrong).doesNotContain(options.token());
    }

    @Test
    void tokenIsNotTheSecretAndAnotherOneForEachCluster() {
        String one = ClusterOptions.named("one").secret("abc").token();
        assertThat(one).matches("[0-9a-f]{64}").doesNotContain("abc");
        assertThat(ClusterOptions.named("two").secret("abc").token()).isNotEqualTo(one);
        assertThat(ClusterOptions.named("one").secret("abd").token()).isNotEqualTo(one);
        assertThat(ClusterOptions.named("one").secret("abc").token()).isEqualTo(one);
    }

    @Test
    void serverThatWantsNoPasswordIsRefused() {
        try (TestServer open = TestServer.startFor(Invitation.secret())) {
            ClusterOptions options = brief(Invitation.secret().port(open.port()));
            assertThat(ask(open.port(), "AUTH " + open.password(), "CONFIG SET requirepass \"\""))
                    .isEqualTo("+OK+OK");
            assertUnavailable(options, "has no password");
        }
    }

    private static String ask(int port, String... commands) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String all = String.join("\r\n", commands) + "\r\n";
            socket.getOutputStream().write(all.getBytes(StandardCharsets.US_ASCII));
            byte[] answer =
                    socket.getInputStream().readNBytes("+OK\r\n".length() * commands.length);
            return new String(answer, StandardCharsets.US_ASCII).replace("\r\n", "");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatSpeaksSomethingElseIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering =
                    Thread.ofVirtual()
                            .start(() -> {
                                try (Socket socket = other.accept()) {
                                    socket.getOutputStream()
                                            .write(
                                                    "HTTP/1.1 400 Bad Request\r\n"
                                                            .getBytes(StandardCharsets.US_ASCII));
                                    socket.getInputStream().readAllBytes();
                                } catch (IOException e) {
                                    // the test is over
                                }
                            });
            assertUnavailable(
                    brief(Invitation.secret().port(other.getLocalPort())),
                    "is no Valkey or Redis server: it said 'HTTP/1.1 400 Bad Request'");
            answering.join();
        }
    }

    @Test
    void mutualTlsLetsInWhoIsKnown() {
        ClusterOptions options =
                tls().mutualTls(
                                own.trustStore(),
                                Certificates.PASSWORD,
                                own.keyStore(),
                                Certificates.PASSWORD);
        try (Cluster cluster = Cluster.join(options)) {
            assertThat(cluster.members()).hasSize(1);
        }
    }

    @Test
    void foreignCertificatesMissingOnesAndPlaintextAreRefused() {
        assertUnavailable(
                tls().tls(foreign.trustStore(), Certificates.PASSWORD), "cannot be reached");
        assertUnavailable(
                tls().mutualTls(
                                own.trustStore(),
                                Certificates.PASSWORD,
                                foreign.keyStore(),
                                Certificates.PASSWORD),
                "cannot be reached");
        assertUnavailable(tls().tls(own.trustStore(), Certificates.PASSWORD), "cannot be reached");
        assertUnavailable(tls(), "cluster=test"); // cut off, or told nothing that makes sense
    }
}

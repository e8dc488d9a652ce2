package io.heddle.console.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What the command says before it works; that it works is tried with the cluster.
class WorkerCommandTest {

    @TempDir Path folder;

    private final StringWriter said = new StringWriter();
    private Path secret;

    @BeforeEach
    void writeSecret() throws IOException {
        secret = Files.writeString(folder.resolve("secret"), "abc\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    }

    private int run(String... arguments) {
        return new CommandLine(new WorkerCommand())
                .setErr(new PrintWriter(said, true))
                .setOut(new PrintWriter(said, true))
                .execute(arguments);
    }

    @Test
    void helpHasExamples() {
        assertThat(run("--help")).isZero();
        assertThat(said.toString())
                .contains("heddle worker --join squares@127.0.0.1:5701 --secret-file secret")
                .contains("Whoever has the secret can run any code here.");
    }

    @Test
    void secretFileThatIsNotThereIsNamed() {
        assertThat(run("--join", "127.0.0.1:5701", "--secret-file", "/nowhere/secret"))
                .isEqualTo(2);
        assertThat(said.toString()).contains("the secret cannot be read: file=/nowhere/secret");
    }

    @Test
    void secretThatOthersMayReadIsWarnedOf() throws IOException {
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        run("--join", "192.0.2.1:5701", "--secret-file", secret.toString());
        assertThat(said.toString())
                .contains("others may read the secret: file=" + secret)
                .contains("chmod 600");
    }

    @Test
    void networkIsNotUsedWithoutTlsOrTheExplicitWord() {
        assertThat(run("--join", "192.0.2.1:5701", "--secret-file", secret.toString())).isOne();
        assertThat(said.toString())
                .contains("server=192.0.2.1:5701")
                .contains("trustedNetwork()")
                .doesNotContain("others may read");
    }

    @Test
    void serverThatDoesNotAnswerIsNamed() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String server = "127.0.0.1:" + port;
        assertThat(run("--join", "squares@" + server, "--secret-file", secret.toString())).isOne();
        assertThat(said.toString())
                .contains("the server of the cluster cannot be reached: cluster=squares")
                .contains(server);
    }
}

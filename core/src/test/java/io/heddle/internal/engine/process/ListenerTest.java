package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Strand;
import io.heddle.internal.engine.process.Hello.Purpose;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Who may come in: nobody without a token that was given out and not used up.
@ExtendWith(NoLeftovers.class)
class ListenerTest {

    private final List<SocketChannel> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (SocketChannel channel : opened) {
            channel.close();
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(Listener.current().socket()));
        opened.add(channel);
        return channel;
    }

    private SocketChannel hello(String token, Purpose purpose) throws IOException {
        SocketChannel channel = connect();
        new Hello(token, purpose).send(channel);
        return channel;
    }

    /// The test's time limit guards the wait.
    private static void assertRefused(SocketChannel channel) throws IOException {
        assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void folderIsForThisUserAlone() throws IOException {
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(Listener.current().folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void wrongTokenIsRefused() throws IOException {
        assertRefused(hello("0".repeat(Hello.TOKEN_CHARACTERS), Purpose.TASKS));
    }

    @Test
    void rubbishIsRefused() throws IOException {
        SocketChannel channel = connect();
        channel.write(
                ByteBuffer.wrap(
                        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .repeat(4)
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        assertThat(readToEnd(channel)).isTrue();
    }

    @Test
    @Tag("fault-50")
    void forgedHellosAreRefused() throws Exception {
        Listener.Expected child = Listener.current().expect();
        java.util.Random random = new java.util.Random(20_261_121L);
        for (int i = 0; i < 500; i++) {
            byte[] hello =
                    ("HDL1" + child.token + "\0")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            hello[random.nextInt(hello.length)] ^= (byte) (4 << random.nextInt(5));
            try (SocketChannel channel = connect()) {
                channel.write(ByteBuffer.wrap(hello, 0, random.nextInt(hello.length + 1)));
                channel.shutdownOutput();
                assertThat(readToEnd(channel)).isTrue();
            }
        }
        assertThat(child.all.isDone()).isFalse();
        Listener.current().giveUp(child, "the test is over");
    }

    /// The end may come as an error, since our bytes were not all read.
    private static boolean readToEnd(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(1)) == -1;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void truncatedHelloHarmsNobody() throws Exception {
        Listener.Expected child = Listener.current().expect();
        SocketChannel channel = connect();
        channel.write(ByteBuffer.wrap("HDL1".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        channel.shutdownOutput();
        assertRefused(channel);
        assertThat(child.all.isDone()).isFalse();
        Listener.current().giveUp(child, "the test is over");
    }

    @Test
    void secondConnectionForTheSamePurposeIsRefused() throws Exception {
        Listener.Expected child = Listener.current().expect();
        hello(child.token, Purpose.TASKS);
        SocketChannel answers = hello(child.token, Purpose.ANSWERS);
        org.awaitility.Awaitility.await().until(() -> answers.isConnected());

        // which of two for one purpose comes first is not known, but one of them is refused
        SocketChannel again = hello(child.token, Purpose.ANSWERS);
        hello(child.token, Purpose.CONTROL);

        assertThat(child.all.get(20, TimeUnit.SECONDS)).containsOnlyKeys(Purpose.values());
        SocketChannel late = hello(child.token, Purpose.TASKS);
        assertRefused(late); // the token is used up
        again.configureBlocking(false);
        for (SocketChannel accepted : child.all.get().values()) {
            accepted.close();
        }
    }

    @Test
    @Tag("slow")
    void silentPeersKeepNoChildFromConnecting() throws Exception {
        for (int i = 0; i < 50; i++) {
            connect();
        }
        assertThat(Probe.resultOf(Strand.ofProcess().start(() -> 42))).isEqualTo(42);
    }

    @Test
    void childThatIsGivenUpIsNotExpected() throws Exception {
        Listener.Expected child = Listener.current().expect();
        SocketChannel first = hello(child.token, Purpose.TASKS);
        Listener.current().giveUp(child, "it died");

        assertThat(child.all).isCompletedExceptionally();
        assertRefused(hello(child.token, Purpose.CONTROL));
        assertThat(readToEnd(first)).isTrue();
    }
}

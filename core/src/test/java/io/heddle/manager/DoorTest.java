package io.heddle.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whoever connects to a manager without an address that was given to it, or says what nobody says, is sent away, and
/// harms nobody else.
@Tag("slow")
class DoorTest {

    private static Manager manager;
    private static ManagedValue<Integer> value;
    private static Address address;

    @BeforeAll
    static void start() {
        manager = Manager.start();
        value = manager.value(7);
        address = Objects.requireNonNull(Reference.of(value)).address();
    }

    @AfterAll
    static void close() {
        manager.close();
        assertThat(Path.of(address.socket())).doesNotExist();
    }

    @AfterEach
    void othersAreNotHarmed() {
        assertThat(value.get()).isEqualTo(7);
    }

    private static SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(address.socket()));
    }

    private static SocketChannel greet(String token, String link, Greeting.Purpose purpose)
            throws IOException {
        SocketChannel channel = connect();
        new Greeting(token, link, purpose).send(channel);
        return channel;
    }

    /// Reads to the end, which comes, or the test does not end.
    private static void assertThatItIsSentAway(SocketChannel channel) {
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        try (channel) {
            while (channel.read(bytes.clear()) >= 0) {
                assertThat(channel.isOpen()).isTrue();
            }
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void socketLiesWhereOnlyThisUserMayGo() throws IOException {
        Path folder = Objects.requireNonNull(Path.of(address.socket()).getParent());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(address.toString()).doesNotContain(address.token());
    }

    @Test
    void wrongTokenIsSentAway() throws IOException {
        assertThatItIsSentAway(greet(Greeting.secret(), Greeting.secret(), Greeting.Purpose.CALLS));
    }

    @Test
    void rubbishInsteadOfAGreetingIsSentAway() throws IOException {
        SocketChannel channel = connect();
        channel.write(
                ByteBuffer.wrap(
                        "GET / HTTP/1.1\r\n\r\n".repeat(10).getBytes(StandardCharsets.US_ASCII)));
        assertThatItIsSentAway(channel);
    }

    @Test
    void bothSocketsOfALinkForTheSamePurposeAreSentAway() throws IOException {
        String link = Greeting.secret();
        SocketChannel one = greet(address.token(), link, Greeting.Purpose.CALLS);
        assertThatItIsSentAway(greet(address.token(), link, Greeting.Purpose.CALLS));
        assertThatItIsSentAway(one);
    }

    @Test
    void rubbishInsteadOfCallsIsSentAway() throws IOException {
        Random random = new Random(54);
        for (int i = 0; i < 20; i++) {
            String link = Greeting.secret();
            SocketChannel answers = greet(address.token(), link, Greeting.Purpose.ANSWERS);
            SocketChannel calls = greet(address.token(), link, Greeting.Purpose.CALLS);
            ByteBuffer rubbish = ByteBuffer.allocate(24);
            rubbish.put((byte) (i % 2 == 0 ? 100 : 5)); // no type, and one that nobody says
            rubbish.put((byte) random.nextInt()).putShort((short) 0).putInt(0);
            rubbish.putLong(random.nextLong()).putLong(random.nextLong()).flip();
            calls.write(rubbish);
            assertThatItIsSentAway(answers);
            assertThatItIsSentAway(calls);
        }
    }
}

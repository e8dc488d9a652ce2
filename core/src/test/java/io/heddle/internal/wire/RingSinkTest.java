package io.heddle.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much a reader that is slow, or means harm, gets out of whoever sends.
class RingSinkTest {

    private static final int CAPACITY = 4 * 1024;

    /// Two milliseconds of looks that count as one microsecond at least.
    private static final int MOST_LOOKS = 2_000;

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(Ring.bytesFor(CAPACITY)).order(ByteOrder.nativeOrder());

    @TempDir private Path folder;
    private SocketPair sockets;
    private RingSink sink;

    private Ring ring() {
        return new Ring(memory.duplicate(), 0);
    }

    @BeforeEach
    void connect() throws IOException {
        sockets = SocketPair.open(folder);
        sink = new RingSink(ring(), sockets.left());
    }

    @AfterEach
    void disconnect() throws IOException {
        sockets.close();
    }

    /// Each byte of room comes as soon as the ring is full, so that no look is ever long or in vain.
    @Test
    void readerThatMakesRoomByteByByteGetsABoundedNumberOfLooks() throws Exception {
        Ring reading = ring();
        Thread reader =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            for (long head = 0; !Thread.currentThread().isInterrupted(); ) {
                                if (reading.tail() - head == CAPACITY) {
                                    reading.release(++head);
                                }
                                Thread.onSpinWait();
                            }
                        });
        ByteBuffer much = ByteBuffer.allocate(1_000_000);

        assertThat(sink.take(much)).isFalse();

        assertThat(much.position()).isBetween(CAPACITY, CAPACITY + MOST_LOOKS);
        reader.interrupt();
        reader.join();
    }

    @Test
    void bellBeforeThereIsMuchRoomChangesNothing() throws Exception {
        ByteBuffer much = ByteBuffer.allocate(2 * CAPACITY);
        try (Selector selector = Selector.open()) {
            assertThat(sink.take(much)).isFalse();
            assertThat(sink.register(selector, "")).isTrue();
            ring().release(1);
            new Doorbell(sockets.right()).ring();
            assertThat(selector.select()).isOne();
            selector.selectedKeys().clear();
            selector.keys().forEach(SelectionKey::cancel);
            selector.selectNow();

            assertThat(sink.take(much)).isFalse();
            assertThat(much.position()).isEqualTo(CAPACITY);

            assertThat(sink.register(selector, "")).isTrue();
            ring().release(CAPACITY / 2);
            assertThat(sink.take(much)).isFalse();
            assertThat(much.position()).isEqualTo(CAPACITY + CAPACITY / 2);
        }
    }

    @Test
    void roomThatHasComeMeanwhileIsToldAtOnce() throws Exception {
        ByteBuffer much = ByteBuffer.allocate(2 * CAPACITY);
        try (Selector selector = Selector.open()) {
            assertThat(sink.take(much)).isFalse();
            ring().release(CAPACITY);
            assertThat(sink.register(selector, "")).isFalse();
            assertThat(selector.keys()).isEmpty();
        }
    }
}

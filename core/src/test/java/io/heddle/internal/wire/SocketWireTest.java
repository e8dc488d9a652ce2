package io.heddle.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketWireTest extends WireContract {

    @Override
    Pair open() throws IOException {
        SocketPair sockets = SocketPair.open(folder);
        return new Pair() {
            @Override
            public StreamOutbox out() throws IOException {
                return new StreamOutbox(sockets.left());
            }

            @Override
            public StreamInbox in() {
                return new StreamInbox(sockets.right());
            }

            @Override
            public void write(ByteBuffer bytes) throws IOException {
                sockets.left().write(bytes);
            }

            @Override
            public void hangUp() throws IOException {
                sockets.left().close();
            }

            @Override
            public void stopListening() throws IOException {
                sockets.right().close();
            }

            @Override
            public void close() throws IOException {
                sockets.close();
            }
        };
    }

    @Test
    void statusPageTellsTheOtherSideWhatWasStarted(@TempDir Path pages) throws IOException {
        StatusPage parent = StatusPage.create(pages.resolve("page"));
        StatusPage worker = StatusPage.open(pages.resolve("page"));
        assertThat(parent.lastStarted()).isZero();

        long before = System.nanoTime();
        worker.started(42);

        assertThat(parent.lastStarted()).isEqualTo(42);
        assertThat(parent.lastStartedAtNanos()).isBetween(before, System.nanoTime());
    }
}

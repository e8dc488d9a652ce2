package io.heddle.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Who waits for the report of a manager does not wait for anybody else who connects.
class ReceptionTest {

    private static SocketChannel connect(Reception reception) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(reception.socket()));
    }

    private static void report(SocketChannel channel, String token) throws IOException {
        DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
        out.writeUTF(token);
        out.writeLong(54);
        out.writeUTF("a socket");
        out.writeUTF("a user");
        out.flush();
    }

    @Test
    void starterThatGivesUpLeavesAlsoSomebodyWhoSaysNothing() throws Exception {
        try (Reception reception = new Reception();
                SocketChannel mute = connect(reception)) {
            FutureTask<Address> waiting =
                    new FutureTask<>(() -> reception.await("m", "t", Duration.ZERO));
            Thread thread = Thread.ofPlatform().start(waiting);
            while (!reads(thread)) { // the test has a time limit
                LockSupport.parkNanos(1_000_000);
            }
            reception.giveUp();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(ClosedChannelException.class);
            thread.join();
            assertThat(mute.isOpen()).isTrue();
        }
    }

    private static boolean reads(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(place -> place.getMethodName().equals("readUTF"));
    }

    @Test
    void reportOfSomebodyElseIsNotTakenForThatOfTheManager() throws Exception {
        String socket;
        try (Reception reception = new Reception();
                SocketChannel other = connect(reception);
                SocketChannel manager = connect(reception)) {
            socket = reception.socket();
            connect(reception).close(); // torn off
            report(other, "another token");
            report(manager, "t");
            Address address = reception.await("m", "t", Duration.ZERO);
            assertThat(address)
                    .isEqualTo(new Address("m", 54, "a socket", "t", "a user", Duration.ZERO));
        }
        assertThat(Path.of(socket)).doesNotExist();
    }
}

package io.heddle.cluster.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who starts the server of a port.
@Timeout(20)
class PortLockTest {

    /// How many locks the system has for this process.
    private static long locks() throws Exception {
        String self = " " + ProcessHandle.current().pid() + " ";
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .filter(line -> line.contains("POSIX") && line.contains(self))
                .count();
    }

    @Test
    void lockOfAPortStaysWithTheProcessWhenAnotherMemberOfItAsks() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        long before = locks();
        try (PortLock lock = PortLock.tryTake(port)) {
            assertThat(lock).isNotNull();
            assertThat(locks()).isEqualTo(before + 1);

            assertThat(PortLock.tryTake(port)).isNull();

            assertThat(locks()).isEqualTo(before + 1);
        }
        assertThat(locks()).isEqualTo(before);
        try (PortLock again = PortLock.tryTake(port)) {
            assertThat(again).isNotNull();
        }
    }
}

package io.heddle.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Who is let in at a socket, and who is not.
class DoorkeeperTest {

    private static ServerSocketChannel door() throws IOException {
        ServerSocketChannel door = ServerSocketChannel.open();
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Doorkeeper.BACKLOG);
        return door;
    }

    private static int port(ServerSocketChannel door) {
        return door.socket().getLocalPort();
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Troupe.PATIENCE.toMillis());
        return socket;
    }

    private static void greet(SocketChannel guest) {
        try {
            var _ = guest.write(ByteBuffer.wrap(new byte[] {'x'}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void doorWithoutALimitCanBeShut() throws Exception {
        ServerSocketChannel door = door();
        int port = port(door);
        Doorkeeper keeper = new Doorkeeper("t", door, Integer.MAX_VALUE, _ -> {});
        keeper.open();

        keeper.leave();
        keeper.close();

        assertThatThrownBy(() -> connect(port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void whoHasComeIsLetInBeforeTheDoorIsShutAndNobodyLater() throws Exception {
        CountDownLatch enough = new CountDownLatch(1);
        ServerSocketChannel door = door();
        int port = port(door);
        Doorkeeper keeper =
                new Doorkeeper(
                        "t",
                        door,
                        1,
                        guest -> {
                            greet(guest);
                            Troupe.quietly(enough);
                        });
        keeper.open();
        try (Socket first = connect(port);
                Socket second = connect(port);
                Socket third = connect(port)) {
            assertThat(first.getInputStream().read()).isEqualTo('x');
            assertThat(keeper.connections()).isEqualTo(1); // there is no room for others
            keeper.leave();

            assertThat(keeper.connections()).isEqualTo(3);
            assertThat(second.getInputStream().read()).isEqualTo('x');
            assertThat(third.getInputStream().read()).isEqualTo('x');
            assertThatThrownBy(() -> connect(port)).isInstanceOf(ConnectException.class);
            keeper.leave(); // a second time
            enough.countDown();
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            Troupe.awaitSo("all have left", () -> keeper.connections() == 0);
            assertThat(keeper.served()).isEqualTo(3);
        }
    }

    @Test
    void doorThatWasNeverOpenOrWaitsForSomebodyIsShutAtOnce() throws Exception {
        for (boolean opened : new boolean[] {false, true}) {
            ServerSocketChannel door = door();
            int port = port(door);
            Doorkeeper keeper = new Doorkeeper("t", door, 1, DoorkeeperTest::greet);
            if (opened) {
                keeper.open();
                try (Socket client = connect(port)) { // after this it waits
                    assertThat(client.getInputStream().read()).isEqualTo('x');
                }
            }
            keeper.close();

            assertThatThrownBy(() -> connect(port)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void hostThatFailsCostsItsGuestOnly() throws Exception {
        ServerSocketChannel door = door();
        int port = port(door);
        Doorkeeper keeper =
                new Doorkeeper(
                        "t",
                        door,
                        1,
                        guest -> {
                            greet(guest);
                            throw new IllegalStateException("on purpose");
                        });
        keeper.open();
        try {
            for (int i = 0; i < 3; i++) { // there is room again each time
                try (Socket client = connect(port)) {
                    assertThat(client.getInputStream().readAllBytes()).containsExactly('x');
                }
            }
        } finally {
            keeper.close();
        }
    }

    // ---- without descriptors
    // ---------------------------------------------------------------------

    @TempDir Path folder;

    /// Uses up all descriptors that it may have.
    static final class Program {

        private Program() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            Trouble warm = new Trouble("loading classes", "door=warm");
            warm.failed(new IOException("while that can be done"), 0);
            try (Gossip gossip = Gossip.about("door=t")) {
                ServerSocketChannel door = door();
                Doorkeeper keeper = new Doorkeeper("t", door, 10, DoorkeeperTest::greet);
                keeper.open();
                try (Socket early = connect(port(door))) {
                    System.out.println("early: " + early.getInputStream().read());
                }
                Troupe.awaitSo("it has left", () -> keeper.connections() == 0);
                comeLate(port(door), gossip);
                keeper.close();
            }
        }

        private static void comeLate(int port, Gossip gossip) throws IOException {
            List<FileInputStream> taken = takeAll();
            taken.removeLast().close();
            try (Socket late = connect(port)) {
                Troupe.awaitSo("it cannot come in", () -> !gossip.heard().isEmpty());
                for (FileInputStream each : taken) {
                    each.close();
                }
                System.out.println("late: " + late.getInputStream().read());
            }
            gossip.heard().forEach(System.out::println);
        }

        private static List<FileInputStream> takeAll() {
            List<FileInputStream> taken = new ArrayList<>();
            try {
                while (true) {
                    taken.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                return taken;
            }
        }
    }

    @Test
    @Tag("slow")
    @DisabledOnOs(OS.WINDOWS)
    void whoComesWhenThereAreNoDescriptorsComesInLater() throws Exception {
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "ulimit -n 256 && exec \"$0\" -XX:-MaxFDLimit"
                                        + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \"$@\"",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Program.class.getName())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out").toFile())
                        .start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
            String output = Files.readString(folder.resolve("out"));
            assertThat(output.lines())
                    .as(output)
                    .contains("early: 120", "late: 120")
                    .filteredOn(line -> line.startsWith("letting a connection in failed: door=t"))
                    .hasSize(1);
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }
}

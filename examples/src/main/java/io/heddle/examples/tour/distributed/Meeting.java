package io.heddle.examples.tour.distributed;

import io.heddle.examples.tour.Stage;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// Where the master and its workers find each other, and what they must both know.
///
/// @param port of the server, on this machine
/// @param secret of their cluster
record Meeting(int port, String secret) implements Serializable {

    /// A number is handed to somebody else when its worker has been silent for so long.
    static final Duration SILENCE = Duration.ofSeconds(2);

    /// What a worker makes of a number.
    ///
    /// @param number the number
    /// @param square its square
    /// @param pid who has worked
    /// @param deliveries how often the number was handed out until then
    record Square(int number, int square, long pid, int deliveries) implements Serializable {}

    /// Takes what was given, `--with PORT --with SECRET-FILE`, else a port of its own and a secret that nobody knows.
    static Meeting of(Stage stage) throws IOException {
        List<String> given = stage.given();
        if (given.isEmpty()) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return new Meeting(free.getLocalPort(), UUID.randomUUID().toString());
            }
        }
        stage.check(given.size() == 2, "given are a port and the file of a secret: " + given);
        String secret = Files.readString(Path.of(given.getLast())).strip();
        return new Meeting(Integer.parseInt(given.getFirst()), secret);
    }
}

package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Strand;
import io.heddle.shared.Connection;
import io.heddle.shared.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A program that makes a pipe for each request does not run out of files: what was sent stays only until it is
/// closed on both sides.
@Tag("slow")
class ClosedPipesTest {

    private static final int PIPES = 60;

    private static final Duration LIMIT = Duration.ofSeconds(50);

    private static long sharedFiles() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(ClosedPipesTest::isShared).count();
        }
    }

    private static boolean isShared(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("/heddle-");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /// What has become garbage is closed some time after it was collected.
    private static void assertComesDownTo(long most) throws InterruptedException {
        Eventually.holds(
                "files are closed",
                () -> {
                    System.gc();
                    Pipe.open().close(); // whoever makes one lets others go
                    return sharedFiles() <= most;
                },
                LIMIT);
    }

    private static boolean answerUntilTheEnd(Connection<Connection<String>> requests)
            throws IOException, InterruptedException {
        try {
            while (true) {
                try (Connection<String> reply = requests.receive()) {
                    reply.send("heard");
                }
            }
        } catch (EOFException e) {
            return true;
        }
    }

    @Test
    void pipesThatWereSentAndClosedOnBothSidesAreGone() throws Exception {
        Pipe<Connection<String>> requests = Pipe.open();
        Connection<Connection<String>> theirs = requests.right();
        Strand<Boolean> server = Strand.ofProcess().start(() -> answerUntilTheEnd(theirs));
        ask(requests.left());
        long before = sharedFiles();
        for (int i = 0; i < PIPES; i++) {
            ask(requests.left());
        }
        assertComesDownTo(before + PIPES / 4);
        requests.close();
        assertThat(server.get()).isTrue();
    }

    /// Closes the end that it uses itself, and no other.
    private static void ask(Connection<Connection<String>> server) throws Exception {
        Pipe<String> answer = Pipe.open();
        try (Connection<String> mine = answer.left()) {
            server.send(answer.right());
            assertThat(mine.receive()).isEqualTo("heard");
        }
    }

    @Test
    void pipeThatIsClosedWhileItIsOnItsWayArrivesAllTheSame() throws Exception {
        Pipe<Connection<String>> requests = Pipe.open();
        for (int i = 0; i < 3; i++) {
            sendAndForget(requests.left(), "letter " + i);
        }
        System.gc();
        sendAndForget(requests.left(), "letter 3");
        Connection<Connection<String>> theirs = requests.right();
        String read = Strand.ofProcess().start(() -> readLetters(theirs)).get();
        assertThat(read).isEqualTo("letter 0, letter 1, letter 2, letter 3");
    }

    private static void sendAndForget(Connection<Connection<String>> to, String letter)
            throws Exception {
        try (Pipe<String> pipe = Pipe.open()) {
            to.send(pipe.right());
            pipe.left().send(letter);
        }
    }

    private static String readLetters(Connection<Connection<String>> from) throws Exception {
        StringBuilder read = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            try (Connection<String> letter = from.receive()) {
                read.append(read.isEmpty() ? "" : ", ").append(letter.receive());
            }
        }
        return read.toString();
    }
}

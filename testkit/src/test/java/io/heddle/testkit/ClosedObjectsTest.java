package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.TaskPool;
import io.heddle.shared.Connection;
import io.heddle.shared.NoSuchNameException;
import io.heddle.shared.Pipe;
import io.heddle.shared.SharedArray;
import io.heddle.shared.SharedQueue;
import io.heddle.shared.SharedReference;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A program that makes a pipe or a queue for each request does not run out of files: what was sent stays only
/// until it is closed, a pipe on both sides.
@Tag("slow")
class ClosedObjectsTest {

    private static final int OBJECTS = 60;

    /// So many longs have memory of their own.
    private static final int LARGE = 1 << 12;

    private static final String HEARD = "heard";

    private static final Duration LIMIT = Duration.ofSeconds(50);

    private static long sharedFiles() throws IOException {
        return filesWith("/heddle-");
    }

    private static long filesWith(String text) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(descriptor -> isOf(descriptor, text)).count();
        }
    }

    private static boolean isOf(Path descriptor, String text) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains(text);
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
                    reply.send(HEARD);
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
        for (int i = 0; i < OBJECTS; i++) {
            ask(requests.left());
        }
        assertComesDownTo(before + OBJECTS / 4);
        requests.close();
        assertThat(server.get()).isTrue();
    }

    /// Closes the end that it uses itself, and no other.
    private static void ask(Connection<Connection<String>> server) throws Exception {
        Pipe<String> answer = Pipe.open();
        try (Connection<String> mine = answer.left()) {
            server.send(answer.right());
            assertThat(mine.receive()).isEqualTo(HEARD);
        }
    }

    /// What answers a request.
    enum Answer {
        QUEUE {
            @Override
            AutoCloseable askFor(SharedQueue<Object> requests) throws Exception {
                SharedQueue<String> answer = SharedQueue.create(1);
                requests.put(answer);
                assertThat(answer.take()).isEqualTo(HEARD);
                return answer;
            }
        },
        REFERENCE {
            @Override
            AutoCloseable askFor(SharedQueue<Object> requests) throws Exception {
                SharedReference<String> answer = SharedReference.create("");
                requests.put(answer);
                Eventually.holds("an answer", () -> HEARD.equals(answer.get()));
                return answer;
            }
        },
        LARGE_ARRAY {
            @Override
            AutoCloseable askFor(SharedQueue<Object> requests) throws Exception {
                SharedArray.OfLong answer = SharedArray.ofLongs(LARGE);
                requests.put(answer);
                Eventually.holds("an answer", () -> answer.get(LARGE - 1) == HEARD.length());
                return answer;
            }
        };

        abstract AutoCloseable askFor(SharedQueue<Object> requests) throws Exception;
    }

    private static boolean answerUntilTold(SharedQueue<Object> requests)
            throws InterruptedException {
        while (true) {
            Object request = requests.take();
            if (request instanceof SharedQueue<?> queue) {
                answer(queue);
            } else if (request instanceof SharedReference<?> reference) {
                answer(reference);
            } else if (request instanceof SharedArray.OfLong array) {
                array.set(array.length() - 1, HEARD.length());
            } else {
                return true;
            }
        }
    }

    @SuppressWarnings("unchecked") // that is what was asked for
    private static void answer(SharedQueue<?> queue) throws InterruptedException {
        ((SharedQueue<String>) queue).put(HEARD);
    }

    @SuppressWarnings("unchecked") // that is what was asked for
    private static void answer(SharedReference<?> reference) {
        ((SharedReference<String>) reference).set(HEARD);
    }

    @ParameterizedTest
    @EnumSource
    void objectsThatWereSentAndClosedByTheirMakerAreGone(Answer answer) throws Exception {
        SharedQueue<Object> requests = SharedQueue.create(1);
        Strand<Boolean> server = Strand.ofProcess().start(() -> answerUntilTold(requests));
        answer.askFor(requests).close();
        long before = sharedFiles();
        for (int i = 0; i < OBJECTS; i++) {
            answer.askFor(requests).close();
        }
        assertComesDownTo(before + OBJECTS / 4);
        requests.put("the end");
        assertThat(server.get()).isTrue();
    }

    @Test
    void queueThatIsClosedGoesOnForThoseWhoHaveIt() throws Exception {
        SharedQueue<Object> requests = SharedQueue.create(1);
        Strand<Boolean> server = Strand.ofProcess().start(() -> answerUntilTold(requests));
        SharedQueue<String> answer = SharedQueue.create(1);
        for (int i = 0; i < 2; i++) { // to be closed each time that it was sent
            requests.put(answer);
            assertThat(answer.take()).isEqualTo(HEARD);
            answer.close();
        }
        requests.close();
        requests.put("the end");
        assertThat(server.get()).isTrue();
    }

    @Test
    void closingOneSmallArrayTakesNothingFromAnother() throws Exception {
        SharedQueue<SharedArray.OfLong> queue = SharedQueue.create(1);
        closeNeighbourOf(queue);
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        Eventually.holds("garbage is collected", () -> isCollected(garbage));
        assertThat(Strand.ofProcess().start(() -> queue.take().get(0)).get()).isEqualTo(7);
    }

    private static boolean isCollected(WeakReference<?> garbage) {
        System.gc();
        return garbage.refersTo(null);
    }

    /// Nothing here refers to what they lie in but what the close must not touch.
    private static void closeNeighbourOf(SharedQueue<SharedArray.OfLong> queue) throws Exception {
        SharedArray.OfLong neighbour = SharedArray.ofLongs(1);
        putSmall(queue);
        for (int i = 0; i < 1_000; i++) {
            SharedArray.ofLongs(1); // of the next region in the end
        }
        neighbour.close();
    }

    private static void putSmall(SharedQueue<SharedArray.OfLong> queue) throws Exception {
        SharedArray.OfLong small = SharedArray.ofLongs(1);
        small.set(0, 7);
        queue.put(small);
    }

    @Test
    void endThatATaskHasClosedIsOpenInTheNextTaskThatGetsIt() throws Exception {
        Pipe<String> pipe = Pipe.open();
        Connection<String> theirs = pipe.right();
        try (TaskPool pool = TaskPool.processes(1)) {
            for (String word : List.of("one", "two")) {
                pool.submit(() -> sendAndClose(theirs, word)).get();
                assertThat(pipe.left().receive()).isEqualTo(word);
            }
            assertThatThrownBy(() -> pipe.left().receive()).isInstanceOf(EOFException.class);
        }
        pipe.close();
    }

    private static void sendAndClose(Connection<String> to, String word) throws Exception {
        to.send(word);
        to.close();
    }

    @Test
    void nameOfAPipeThatIsClosedIsFree() throws Exception {
        String name = "closed-" + UUID.randomUUID();
        closeAndOpenAgain(name);
        assertBecomesFree(name);
        assertThatThrownBy(() -> Pipe.open(name)).isInstanceOf(NoSuchNameException.class);
    }

    private static void closeAndOpenAgain(String name) throws Exception {
        Pipe<String> pipe = Pipe.create(name);
        pipe.close();
        pipe.close();
        try (Pipe<String> again = Pipe.open(name)) {
            assertThat(again).isSameAs(pipe);
            again.left().send("open");
            assertThat(again.right().receive()).isEqualTo("open");
        }
    }

    private static void assertBecomesFree(String name) throws InterruptedException {
        Eventually.holds(
                "the name goes",
                () -> {
                    System.gc();
                    return filesWith(name) == 0;
                });
    }

    @Test
    void nameOfASmallArrayThatIsClosedIsFree() throws Exception {
        String name = "closed-" + UUID.randomUUID();
        SharedArray.ofLongs(name, 1).close();
        assertBecomesFree(name);
        assertThatThrownBy(() -> SharedArray.openLongs(name))
                .isInstanceOf(NoSuchNameException.class);
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

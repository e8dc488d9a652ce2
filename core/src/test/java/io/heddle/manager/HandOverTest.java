package io.heddle.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.StreamInbox;
import io.heddle.internal.wire.StreamOutbox;
import io.heddle.spi.Codec;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What becomes of an element of a queue whose taker says that it has it, that it does not want it, or nothing any more.
@Tag("slow")
class HandOverTest {

    private static Manager manager;

    @BeforeAll
    static void start() {
        manager = Manager.start();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    /// A process that takes one element, as far as the manager can see.
    private static final class Taker implements AutoCloseable {
        private final SocketChannel callSocket;
        private final StreamOutbox calls;
        private final StreamInbox answers;

        Taker(BlockingQueue<String> queue) throws IOException {
            Reference reference = Objects.requireNonNull(Reference.of(queue));
            String link = Greeting.secret();
            callSocket = greet(reference.address(), link, Greeting.Purpose.CALLS);
            answers = new StreamInbox(greet(reference.address(), link, Greeting.Purpose.ANSWERS));
            calls = new StreamOutbox(callSocket);
            Call poll = new Call("poll(int)", new Object[] {1});
            say(new Frame(Frame.Type.RUN, false, 1, reference.id(), Codec.jdk().encode(poll)));
            Frame answer = Objects.requireNonNull(answers.receive());
            assertThat(answer.type()).isEqualTo(Frame.Type.RESULT);
            assertThat(answer.flag()).isTrue();
        }

        private static SocketChannel greet(Address address, String link, Greeting.Purpose purpose)
                throws IOException {
            SocketChannel channel =
                    SocketChannel.open(UnixDomainSocketAddress.of(address.socket()));
            new Greeting(address.token(), link, purpose).send(channel);
            return channel;
        }

        void say(Frame frame) {
            calls.add(frame);
            calls.flush();
        }

        /// Waits until the manager has heard all that was said.
        void awaitHeard() throws IOException {
            say(Frame.of(Frame.Type.PROBE, false, 0, 0));
            assertThat(Objects.requireNonNull(answers.receive()).type())
                    .isEqualTo(Frame.Type.ALIVE);
        }

        @Override
        public void close() throws IOException {
            calls.close();
            callSocket.close();
            answers.close();
        }
    }

    private static BlockingQueue<String> queue() {
        BlockingQueue<String> queue = manager.queue();
        queue.addAll(List.of("a", "b", "c"));
        return queue;
    }

    private static Frame recalled(boolean arrived) {
        return Frame.of(Frame.Type.RECALLED, arrived, 1, 0);
    }

    @Test
    @Tag("fault-54")
    void elementThatNobodyHasConfirmedComesBackToItsPlace() throws IOException {
        BlockingQueue<String> queue = queue();
        try (Taker taker = new Taker(queue)) {
            taker.awaitHeard();
            assertThat(List.copyOf(queue)).containsExactly("b", "c");
        }
        await().until(() -> queue.size() == 3);
        assertThat(List.copyOf(queue)).containsExactly("a", "b", "c");
    }

    @Test
    void elementThatWasConfirmedIsGone() throws IOException {
        BlockingQueue<String> queue = queue();
        try (Taker taker = new Taker(queue)) {
            taker.say(recalled(true));
            taker.say(recalled(false)); // too late
            taker.awaitHeard();
        }
        assertThat(List.copyOf(queue)).containsExactly("b", "c");
    }

    @Test
    void elementThatNobodyWantsAnyMoreComesBackToItsPlaceOnce() throws IOException {
        BlockingQueue<String> queue = queue();
        try (Taker taker = new Taker(queue)) {
            taker.say(recalled(false));
            taker.awaitHeard();
            assertThat(List.copyOf(queue)).containsExactly("a", "b", "c");
            taker.say(recalled(false));
            taker.awaitHeard();
        }
        assertThat(List.copyOf(queue)).containsExactly("a", "b", "c");
    }
}

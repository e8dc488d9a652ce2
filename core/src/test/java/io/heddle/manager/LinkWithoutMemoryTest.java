package io.heddle.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.HeddleException;
import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.StreamInbox;
import io.heddle.internal.wire.StreamOutbox;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A link for whose buffers there is no memory at one of its ends is not waited for at the other.
@Tag("slow")
class LinkWithoutMemoryTest {

    private static final String LITTLE_MEMORY = "-XX:MaxDirectMemorySize=1m";
    private static final int MORE_THAN_FIT = 40;
    private static final int BLOCK_BYTES = 1 << 15;

    /// Somebody who has connected.
    private record Client(SocketChannel calls, SocketChannel answers) implements AutoCloseable {

        static Client connect(Address address) throws IOException {
            String link = Greeting.secret();
            return new Client(
                    greet(address, link, Greeting.Purpose.CALLS),
                    greet(address, link, Greeting.Purpose.ANSWERS));
        }

        private static SocketChannel greet(Address address, String link, Greeting.Purpose purpose)
                throws IOException {
            SocketChannel channel =
                    SocketChannel.open(UnixDomainSocketAddress.of(address.socket()));
            new Greeting(address.token(), link, purpose).send(channel);
            return channel;
        }

        /// Waits for an answer, or for the end of the link.
        boolean isServed() {
            try {
                StreamOutbox out = new StreamOutbox(calls);
                out.add(Frame.of(Frame.Type.PROBE, false, 0, 0));
                out.flush();
                return new StreamInbox(answers).receive() != null;
            } catch (IOException reset) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            calls.close();
            answers.close();
        }
    }

    @Test
    void linkForWhichTheManagerHasNoMemoryIsSentAwayAndALaterOneIsServed() throws Exception {
        try (Manager manager =
                Manager.builder().process(Strand.ofProcess().jvmArgs(LITTLE_MEMORY)).start()) {
            ManagedValue<Integer> value = manager.value(7);
            Address address = Objects.requireNonNull(Reference.of(value)).address();
            List<Client> clients = new ArrayList<>();
            boolean served = true;
            while (served && clients.size() < MORE_THAN_FIT) {
                clients.add(Client.connect(address));
                served = clients.getLast().isServed();
            }
            assertThat(served).isFalse();
            assertThat(value.get()).isEqualTo(7); // others are not harmed
            for (Client each : clients) {
                each.close();
            }
            awaitService(address);
        }
    }

    /// The test has a time limit.
    private static void awaitService(Address address) throws IOException {
        boolean served = false;
        while (!served) {
            try (Client client = Client.connect(address)) {
                served = client.isServed();
            }
        }
    }

    @Test
    void callerWithoutMemoryForALinkIsToldSoAndItsNextCallWorks() throws Exception {
        try (Manager manager = Manager.start()) {
            ManagedValue<Integer> value = manager.value(7);
            ProcessStrand<String> child =
                    Strand.ofProcess().jvmArgs(LITTLE_MEMORY).start(() -> useUpAndCall(value));
            assertThat(child.get())
                    .contains("no connection to a manager can be made")
                    .contains("manager=" + manager.name() + " pid=" + manager.pid())
                    .endsWith("then 7");
            child.join();
        }
    }

    private static String useUpAndCall(ManagedValue<Integer> value) {
        List<ByteBuffer> all = new ArrayList<>();
        String refusal = "it was called";
        try {
            useUp(all);
            var _ = value.get();
        } catch (HeddleException e) {
            refusal = e.getMessage();
        }
        all.clear(); // what is asked for next makes room
        return refusal + " then " + value.get();
    }

    /// What is left is too little for the buffer of a link.
    private static void useUp(List<ByteBuffer> all) {
        try {
            while (all.size() < Integer.MAX_VALUE) {
                all.add(ByteBuffer.allocateDirect(BLOCK_BYTES));
            }
        } catch (OutOfMemoryError e) {
            assertThat(all).isNotEmpty();
        }
    }
}

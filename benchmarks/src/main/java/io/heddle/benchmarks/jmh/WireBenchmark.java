package io.heddle.benchmarks.jmh;

import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Inbox;
import io.heddle.internal.wire.Outbox;
import io.heddle.internal.wire.Ring;
import io.heddle.internal.wire.StreamInbox;
import io.heddle.internal.wire.StreamOutbox;
import io.heddle.internal.wire.WireMemory;
import io.heddle.internal.wire.WireOffer;
import io.heddle.spi.Payload;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One frame there and one back through two wires, between two threads of one JVM: what a round
/// trip would cost if there were nothing but the wire.
///
/// As between a parent and its worker there is one connection for each direction, since an outbox puts
/// its socket into non-blocking mode and an inbox needs it in blocking mode.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WireBenchmark {

    /// The length of the payload; 180 is about that of a small lambda.
    @Param({"0", "180", "65536"})
    public int bytes;

    /// What the wires are made of.
    @Param({"socket", "memory"})
    public String wire = "";

    private Wires wires = Wires.NONE;

    /// All that is opened for a trial.
    private record Wires(
            Path folder,
            Frame frame,
            @Nullable Outbox requests,
            @Nullable Inbox answers,
            @Nullable WireOffer offer) {
        static final Wires NONE =
                new Wires(Path.of(""), Frame.of(Frame.Type.RUN, true, 1, 0), null, null, null);
    }

    /// Connects the two ends and starts the one that sends everything back.
    @Setup
    public void open() throws IOException {
        Path folder = Files.createTempDirectory("heddle-jmh-");
        Frame frame = new Frame(Frame.Type.RUN, true, 1, 0, Payload.of(new byte[bytes]));
        SocketChannel[] there = pair(folder.resolve("there"));
        SocketChannel[] back = pair(folder.resolve("back"));
        WireOffer offer = wire.equals("memory") ? WireOffer.make() : null;
        WireMemory echoing = offer == null ? null : WireMemory.join(offer.path());
        WireMemory asking = offer == null ? null : offer.taken();
        Inbox requests = inbox(echoing == null ? null : echoing.tasks(), there[1]);
        Outbox answers = outbox(echoing == null ? null : echoing.answers(), back[0]);
        Thread.ofPlatform().daemon().name("echo").start(() -> echo(requests, answers));
        wires =
                new Wires(
                        folder,
                        frame,
                        outbox(asking == null ? null : asking.tasks(), there[0]),
                        inbox(asking == null ? null : asking.answers(), back[1]),
                        offer);
    }

    private static Inbox inbox(@Nullable Ring ring, SocketChannel channel) {
        return ring == null
                ? new StreamInbox(channel)
                : new StreamInbox(ring, channel, Long.MAX_VALUE);
    }

    private static Outbox outbox(@Nullable Ring ring, SocketChannel channel) throws IOException {
        return ring == null ? new StreamOutbox(channel) : new StreamOutbox(ring, channel);
    }

    private static SocketChannel[] pair(Path path) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            SocketChannel client = SocketChannel.open(address);
            return new SocketChannel[] {client, server.accept()};
        } finally {
            Files.deleteIfExists(path);
        }
    }

    private static void echo(Inbox requests, Outbox answers) {
        try (requests;
                answers) {
            for (Frame next = requests.receive(); next != null; next = requests.receive()) {
                answers.add(next);
                answers.flush();
            }
        } catch (IOException e) {
            // closed: the trial is over
        }
    }

    /// One frame there, the same back.
    @Benchmark
    public @Nullable Frame pingPong() throws IOException {
        Outbox requests = wires.requests();
        Inbox answers = wires.answers();
        if (requests == null || answers == null) {
            throw new IllegalStateException("not open");
        }
        requests.add(wires.frame());
        requests.flush();
        return answers.receive();
    }

    /// Closes all.
    @TearDown
    public void close() throws IOException {
        Outbox requests = wires.requests();
        Inbox answers = wires.answers();
        if (requests != null && answers != null) {
            requests.close();
            answers.close();
            Files.deleteIfExists(wires.folder());
        }
        WireOffer offer = wires.offer();
        if (offer != null) {
            offer.close();
        }
    }
}

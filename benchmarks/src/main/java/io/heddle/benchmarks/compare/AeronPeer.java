package io.heddle.benchmarks.compare;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;

/// Aeron's log in shared memory, as a program of its own: our JVM need not be opened for it. Speaks with
/// [LineSide]. It has the media driver and one of the producers; the others are further processes of it.
///
/// As in our queue a message is a `byte[]` of 64 bytes on both sides. Aeron shows every message to every consumer;
/// so each of several consumers takes its share of them, in turn, and passes by the others.
///
/// Whoever has to wait looks and yields, which suits as many busy threads as there are processors or more.
final class AeronPeer {

    private static final String CHANNEL = "aeron:ipc";
    private static final int STREAM = 1001;
    private static final int MESSAGE_BYTES = 64;
    private static final int AT_ONCE = 256;

    private AeronPeer() {}

    static LineSide open(int pairs, int messages) throws IOException, MissingException {
        return LineSide.open(messages, command("both", "" + pairs));
    }

    private static List<String> command(String... words) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--add-opens",
                                "java.base/jdk.internal.misc=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AeronPeer.class.getName()));
        command.addAll(List.of(words));
        return command;
    }

    public static void main(String[] words) throws Exception {
        switch (words[0]) {
            case "both" -> serveAll(Integer.parseInt(words[1]));
            case "produce" -> serveProducer(words[1]);
            default ->
                    serveConsumer(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
        }
    }

    // ---- the whole -----------------------------------------------------------------------------

    private static void serveAll(int pairs) throws Exception {
        var context =
                new MediaDriver.Context()
                        .threadingMode(ThreadingMode.SHARED)
                        .dirDeleteOnShutdown(true);
        try (MediaDriver driver = MediaDriver.launchEmbedded(context);
                Aeron aeron = connect(driver.aeronDirectoryName());
                Publication to = aeron.addPublication(CHANNEL, STREAM)) {
            List<LineSide> others = new ArrayList<>();
            try {
                startOthers(pairs, driver.aeronDirectoryName(), others);
                waitUntil(to::isConnected);
                serve(count -> round(to, others, count, pairs));
            } finally {
                for (LineSide other : others) {
                    other.close();
                }
            }
        }
    }

    private static void startOthers(int pairs, String folder, List<LineSide> others)
            throws IOException, MissingException {
        for (int i = 0; i < pairs; i++) {
            others.add(LineSide.open(0, command("consume", folder, "" + i, "" + pairs)));
        }
        for (int i = 1; i < pairs; i++) {
            others.add(LineSide.open(0, command("produce", folder)));
        }
    }

    private static double round(Publication to, List<LineSide> others, int count, int pairs)
            throws IOException {
        int each = count / pairs;
        long begin = System.nanoTime();
        for (LineSide other : others) {
            other.ask(each * (others.indexOf(other) < pairs ? pairs : 1));
        }
        produce(to, each);
        for (LineSide other : others) {
            other.readRound();
        }
        long nanos = System.nanoTime() - begin;
        return (double) each * pairs / nanos * Round.NANOS_PER_SECOND;
    }

    // ---- producers and consumers ---------------------------------------------------------------

    private static void serveProducer(String folder) throws IOException {
        try (Aeron aeron = connect(folder);
                Publication to = aeron.addPublication(CHANNEL, STREAM)) {
            waitUntil(to::isConnected);
            serve(count -> produce(to, count));
        }
    }

    private static int produce(Publication to, int count) {
        byte[] message = new byte[MESSAGE_BYTES];
        UnsafeBuffer buffer = new UnsafeBuffer(message);
        IdleStrategy idle = new YieldingIdleStrategy();
        for (int i = 0; i < count; i++) {
            while (to.offer(buffer, 0, MESSAGE_BYTES) < 0) {
                idle.idle();
            }
            idle.reset();
        }
        return count;
    }

    private static void serveConsumer(String folder, int number, int consumers) throws IOException {
        try (Aeron aeron = connect(folder);
                Subscription from = aeron.addSubscription(CHANNEL, STREAM)) {
            waitUntil(from::isConnected);
            Share share = new Share(number, consumers);
            serve(count -> share.consume(from, count));
        }
    }

    /// What one of several consumers takes.
    private static final class Share {
        private final int number;
        private final int consumers;
        private long seen;

        Share(int number, int consumers) {
            this.number = number;
            this.consumers = consumers;
        }

        int consume(Subscription from, int count) {
            FragmentHandler handler =
                    (buffer, offset, length, _) -> {
                        if (seen++ % consumers == number) {
                            byte[] message = new byte[length];
                            buffer.getBytes(offset, message);
                            check(message);
                        }
                    };
            IdleStrategy idle = new YieldingIdleStrategy();
            long end = seen + count;
            while (seen < end) {
                idle.idle(from.poll(handler, (int) Math.min(AT_ONCE, end - seen)));
            }
            return count;
        }

        private static void check(byte[] message) {
            if (message.length != MESSAGE_BYTES) {
                throw new IllegalStateException("a wrong message: bytes=" + message.length);
            }
        }
    }

    // ---- common --------------------------------------------------------------------------------

    private static Aeron connect(String folder) {
        return Aeron.connect(new Aeron.Context().aeronDirectoryName(folder));
    }

    private static void waitUntil(BooleanSupplier condition) {
        IdleStrategy idle = new YieldingIdleStrategy();
        while (!condition.getAsBoolean()) {
            idle.idle();
        }
    }

    private interface Work {
        double of(int count) throws IOException;
    }

    private static void serve(Work work) throws IOException {
        System.out.println("ok ready");
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println("ok " + work.of(Integer.parseInt(line)));
        }
    }
}

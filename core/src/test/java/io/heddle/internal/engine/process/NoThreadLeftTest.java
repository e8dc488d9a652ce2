package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.StreamOutbox;
import io.heddle.spi.KeepAlive;
import io.heddle.spi.Payload;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Where the system gives this process no more threads, nothing waits for one that never comes; when it
/// gives some again, everything goes on.
@Tag("slow")
@EnabledOnOs(OS.LINUX) // elsewhere the address space cannot be limited
@ExtendWith(NoLeftovers.class)
class NoThreadLeftTest {

    @TempDir Path folder;

    /// Uses up the threads that it may have: the address space is limited, and each thread has a stack of
    /// a gigabyte.
    static final class Program {

        private Program() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            UnixDomainSocketAddress address =
                    UnixDomainSocketAddress.of(Path.of(arguments[0]).resolve("s"));
            try (ServerSocketChannel server =
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(address);
                withoutThreads(address);
                withThreads(address);
            }
        }

        private static void withoutThreads(UnixDomainSocketAddress address) throws Exception {
            CountDownLatch release = new CountDownLatch(1);
            List<Thread> threads = takeAllThreads(release);
            System.out.println("threads were used up: " + !threads.isEmpty());
            System.out.println("refused: " + beginIsRefused());
            CompletableFuture<Frame> answer = new CompletableFuture<>();
            LoaderFiles.answer(Frame.filesWanted(7, 0, "a", false), answer::complete);
            System.out.println("answer: " + answer.get(20, TimeUnit.SECONDS).id());
            try (SocketChannel channel = SocketChannel.open(address)) {
                send(channel);
                System.out.println("full socket is closed: " + !channel.isOpen());
            }
            release.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }

        private static void withThreads(UnixDomainSocketAddress address) throws Exception {
            System.out.println("refused later: " + beginIsRefused());
            KeepAlive.end();
            KeepAlive.awaitSettled(); // for ever if the refused one counted
            System.out.println("settled");
            try (SocketChannel channel = SocketChannel.open(address)) {
                send(channel);
                System.out.println("full socket waits: " + channel.isOpen());
            }
        }

        private static boolean beginIsRefused() {
            try {
                KeepAlive.begin();
                return false;
            } catch (OutOfMemoryError e) {
                return true;
            }
        }

        /// Sends more than fits to somebody who does not read.
        private static void send(SocketChannel channel) throws Exception {
            Payload large = Payload.of(new byte[4 << 20]);
            StreamOutbox outbox = new StreamOutbox(channel);
            outbox.add(new Frame(Frame.Type.RUN, true, 1, 0, large));
            outbox.flush();
        }

        private static List<Thread> takeAllThreads(CountDownLatch release) {
            List<Thread> taken = new ArrayList<>();
            try {
                while (true) {
                    Thread thread = new Thread(() -> await(release));
                    thread.setDaemon(true);
                    thread.start();
                    taken.add(thread);
                }
            } catch (OutOfMemoryError e) {
                return taken;
            }
        }

        private static void await(CountDownLatch release) {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void nothingWaitsForAThreadThatNeverComes() throws Exception {
        // room for several: the system takes the stack of a thread back a moment after its end
        String java =
                "ulimit -v 20000000 && exec \"$0\" -Xmx64m -Xss1g -XX:+UseSerialGC"
                        + " -XX:ReservedCodeCacheSize=64m -XX:CompressedClassSpaceSize=64m \"$@\"";
        ProcessBuilder builder =
                new ProcessBuilder(
                        "sh",
                        "-c",
                        java,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        folder.toString());
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).as(this::output).isTrue();
            assertThat(output().lines())
                    .as(this::output)
                    .contains(
                            "threads were used up: true",
                            "refused: true",
                            "answer: 7",
                            "full socket is closed: true",
                            "refused later: false",
                            "settled",
                            "full socket waits: true");
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}

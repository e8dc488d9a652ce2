package io.heddle.examples.tour.coroutine;

import io.heddle.Strand;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/// Nothing is patched, nothing is marked.
@Shows(
        id = "coroutine.any-blocking-call",
        title = "An ordinary sleep or read in a coroutine lets all the others run",
        python =
                "gevent needs monkey.patch_all before time.sleep or a socket lets others run; asyncio needs"
                        + " libraries made for it. In Java every blocking call of a virtual thread does.")
@SuppressWarnings("FutureReturnValueIgnored") // a scope hears of the failures of its coroutines
public final class AnyBlockingCall implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        int each = 5 * Strand.cores(); // many more than there are threads to carry them
        Queue<String> done = new ConcurrentLinkedQueue<>();
        CountDownLatch othersAreAtIt = new CountDownLatch(2 * each);
        CountDownLatch lastHasRun = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, each, InetAddress.getLoopbackAddress());
                CoroutineScope scope = CoroutineScope.open()) {
            for (int i = 0; i < each; i++) {
                scope.spawn(() -> done.add(read(server, othersAreAtIt)));
                scope.spawn(() -> done.add(sleep(stage, othersAreAtIt, lastHasRun)));
            }
            scope.spawn(() -> {
                othersAreAtIt.await();
                stage.say("%d read, %d sleep, and the last one runs", each, each);
                done.add("ran");
                lastHasRun.countDown();
                for (int i = 0; i < each; i++) {
                    try (Socket client = server.accept()) {
                        client.getOutputStream().write('x');
                    }
                }
            });
            scope.joinAll();
        }
        stage.equal("ran", done.peek(), "the first that was done, though it was started last");
        stage.equal((long) each, done.stream().filter("read x"::equals).count(), "have read");
        stage.equal((long) each, done.stream().filter("slept"::equals).count(), "have slept");
    }

    private static String read(ServerSocket server, CountDownLatch atIt) throws IOException {
        try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            atIt.countDown();
            return "read " + (char) socket.getInputStream().read();
        }
    }

    private static String sleep(Stage stage, CountDownLatch atIt, CountDownLatch lastHasRun)
            throws InterruptedException {
        atIt.countDown();
        do {
            stage.pause(0.2); // is Thread.sleep
        } while (lastHasRun.getCount() > 0);
        return "slept";
    }
}

package io.heddle.examples;

import io.heddle.Strand;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.Coroutines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Small programs about coroutines, each of which shows one thing.
@SuppressWarnings("FutureReturnValueIgnored") // a scope hears of the failures of its coroutines
public final class CoroutineProgramsByExample {

    /// More platform threads than this are not asked for.
    private static final int THREADS_AT_MOST = 1_000;

    private CoroutineProgramsByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        System.out.println("in turn: " + CoroutinesByExample.singAndDance());
        System.out.println("while others block: " + anyBlockingCall());
        System.out.println("greedy, cooperative: " + greedyInTurn());
        System.out.println("greedy, preemptive: " + greedyAmongThreads());
        System.out.println(many(100_000, true));
        System.out.println(many(100_000, false));
    }

    /// One sleeps, one waits at a socket, and the third runs: nothing is patched, nothing is marked.
    static Collection<String> anyBlockingCall()
            throws IOException, InterruptedException, ExecutionException {
        Collection<String> done = new ConcurrentLinkedQueue<>();
        CountDownLatch third = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                CoroutineScope scope = CoroutineScope.open()) {
            scope.spawn(() -> {
                while (third.getCount() > 0) {
                    Thread.sleep(Duration.ofMillis(1)); // blocks, and lets the others run
                }
                done.add("slept");
            });
            scope.spawn(() -> {
                try (Socket peer = server.accept()) { // so does this
                    done.add("read " + (char) peer.getInputStream().read());
                }
            });
            scope.spawn(() -> {
                done.add("ran");
                third.countDown();
                try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
                    client.getOutputStream().write('x');
                }
            });
            scope.joinAll();
        }
        return done; // ran comes first
    }

    /// Who never pauses keeps the others waiting.
    static List<String> greedyInTurn() throws InterruptedException, ExecutionException {
        List<String> timeline = new ArrayList<>();
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            scope.spawn(() -> {
                for (int i = 1; i <= 3; i++) {
                    timeline.add("greedy");
                }
            });
            scope.spawn(() -> {
                for (int i = 1; i <= 3; i++) {
                    timeline.add("modest");
                    Coroutines.pause();
                }
            });
            scope.joinAll();
        }
        return timeline; // greedy three times, then modest
    }

    /// Among threads the greedy one goes on until it has seen that the other has run.
    static List<String> greedyAmongThreads() throws InterruptedException, ExecutionException {
        AtomicBoolean otherHasRun = new AtomicBoolean();
        Strand<String> greedy =
                Strand.ofThread()
                        .start(() -> {
                            while (!otherHasRun.get()) {
                                Thread.onSpinWait(); // never pauses
                            }
                            return "greedy";
                        });
        Strand<String> modest =
                Strand.ofThread()
                        .start(() -> {
                            otherHasRun.set(true);
                            return "modest";
                        });
        return List.of(modest.get(), greedy.get());
    }

    /// What many at once cost.
    ///
    /// @param ran how many have run
    /// @param time how long that took
    /// @param bytes how much more memory was in use while all were there, about
    record Cost(long ran, Duration time, long bytes) {}

    /// All are there at the same time, since none goes on before the last has begun.
    static Cost many(int wanted, boolean coroutines)
            throws InterruptedException, ExecutionException {
        int count = coroutines ? wanted : Math.min(wanted, THREADS_AT_MOST);
        LongAdder ran = new LongAdder();
        CountDownLatch all = new CountDownLatch(count);
        CountDownLatch go = new CountDownLatch(1);
        long before = memoryInUse();
        long begin = System.nanoTime();
        long inUse;
        try (CoroutineScope scope = CoroutineScope.open()) {
            for (int i = 0; i < count; i++) {
                if (coroutines) {
                    scope.spawn(() -> takePart(ran, all, go));
                } else {
                    Strand.ofThread().start(() -> takePart(ran, all, go));
                }
            }
            all.await();
            inUse = memoryInUse() - before;
            go.countDown();
            scope.joinAll(); // of the threads too: they were started in the scope
        }
        return new Cost(ran.sum(), Duration.ofNanos(System.nanoTime() - begin), inUse);
    }

    private static void takePart(LongAdder ran, CountDownLatch all, CountDownLatch go)
            throws InterruptedException {
        ran.increment();
        all.countDown();
        go.await();
    }

    private static long memoryInUse() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}

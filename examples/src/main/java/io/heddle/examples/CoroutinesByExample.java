package io.heddle.examples;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.Coroutines;
import io.heddle.coroutine.Generator;
import io.heddle.coroutine.RateLimit;
import io.heddle.coroutine.Select;
import io.heddle.coroutine.Ticker;
import io.heddle.coroutine.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// Coroutines: scopes, channels, generators, time.
@SuppressWarnings("FutureReturnValueIgnored") // a scope hears of the failures of its coroutines
public final class CoroutinesByExample {

    private CoroutinesByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        System.out.println("together: " + scope());
        System.out.println("in time: " + deadline());
        System.out.println("in turn: " + singAndDance());
        System.out.println("through the channel: " + throughAChannel());
        System.out.println("whatever comes first: " + firstOfMany());
        System.out.println("generated: " + generated());
        System.out.println("limited: " + limited());
        System.out.println("paced: " + paced());
    }

    static String scope() throws InterruptedException, ExecutionException {
        // tag::scope[]
        try (CoroutineScope scope = CoroutineScope.open()) {
            Strand<String> warp = scope.spawn(() -> fetch("warp"));
            Strand<String> weft = scope.spawn(() -> fetch("weft"));
            scope.joinAll();
            return warp.get() + " and " + weft.get();
        }
        // end::scope[]
    }

    private static String fetch(String what) throws InterruptedException {
        Thread.sleep(1); // any blocking call lets the other one run
        return what;
    }

    static String deadline() throws InterruptedException {
        // tag::deadline[]
        try (CoroutineScope scope =
                CoroutineScope.builder().name("fetch").deadline(Duration.ofMillis(200)).open()) {
            ProcessStrand<?> process = Strand.ofProcess().start(() -> Thread.sleep(60_000));
            scope.spawn(() -> process.join());
            scope.joinAll();
            return "done";
        } catch (ExecutionException e) {
            return "too late"; // its cause is a TaskTimeoutException, and the process has ended
        }
        // end::deadline[]
    }

    static List<String> singAndDance() throws InterruptedException, ExecutionException {
        // tag::cooperative[]
        List<String> show = new ArrayList<>(); // one at a time: it needs no lock
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            for (String act : List.of("sing", "dance")) {
                scope.spawn(
                        act,
                        () -> {
                            for (int i = 0; i < 2; i++) {
                                show.add(act);
                                Coroutines.pause();
                            }
                        });
            }
            scope.joinAll();
        }
        return show; // sing, dance, sing, dance
        // end::cooperative[]
    }

    static int throughAChannel() throws InterruptedException, ExecutionException {
        // tag::channel[]
        Channel<Integer> numbers = Channel.bounded(16);
        try (CoroutineScope scope = CoroutineScope.open()) {
            scope.spawn(() -> {
                for (int i = 1; i <= 100; i++) {
                    numbers.send(i); // waits while the channel is full
                }
                numbers.close();
            });
            int sum = 0;
            for (int number : numbers) {
                sum += number;
            }
            scope.joinAll();
            return sum; // 5050
        }
        // end::channel[]
    }

    static List<String> firstOfMany() throws InterruptedException, ExecutionException {
        List<String> seen = new ArrayList<>();
        try (CoroutineScope scope = CoroutineScope.open()) {
            Channel<String> words = Channel.rendezvous();
            Strand<Integer> answer = scope.spawn(() -> 42);
            answer.join();
            // tag::select[]
            String what =
                    Select.<String>one(
                            words.onReceive(word -> "the word " + word),
                            Select.onEnd(answer, ended -> "the answer " + ended.resultNow()),
                            Select.after(Duration.ofSeconds(30), () -> "nothing for long"));
            // end::select[]
            seen.add(what);
            seen.add(Select.<String>one(words.onReceive(w -> w), Select.otherwise(() -> "none")));
            scope.joinAll();
        }
        return seen;
    }

    static List<Integer> generated() {
        // tag::generator[]
        Generator<Integer> fibonacci =
                Generator.of(out -> {
                    int a = 0;
                    int b = 1;
                    while (true) {
                        out.yield(a); // pauses until the next one is wanted
                        int sum = a + b;
                        a = b;
                        b = sum;
                    }
                });
        try (Stream<Integer> numbers = fibonacci.stream()) { // closing it ends the code
            return numbers.limit(8).toList(); // 0, 1, 1, 2, 3, 5, 8, 13
        }
        // end::generator[]
    }

    static String limited() throws Exception {
        // tag::timeout[]
        try {
            return Timeouts.call(Duration.ofMillis(50), () -> slowly());
        } catch (TimeoutException e) {
            return "not in time"; // the work was interrupted
        }
        // end::timeout[]
    }

    private static String slowly() throws InterruptedException {
        Thread.sleep(60_000);
        return "at last";
    }

    static int paced() throws InterruptedException {
        int looks = 0;
        // tag::pace[]
        RateLimit limit = RateLimit.of(1_000, Duration.ofSeconds(1)); // of all who use it together
        Ticker ticker = Ticker.every(Duration.ofMillis(2));
        for (int i = 0; i < 3; i++) {
            ticker.await();
            limit.acquire();
            looks++;
        }
        // end::pace[]
        return looks;
    }
}

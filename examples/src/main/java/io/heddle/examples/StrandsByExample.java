package io.heddle.examples;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;

/// One process, one thread, one coroutine.
public final class StrandsByExample {

    private StrandsByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        System.out.println("the same three times: " + threeKinds());
        System.out.println("ended with " + ended());
        System.out.println(aboutMe());
    }

    static List<Long> threeKinds() throws InterruptedException, ExecutionException {
        // tag::kinds[]
        Strand<Long> child = Strand.ofProcess().name("gauss").start(() -> sumTo(1_000));
        Strand<Long> thread = Strand.ofThread().name("gauss").start(() -> sumTo(1_000));
        Strand<Long> coroutine = Strand.ofCoroutine().start(() -> sumTo(1_000));

        return List.of(child.get(), thread.get(), coroutine.get()); // 500500, three times
        // end::kinds[]
    }

    static long sumTo(long n) {
        return n * (n + 1) / 2;
    }

    static OptionalInt ended() throws InterruptedException {
        // tag::signals[]
        ProcessStrand<Integer> child =
                Strand.ofProcess().daemon(true).start(() -> PoolsByExample.spin());

        boolean over = child.join(Duration.ofMillis(200)); // false: it spins for ever
        if (!over) {
            child.send(Signal.STOP); // pause it
            child.send(Signal.CONT); // let it go on
            child.kill(); // end it, and all that it may have started
        }
        child.join();
        return child.exitCode(); // -9: ended by signal 9
        // end::signals[]
    }

    static String aboutMe() {
        // tag::current[]
        Strand<?> me = Strand.current();
        String text =
                "%s is %s; %d children; %d processors to use"
                        .formatted(
                                me.name(),
                                me.status(),
                                Strand.activeChildren().size(),
                                Strand.cores());
        // end::current[]
        return text;
    }
}

package io.heddle.benchmarks.jmh;

import io.heddle.spi.TaskCompletion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What our future costs without anybody who waits, beside a bare `CompletableFuture`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FutureBenchmark {

    private final Completion done = Completion.of(42);
    private final Integer number = 42;

    /// The smallest subclass, as an engine has one.
    private static final class Completion extends TaskCompletion<Integer> {

        Completion() {
            super("");
        }

        static Completion of(Integer value) {
            Completion completion = new Completion();
            completion.succeed(value);
            return completion;
        }

        @Override
        public int attempts() {
            return 1;
        }

        @Override
        protected void cancelled(boolean mayInterrupt) {}
    }

    /// Asks a future that is done.
    @Benchmark
    public Integer get() throws ExecutionException, InterruptedException {
        return done.get();
    }

    /// A whole life: made, completed, asked.
    @Benchmark
    public Integer makeCompleteGet() throws ExecutionException, InterruptedException {
        return Completion.of(number).get();
    }

    /// The same of the JDK's.
    @Benchmark
    public Integer makeCompleteGetOfJdk() throws ExecutionException, InterruptedException {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        future.complete(number);
        return future.get();
    }
}

package io.heddle.benchmarks.jmh;

import io.heddle.Task;
import io.heddle.spi.Codec;
import io.heddle.spi.Payload;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the two halves of a trip cost that are not the trip: object to bytes, bytes to object.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {

    private final Codec codec = Codec.jdk();
    private final Task<Integer> plain = Task.of(() -> 42);
    private final Task<Integer> capturing = capturing(4711, "some text");
    private final Payload plainPayload = encoded(plain);
    private final Payload capturingPayload = encoded(capturing);
    private final Integer number = 4711;

    private static Task<Integer> capturing(int number, String text) {
        return () -> number + text.length();
    }

    private Payload encoded(Object value) {
        try {
            return codec.encode(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Writes a lambda that captures nothing, once for each task.
    @Benchmark
    public Payload encodePlainLambda() throws IOException {
        return codec.encode(plain);
    }

    /// Reads it, as a worker does.
    @Benchmark
    public @Nullable Object decodePlainLambda() throws IOException, ClassNotFoundException {
        return codec.decode(plainPayload);
    }

    /// Writes a lambda with a number and a text.
    @Benchmark
    public Payload encodeCapturingLambda() throws IOException {
        return codec.encode(capturing);
    }

    /// Reads it.
    @Benchmark
    public @Nullable Object decodeCapturingLambda() throws IOException, ClassNotFoundException {
        return codec.decode(capturingPayload);
    }

    /// A result of the short form, there and back.
    @Benchmark
    public @Nullable Object roundTripInteger() throws IOException, ClassNotFoundException {
        return codec.decode(codec.encode(number));
    }
}

package io.heddle.cluster.internal.shared;

import io.heddle.HeddleException;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.spi.Durations;
import io.heddle.spi.FailureText;
import io.heddle.spi.Parking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.redisson.RedissonShutdownException;
import org.redisson.api.RScript;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisLoadingException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.RedisTryAgainException;
import org.redisson.client.codec.ByteArrayCodec;

/// Runs scripts on the server, each of them wholly or not at all, and waits for what they answer.
///
/// A call whose answer does not come is made again until the time for an answer is over. So a script either gives the
/// same when it runs twice, or it goes through [Once].
final class Calls {

    /// After an interrupt, so that a call that is answered at once has a known outcome.
    private static final long GRACE_MILLIS = 500;

    private static final int DEEPEST = 10;

    private static final Executor AFTER_A_PAUSE =
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    private final Backing backing;
    private final RScript scripts;

    Calls(Backing backing) {
        this.backing = backing;
        this.scripts = backing.client().getScript(ByteArrayCodec.INSTANCE);
    }

    /// One call, which is made until it is answered or its time is over.
    final class Call {

        private final String script;
        private final List<Object> keys;
        private final Object[] values;
        private final long endNanos = System.nanoTime() + backing.responseLimit().toNanos();
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private volatile boolean repeated;

        private Call(String script, List<String> keys, Object... values) {
            this.script = script;
            this.keys = List.copyOf(keys);
            this.values = new Object[values.length];
            for (int i = 0; i < values.length; i++) {
                this.values[i] = bytes(values[i]);
            }
        }

        private static byte[] bytes(Object value) {
            return value instanceof byte[] bytes
                    ? bytes
                    : value.toString().getBytes(StandardCharsets.UTF_8);
        }

        private void run() {
            send().whenComplete((parts, failure) -> {
                if (failure == null) {
                    answer.complete(new Answer(parts));
                } else if (isPassing(failure) && leftNanos() > 0) {
                    repeated = true;
                    AFTER_A_PAUSE.execute(this::run);
                } else {
                    answer.completeExceptionally(explain(failure));
                }
            });
        }

        private CompletionStage<List<Object>> send() {
            try {
                return scripts.evalAsync(
                        RScript.Mode.READ_WRITE, script, RScript.ReturnType.LIST, keys, values);
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private long leftNanos() {
            return endNanos - System.nanoTime();
        }

        /// Whether it may still be on its way somewhere although it was answered.
        boolean wasRepeated() {
            return repeated;
        }

        CompletableFuture<Answer> answer() {
            return answer;
        }

        /// Waits for the answer. An interrupt is kept for later.
        Answer await() {
            try {
                return await(false, _ -> {});
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted although nobody cares", e);
            }
        }

        /// Waits for the answer.
        ///
        /// @param undo what to do with an answer that comes after the wait has ended without it
        Answer await(boolean interruptible, Consumer<Answer> undo) throws InterruptedException {
            return Parking.<Answer, InterruptedException>around(
                    () -> awaitParked(interruptible, undo));
        }

        private Answer awaitParked(boolean interruptible, Consumer<Answer> undo)
                throws InterruptedException {
            boolean interrupted = false;
            long end = endNanos;
            try {
                while (true) {
                    try {
                        return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    } catch (InterruptedException e) {
                        interrupted = true;
                        if (interruptible) {
                            long grace = TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
                            end = Math.min(end, System.nanoTime() + grace);
                        }
                    } catch (TimeoutException e) {
                        var _ = answer.thenAccept(undo);
                        if (interruptible && interrupted) {
                            interrupted = false;
                            throw new InterruptedException();
                        }
                        throw unavailable(e);
                    } catch (ExecutionException e) {
                        throw failure(e);
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /// Begins a call of a script that does the same when it runs twice.
    Call start(String script, List<String> keys, Object... values) {
        Call call = new Call(script, keys, values);
        call.run();
        return call;
    }

    /// Calls such a script. An interrupt is kept for later.
    Answer ask(String script, List<String> keys, Object... values) {
        return start(script, keys, values).await();
    }

    /// Waits for something else that the server does.
    void await(CompletableFuture<?> done, boolean interruptible) throws InterruptedException {
        CompletableFuture<?> limited =
                done.copy().orTimeout(backing.responseLimit().toNanos(), TimeUnit.NANOSECONDS);
        Parking.<Boolean, InterruptedException>around(() -> awaitParked(limited, interruptible));
    }

    private boolean awaitParked(CompletableFuture<?> done, boolean interruptible)
            throws InterruptedException {
        try {
            if (interruptible) {
                done.get();
            } else {
                done.join();
            }
            return true;
        } catch (ExecutionException | CompletionException e) {
            throw explain(e);
        }
    }

    /// Whether the server may answer another time: the client tells it in several ways, some of them deep within.
    private static boolean isPassing(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof RedisConnectionException
                    || cause instanceof RedisTimeoutException
                    || cause instanceof RedisLoadingException
                    || cause instanceof RedisTryAgainException
                    || cause instanceof IOException
                    || cause instanceof TimeoutException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static Throwable unwrapped(Throwable failure) {
        boolean wraps =
                failure instanceof CompletionException || failure instanceof ExecutionException;
        return wraps && failure.getCause() != null ? failure.getCause() : failure;
    }

    private RuntimeException explain(Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (isPassing(cause)) {
            return unavailable(cause);
        }
        if (cause instanceof RedissonShutdownException) {
            return new IllegalStateException(
                    "the cluster was left by this process: cluster=" + backing.cluster(), cause);
        }
        return new HeddleException(
                "the server of the cluster refused: cluster=%s reason=%s"
                        .formatted(backing.cluster(), FailureText.of(cause)),
                cause);
    }

    private ClusterUnavailableException unavailable(Throwable cause) {
        return new ClusterUnavailableException(
                "the server of the cluster does not answer: cluster=%s limit=%s reason=%s; what was asked of it may have been done. Look whether it runs and can be reached"
                        .formatted(
                                backing.cluster(),
                                Durations.text(backing.responseLimit()),
                                FailureText.of(cause)),
                cause);
    }

    /// A new object for each caller, with the trace of its own thread.
    private static RuntimeException failure(ExecutionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return switch (cause) {
            case ClusterUnavailableException e ->
                    new ClusterUnavailableException(String.valueOf(e.getMessage()), e);
            case IllegalStateException e -> new IllegalStateException(e.getMessage(), e);
            default -> new HeddleException(String.valueOf(cause.getMessage()), cause);
        };
    }
}

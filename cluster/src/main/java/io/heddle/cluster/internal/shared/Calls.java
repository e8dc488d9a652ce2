package io.heddle.cluster.internal.shared;

import io.heddle.HeddleException;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.cluster.internal.link.ServerTrouble;
import io.heddle.spi.Durations;
import io.heddle.spi.Parking;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.redisson.RedissonShutdownException;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;

/// Runs scripts on the server, each of them wholly or not at all, and waits for what they answer.
///
/// A call whose answer does not come is made again until the time for an answer is over. So a script either gives the
/// same when it runs twice, or it goes through [Once].
final class Calls implements AutoCloseable {

    /// After an interrupt, so that a call that is answered at once has a known outcome.
    private static final long GRACE_MILLIS = 500;

    /// The client sends nothing again sooner.
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private static final long LAST_UNDOING_MILLIS = 2_000;

    private static final Executor AFTER_A_PAUSE =
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    private final Backing backing;
    private final RScript scripts;

    /// What has to end before the connection is closed.
    private final Set<Call> undoing = ConcurrentHashMap.newKeySet();

    /// The last one, unless the server has answered since.
    private volatile @Nullable Outage outage;

    private volatile boolean closed;

    Calls(Backing backing) {
        this.backing = backing;
        this.scripts = backing.client().getScript(ByteArrayCodec.INSTANCE);
    }

    /// One call, which is made until it is answered or its time is over.
    final class Call {

        private final String script;
        private final List<Object> keys;
        private final Object[] values;
        private final long begunNanos = System.nanoTime();
        private final long endNanos = begunNanos + backing.responseLimit().toNanos();
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final @Nullable Seal seal;
        private volatile boolean repeated;

        /// Whether somebody has left it who wants to undo what it may still do.
        private volatile boolean left;

        private Call(@Nullable Seal seal, String script, List<String> keys, Object... values) {
            this.seal = seal;
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
                    outage = null;
                    answered(new Answer(parts));
                } else if (ServerTrouble.isPassing(failure) && leftNanos() > 0 && !closed) {
                    repeated = true;
                    AFTER_A_PAUSE.execute(this::run);
                } else {
                    fail(explain(failure));
                }
            });
        }

        private void answered(Answer first) {
            if (seal == null || !mayHaveCopies()) {
                complete(first);
                return;
            }
            seal.of(first)
                    .whenComplete((last, failure) -> {
                        if (failure == null) {
                            complete(last);
                        } else {
                            fail(failure);
                        }
                    });
        }

        private void complete(Answer last) {
            answer.complete(last);
            undoing.remove(this);
        }

        private void fail(Throwable failure) {
            if (failure instanceof ClusterUnavailableException e) {
                outage = new Outage(System.nanoTime(), e);
            }
            answer.completeExceptionally(failure);
            undoing.remove(this);
        }

        /// Whether one may still be on its way somewhere although it was answered: the client itself sends again what
        /// is not answered, but not at once.
        boolean mayHaveCopies() {
            return repeated || System.nanoTime() - begunNanos > SOON_NANOS;
        }

        /// Has this be over before the connection is closed, if that can be.
        Call keep() {
            undoing.add(this);
            if (answer.isDone()) {
                undoing.remove(this);
            }
            return this;
        }

        private CompletionStage<List<Object>> send() {
            if (closed) {
                return CompletableFuture.failedFuture(new RedissonShutdownException("closed"));
            }
            try {
                return scripts.evalAsync(
                        RScript.Mode.READ_WRITE, script, RScript.ReturnType.LIST, keys, values);
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        /// Longer if somebody waits for it to undo it.
        private long leftNanos() {
            long more = left && seal != null ? seal.keptNanos() : 0;
            return endNanos + more - System.nanoTime();
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
                        left = true;
                        var _ = keep().answer().thenAccept(undo);
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

    /// Sees to it that no copy of a call does anything after the call was answered.
    interface Seal {

        /// Gives the answer of a copy that has done something, else the first one.
        CompletionStage<Answer> of(Answer first);

        /// For how long it is known what was done.
        long keptNanos();
    }

    /// Begins a call of a script that does the same when it runs twice.
    Call start(String script, List<String> keys, Object... values) {
        return start(null, script, keys, values);
    }

    /// Begins a call.
    ///
    /// @param seal of a script that must not run twice
    Call start(@Nullable Seal seal, String script, List<String> keys, Object... values) {
        Call call = new Call(seal, script, keys, values);
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

    /// Throws if others have learned that the server is away while somebody has waited for his turn to ask.
    ///
    /// @param sinceNanos when the wait began, by [System#nanoTime()]
    void requireNoOutageSince(long sinceNanos) {
        Outage last = outage;
        if (last != null && last.atNanos() - sinceNanos > 0) {
            throw new ClusterUnavailableException(
                    String.valueOf(last.failure().getMessage()), last.failure());
        }
    }

    /// Makes what is thrown when the cluster was left.
    RuntimeException left() {
        return explain(new RedissonShutdownException("closed"));
    }

    /// When a call failed since nobody answered.
    private record Outage(long atNanos, ClusterUnavailableException failure) {}

    /// Calls nothing any more, but lets what is to be undone end before, for a while.
    @Override
    public void close() {
        CompletableFuture<?>[] last =
                undoing.stream().map(Call::answer).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(last).get(LAST_UNDOING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // the server is away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closed = true;
    }

    private static Throwable unwrapped(Throwable failure) {
        boolean wraps =
                failure instanceof CompletionException || failure instanceof ExecutionException;
        return wraps && failure.getCause() != null ? failure.getCause() : failure;
    }

    private RuntimeException explain(Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (ServerTrouble.isPassing(cause)) {
            return unavailable(cause);
        }
        if (cause instanceof RedissonShutdownException) {
            return new IllegalStateException(
                    "the cluster was left by this process: cluster=" + backing.cluster(), cause);
        }
        return new HeddleException(
                "the server of the cluster refused: cluster=%s reason=%s"
                        .formatted(backing.cluster(), ServerTrouble.reason(cause)),
                cause);
    }

    private ClusterUnavailableException unavailable(Throwable cause) {
        return new ClusterUnavailableException(
                "the server of the cluster does not answer: cluster=%s limit=%s reason=%s; what was asked of it may have been done. Look whether it runs and can be reached"
                        .formatted(
                                backing.cluster(),
                                Durations.text(backing.responseLimit()),
                                ServerTrouble.reason(cause)),
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

package io.heddle.cluster.internal.shared;

import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.spi.Parking;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RTopic;
import org.redisson.client.codec.ByteArrayCodec;

/// The bells of those who wait in this process, each behind a subscription at the server that is kept while somebody
/// waits and for some seconds more.
final class Bells {

    /// Nobody waits longer without looking: a ring may have been lost with the connection.
    static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long KEPT_SECONDS = 10;
    private static final long PAUSE_NANOS = 100_000_000;

    private final Backing backing;
    private final Calls calls;
    private final Executor later =
            CompletableFuture.delayedExecutor(KEPT_SECONDS, TimeUnit.SECONDS);

    private final Map<String, Subscription> subscriptions = new HashMap<>(); // guarded by itself

    private static final class Subscription {

        final Bell bell = new Bell();
        final RTopic topic;
        final CompletableFuture<Integer> listener;
        int waiting; // guarded by the map, as the next one
        long uses;

        Subscription(RTopic topic) {
            this.topic = topic;
            this.listener =
                    topic.addListenerAsync(byte[].class, (_, _) -> bell.ring())
                            .toCompletableFuture();
        }
    }

    Bells(Backing backing, Calls calls) {
        this.backing = backing;
        this.calls = calls;
    }

    /// Tries until it succeeds or the time is up.
    ///
    /// @param channel on which the server says that something has changed
    /// @param attempt looks, or tries; `null` says that it is not yet so
    /// @return what the attempt gave; `null` if the time was up first
    <T> @Nullable T await(String channel, Limit limit, Attempt<T> attempt)
            throws InterruptedException {
        limit.checkInterrupt();
        T first = attempt.run(new Pause());
        return first != null || limit.isOver() ? first : awaitRings(channel, limit, attempt);
    }

    private <T> @Nullable T awaitRings(String channel, Limit limit, Attempt<T> attempt)
            throws InterruptedException {
        Subscription subscription = listen(channel, limit);
        Bell bell = subscription.bell;
        try {
            while (true) {
                limit.checkInterrupt();
                long heard = bell.rings();
                Pause pause = new Pause();
                T result = attempt.run(pause);
                if (result != null || limit.isOver()) {
                    return result;
                }
                bell.await(
                        heard, Math.min(limit.leftNanos(), pause.nanos), limit.isInterruptible());
            }
        } finally {
            stopListening(channel, subscription);
        }
    }

    /// Subscribes again where the connection breaks meanwhile, until the time for an answer is over.
    private Subscription listen(String channel, Limit limit) throws InterruptedException {
        long end = System.nanoTime() + backing.responseLimit().toNanos();
        while (true) {
            try {
                return listenOnce(channel, limit);
            } catch (ClusterUnavailableException e) {
                if (end - System.nanoTime() <= 0) {
                    throw e;
                }
                Parking.parkNanos(this, PAUSE_NANOS);
                limit.checkInterrupt();
            }
        }
    }

    /// Subscribed before it returns, so that whoever looks after that misses nothing.
    private Subscription listenOnce(String channel, Limit limit) throws InterruptedException {
        Subscription subscription;
        synchronized (subscriptions) {
            subscription = subscriptions.get(channel);
            if (subscription == null || subscription.listener.isCompletedExceptionally()) {
                subscription =
                        new Subscription(
                                backing.client().getTopic(channel, ByteArrayCodec.INSTANCE));
                subscriptions.put(channel, subscription);
            }
            subscription.waiting++;
            subscription.uses++;
        }
        CompletableFuture<Integer> subscribed = subscription.listener;
        try {
            calls.await(subscribed, limit.isInterruptible());
        } catch (RuntimeException | InterruptedException e) {
            stopListening(channel, subscription);
            throw e;
        }
        return subscription;
    }

    private void stopListening(String channel, Subscription subscription) {
        synchronized (subscriptions) {
            if (--subscription.waiting > 0) {
                return;
            }
            long uses = subscription.uses;
            later.execute(() -> forget(channel, subscription, uses));
        }
    }

    private void forget(String channel, Subscription subscription, long uses) {
        synchronized (subscriptions) {
            if (subscription.uses != uses || !subscriptions.remove(channel, subscription)) {
                return;
            }
        }
        if (!backing.client().isShutdown()) {
            var _ = subscription.listener.thenCompose(subscription.topic::removeListenerAsync);
        }
    }

    /// Looks at the server, or tries something.
    ///
    /// @param <T> what it gives
    @FunctionalInterface
    interface Attempt<T> {

        /// Tries.
        ///
        /// @param pause may be told when to look again although no bell rings
        /// @return the result; `null` if it is not yet so
        @Nullable T run(Pause pause) throws InterruptedException;
    }

    /// How long to wait for a ring.
    static final class Pause {

        private long nanos = LONGEST_WAIT_NANOS;

        /// Says that something will have changed then, although no bell rings.
        void atMostMillis(long millis) {
            nanos = Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(Math.max(millis, 0) + 1));
        }
    }
}

package io.heddle.cluster.internal.shared;

import io.heddle.cluster.ClusterTopic;
import java.io.Serial;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.redisson.api.RTopic;
import org.redisson.client.codec.ByteArrayCodec;

/// A channel of the server.
final class RemoteTopic<E> extends Structure implements ClusterTopic<E> {

    @Serial private static final long serialVersionUID = 1L;

    private static final System.Logger LOG = System.getLogger(RemoteTopic.class.getName());

    private static final String PUBLISH =
            Once.script("return done(redis.call('PUBLISH', KEYS[2], ARGV[3]))");

    private final transient String channel;

    RemoteTopic(Workshop workshop, String name) {
        super(workshop, "topic", name);
        channel = key("messages");
    }

    @Override
    public long publish(E message) {
        byte[] bytes = backing().encode(Objects.requireNonNull(message, "message"));
        return once().ask(PUBLISH, List.of(channel), (Object) bytes).number(0);
    }

    @Override
    public Subscription subscribe(Consumer<? super E> listener) {
        Listening listening = new Listening(Objects.requireNonNull(listener, "listener"));
        try {
            listening.begin();
        } catch (RuntimeException e) {
            listening.close();
            throw e;
        }
        return listening;
    }

    /// One listener, and what waits for it.
    private final class Listening implements Subscription {

        private final Consumer<? super E> listener;
        private final LinkedBlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>(BACKLOG);
        private final AtomicLong missed = new AtomicLong();
        private final RTopic topic = backing().client().getTopic(channel, ByteArrayCodec.INSTANCE);
        private final CompletableFuture<Integer> registration;
        private final Thread caller;
        private volatile boolean closed;

        Listening(Consumer<? super E> listener) {
            this.listener = listener;
            this.caller = Thread.ofVirtual().name("heddle-topic-" + name()).unstarted(this::call);
            this.registration =
                    topic.addListenerAsync(byte[].class, (_, message) -> hear(message))
                            .toCompletableFuture();
        }

        void begin() {
            workshop().opened(this);
            try {
                workshop().calls().await(registration, false);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted although nobody cares", e);
            }
            caller.start();
        }

        private void hear(byte[] message) {
            if (!closed && !waiting.offer(message)) {
                missed.incrementAndGet();
            }
        }

        private void call() {
            try {
                while (!closed) {
                    callWith(waiting.take());
                }
            } catch (InterruptedException e) {
                // closed
            }
        }

        @SuppressWarnings("unchecked") // of that type wherever it is used
        private void callWith(byte[] message) {
            try {
                listener.accept((E) backing().decode(message));
            } catch (Throwable e) { // it is not ours, and must not end the thread
                LOG.log(
                        System.Logger.Level.WARNING,
                        () -> "a listener failed: topic=%s".formatted(name()),
                        e);
            }
        }

        @Override
        public long missed() {
            return missed.get();
        }

        @Override
        public void close() {
            closed = true; // an interrupt alone may be swallowed by the listener
            workshop().closed(this);
            waiting.clear();
            caller.interrupt();
            if (!backing().client().isShutdown()) {
                var _ = registration.thenCompose(topic::removeListenerAsync);
            }
        }
    }
}

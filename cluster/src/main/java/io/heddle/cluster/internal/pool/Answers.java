package io.heddle.cluster.internal.pool;

import io.heddle.cluster.internal.link.Farewell;
import io.heddle.cluster.internal.link.Link;
import io.heddle.spi.ServiceThreads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.redisson.api.RStream;
import org.redisson.api.stream.StreamMessageId;
import org.redisson.api.stream.StreamReadArgs;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;

/// Hears what the server has to tell an owner of its tasks, in a thread of its own.
///
/// What was heard is removed, and whatever is there is read from its beginning. So nobody relies on the numbers
/// that a server gives to what it tells: they are times of its clock, and a server that has taken the place of
/// another one may have a clock that is behind. An answer may be heard twice where the connection breaks in
/// between.
final class Answers implements AutoCloseable {

    /// Takes what is told.
    @FunctionalInterface
    interface Listener {

        /// Called by one thread at a time.
        ///
        /// @param id of the task
        /// @param kind as [Broker.Told]
        void told(String id, String kind, byte[] value);
    }

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private static final StreamMessageId BEGINNING = new StreamMessageId(0);
    private static final int MOST_READ = 500;
    private static final int MOST_REMEMBERED = 4 * MOST_READ;
    private static final Duration READ_WAIT = Duration.ofSeconds(2);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RStream<byte[], byte[]> stream;
    private final Listener listener;
    private final Thread reader;

    /// Held by who delivers what was read.
    private final ReentrantLock delivery = new ReentrantLock();

    /// What was heard a short time ago: two may have read the same. Guarded by [#delivery].
    private final Set<Heard> heard =
            Collections.newSetFromMap(
                    new LinkedHashMap<>() {
                        @java.io.Serial private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<Heard, Boolean> eldest) {
                            return size() > MOST_REMEMBERED;
                        }
                    });

    private record Heard(StreamMessageId at, String id, String kind) {}

    private volatile boolean closed;

    Answers(Link link, String key, String threadName, Listener listener) {
        this.stream = link.client().getStream(key, ByteArrayCodec.INSTANCE);
        this.listener = listener;
        this.reader = ServiceThreads.named(threadName).start(this::read);
    }

    private void read() {
        while (!closed) {
            try {
                deliver(stream.read(reading().timeout(READ_WAIT)));
            } catch (RedisException e) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    private static StreamReadArgs reading() {
        return StreamReadArgs.greaterThan(BEGINNING).count(MOST_READ);
    }

    /// Hears what the server has told up to now.
    ///
    /// @throws RedisException if that cannot be read
    void catchUp() {
        Map<StreamMessageId, Map<byte[], byte[]>> told;
        do {
            told = stream.read(reading());
            deliver(told);
        } while (told.size() == MOST_READ);
    }

    private void deliver(Map<StreamMessageId, Map<byte[], byte[]>> told) {
        if (told.isEmpty()) {
            return;
        }
        delivery.lock();
        try {
            told.forEach(this::deliverOne);
        } finally {
            delivery.unlock();
        }
        stream.remove(told.keySet().toArray(StreamMessageId[]::new));
    }

    private void deliverOne(StreamMessageId at, Map<byte[], byte[]> entry) {
        String id = "";
        String kind = "";
        byte[] value = {};
        for (Map.Entry<byte[], byte[]> field : entry.entrySet()) {
            switch (text(field.getKey())) {
                case "i" -> id = text(field.getValue());
                case "k" -> kind = text(field.getValue());
                default -> value = field.getValue();
            }
        }
        if (!heard.add(new Heard(at, id, kind))) {
            return;
        }
        try {
            listener.told(id, kind, value);
        } catch (RuntimeException e) { // or nothing would be heard any more
            LOG.log(System.Logger.Level.ERROR, "an answer is of no use: task=" + id, e);
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Hears nothing any more, and has the server forget what it has to tell.
    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        Farewell.say(stream::delete);
    }
}

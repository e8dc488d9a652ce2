package io.heddle.cluster.internal.shared;

import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A list at the server. Each element carries a name of its own, so that equal ones can be told apart.
final class RemoteQueue<E> extends AbstractQueue<E> implements BlockingQueue<E>, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final String OFFER =
            Once.script(
                    """
                    local capacity = redis.call('GET', KEYS[3])
                    if capacity and redis.call('LLEN', KEYS[2]) >= tonumber(capacity) then
                      return {}
                    end
                    redis.call('RPUSH', KEYS[2], ARGV[3])
                    redis.call('PUBLISH', KEYS[4], '')
                    return done(1)
                    """);

    private static final String POLL =
            Once.script(
                    """
                    local element = redis.call('LPOP', KEYS[2])
                    if not element then
                      return {}
                    end
                    redis.call('PUBLISH', KEYS[5], '')
                    return done(element)
                    """);

    /// For an element whose taker has gone away meanwhile.
    private static final String PUT_BACK =
            Once.script(
                    """
                    redis.call('LPUSH', KEYS[2], ARGV[3])
                    redis.call('PUBLISH', KEYS[4], '')
                    return done(1)
                    """);

    private static final String REMOVE =
            Once.script(
                    """
                    if redis.call('LREM', KEYS[2], 1, ARGV[3]) == 0 then
                      return {0}
                    end
                    redis.call('PUBLISH', KEYS[5], '')
                    return done(1)
                    """);

    private static final String CLEAR =
            Once.script(
                    """
                    redis.call('DEL', KEYS[2])
                    redis.call('PUBLISH', KEYS[5], '')
                    return done(1)
                    """);

    private static final String FIRST = "return redis.call('LRANGE', KEYS[1], 0, 0)";
    private static final String ALL = "return redis.call('LRANGE', KEYS[1], 0, -1)";
    private static final String SIZE = "return {redis.call('LLEN', KEYS[1])}";

    private static final String ROOM =
            """
            local capacity = redis.call('GET', KEYS[2])
            return {capacity and math.max(0, capacity - redis.call('LLEN', KEYS[1])) or -1}
            """;

    private static final int NAME_BYTES = 16;

    private final transient Structure at;
    private final transient List<String> keys;
    private final transient String filled;
    private final transient String emptied;
    private final transient Gate takers = new Gate();
    private final transient Gate putters = new Gate();

    RemoteQueue(Workshop workshop, String name) {
        at = new Structure(workshop, "queue", name);
        filled = at.key("filled");
        emptied = at.key("emptied");
        keys = List.of(at.key("items"), at.key("capacity"), filled, emptied);
    }

    /// Gives it a limit, in whatever process.
    void bound(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a queue needs room for one element at least: queue=%s capacity=%d"
                            .formatted(at.name(), capacity));
        }
        at.agree("capacity", capacity);
    }

    private byte[] item(E element) {
        byte[] value = at.backing().encode(Objects.requireNonNull(element, "element"));
        UUID name = UUID.randomUUID();
        return ByteBuffer.allocate(NAME_BYTES + value.length)
                .putLong(name.getMostSignificantBits())
                .putLong(name.getLeastSignificantBits())
                .put(value)
                .array();
    }

    @SuppressWarnings("unchecked") // of that type wherever it is used
    private E element(byte[] item) {
        return (E) at.backing().decode(Arrays.copyOfRange(item, NAME_BYTES, item.length));
    }

    // ---- putting -------------------------------------------------------------------------------

    @Override
    public boolean offer(E element) {
        return !at.once().ask(OFFER, keys, item(element)).isEmpty();
    }

    @Override
    public void put(E element) throws InterruptedException {
        put(element, Limit.never());
    }

    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return put(element, Limit.inUnits(timeout, unit));
    }

    private boolean put(E element, Limit limit) throws InterruptedException {
        byte[] item = item(element);
        limit.checkInterrupt();
        if (tryPut(item, limit) != null) {
            return true;
        }
        if (!putters.enter(limit, at.workshop().calls())) {
            return false;
        }
        try {
            return at.await(emptied, limit, _ -> tryPut(item, limit)) != null;
        } finally {
            putters.leave();
        }
    }

    private @Nullable Boolean tryPut(byte[] item, Limit limit) throws InterruptedException {
        Answer answer =
                at.once().ask(limit, late -> withdraw(item, late), OFFER, keys, (Object) item);
        return answer.isEmpty() ? null : true;
    }

    private void withdraw(byte[] item, Answer late) {
        if (!late.isEmpty()) {
            var _ = at.once().start(REMOVE, keys, (Object) item).keep();
        }
    }

    // ---- taking --------------------------------------------------------------------------------

    @Override
    public @Nullable E poll() {
        Answer answer = at.once().askOrUndo(this::putBack, POLL, keys);
        return answer.isEmpty() ? null : element(answer.bytes(0));
    }

    @Override
    public E take() throws InterruptedException {
        E element = take(Limit.never());
        if (element == null) {
            throw new AssertionError("a wait without a limit has ended without an element");
        }
        return element;
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return take(Limit.inUnits(timeout, unit));
    }

    private @Nullable E take(Limit limit) throws InterruptedException {
        limit.checkInterrupt();
        byte[] item = tryTake(limit);
        if (item == null && takers.enter(limit, at.workshop().calls())) {
            try {
                item = at.await(filled, limit, _ -> tryTake(limit));
            } finally {
                takers.leave();
            }
        }
        return item == null ? null : element(item);
    }

    private byte @Nullable [] tryTake(Limit limit) throws InterruptedException {
        Answer answer = at.once().ask(limit, this::putBack, POLL, keys);
        return answer.isEmpty() ? null : answer.bytes(0);
    }

    private void putBack(Answer late) {
        if (!late.isEmpty()) {
            var _ = at.once().start(PUT_BACK, keys, (Object) late.bytes(0)).keep();
        }
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> target, int most) {
        Objects.requireNonNull(target, "target");
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        int drained = 0;
        while (drained < most) {
            E element = poll();
            if (element == null) {
                break;
            }
            target.add(element);
            drained++;
        }
        return drained;
    }

    // ---- looking -------------------------------------------------------------------------------

    @Override
    public @Nullable E peek() {
        Answer answer = at.ask(FIRST, keys);
        return answer.isEmpty() ? null : element(answer.bytes(0));
    }

    @Override
    public int size() {
        return (int) Math.min(at.ask(SIZE, keys).number(0), Integer.MAX_VALUE);
    }

    @Override
    public int remainingCapacity() {
        long room = at.ask(ROOM, keys).number(0);
        return room < 0 ? Integer.MAX_VALUE : (int) room;
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return element != null && super.contains(element);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        for (byte[] item : items()) {
            if (element(item).equals(element) && removeItem(item)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void clear() {
        at.once().ask(CLEAR, keys);
    }

    private boolean removeItem(byte[] item) {
        return at.once().ask(REMOVE, keys, (Object) item).isOne(0);
    }

    private List<byte[]> items() {
        Answer answer = at.ask(ALL, keys);
        List<byte[]> items = new ArrayList<>(answer.size());
        for (int i = 0; i < answer.size(); i++) {
            items.add(answer.bytes(i));
        }
        return items;
    }

    @Override
    public Iterator<E> iterator() {
        return new Snapshot(items().iterator());
    }

    /// What was in the queue at one moment.
    private final class Snapshot implements Iterator<E> {

        private final Iterator<byte[]> items;
        private byte @Nullable [] last;

        Snapshot(Iterator<byte[]> items) {
            this.items = items;
        }

        @Override
        public boolean hasNext() {
            return items.hasNext();
        }

        @Override
        public E next() {
            if (!items.hasNext()) {
                throw new NoSuchElementException();
            }
            byte[] item = items.next();
            last = item;
            return element(item);
        }

        @Override
        public void remove() {
            byte[] item = last;
            if (item == null) {
                throw new IllegalStateException("nothing to remove");
            }
            last = null;
            removeItem(item);
        }
    }

    @Serial
    private Object writeReplace() {
        return at.reference();
    }
}

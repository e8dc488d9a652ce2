package io.heddle.cluster.internal.shared;

import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A table at the server from the bytes of keys to the bytes of values.
///
/// Whatever depends on a value is done by comparing its bytes at the server and trying again if somebody else was
/// faster: so two values are compared by `equals` here, and nothing there has to know what they are.
final class RemoteMap<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V>, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final String GET = "return {redis.call('HGET', KEYS[1], ARGV[1])}";

    private static final String PUT =
            Once.script(
                    """
                    local before = redis.call('HGET', KEYS[2], ARGV[3])
                    redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
                    return done(before and '1' .. before or '0')
                    """);

    private static final String REMOVE =
            Once.script(
                    """
                    local before = redis.call('HGET', KEYS[2], ARGV[3])
                    if not before then
                      return {'0'}
                    end
                    redis.call('HDEL', KEYS[2], ARGV[3])
                    return done('1' .. before)
                    """);

    /// Puts a value if there is none.
    private static final String PUT_NEW =
            Once.script(
                    """
                    if redis.call('HSETNX', KEYS[2], ARGV[3], ARGV[4]) == 0 then
                      return {0}
                    end
                    return done(1)
                    """);

    /// Puts another value, or none if none is given, in place of one.
    private static final String EXCHANGE =
            Once.script(
                    """
                    if redis.call('HGET', KEYS[2], ARGV[3]) ~= ARGV[4] then
                      return {0}
                    end
                    if ARGV[5] then
                      redis.call('HSET', KEYS[2], ARGV[3], ARGV[5])
                    else
                      redis.call('HDEL', KEYS[2], ARGV[3])
                    end
                    return done(1)
                    """);

    private static final String HAS = "return {redis.call('HEXISTS', KEYS[1], ARGV[1])}";
    private static final String SIZE = "return {redis.call('HLEN', KEYS[1])}";
    private static final String ALL = "return redis.call('HGETALL', KEYS[1])";
    private static final String CLEAR = Once.script("redis.call('DEL', KEYS[2]) return done(1)");

    private final transient Structure at;
    private final transient List<String> keys;

    RemoteMap(Workshop workshop, String name) {
        at = new Structure(workshop, "map", name);
        keys = List.of(at.key("entries"));
    }

    private byte[] bytes(Object keyOrValue) {
        return at.backing().encode(Objects.requireNonNull(keyOrValue));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as it was put
    private <T> T object(byte[] bytes) {
        return (T) at.backing().decode(bytes);
    }

    private byte @Nullable [] find(byte[] key) {
        Answer answer = at.ask(GET, keys, (Object) key);
        return answer.isEmpty() || answer.parts().getFirst() == null ? null : answer.bytes(0);
    }

    // ---- one step ------------------------------------------------------------------------------

    @Override
    public @Nullable V get(Object key) {
        byte[] value = find(bytes(key));
        return value == null ? null : object(value);
    }

    @Override
    public boolean containsKey(Object key) {
        return at.ask(HAS, keys, (Object) bytes(key)).isOne(0);
    }

    @Override
    public int size() {
        return (int) Math.min(at.ask(SIZE, keys).number(0), Integer.MAX_VALUE);
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public void clear() {
        at.once().ask(CLEAR, keys);
    }

    @Override
    public @Nullable V put(K key, V value) {
        return before(at.once().ask(PUT, keys, bytes(key), bytes(value)));
    }

    @Override
    public @Nullable V remove(Object key) {
        return before(at.once().ask(REMOVE, keys, (Object) bytes(key)));
    }

    /// Reads a value behind a 1, or a 0.
    private @Nullable V before(Answer answer) {
        byte[] bytes = answer.bytes(0);
        return bytes[0] == '0'
                ? null
                : object(java.util.Arrays.copyOfRange(bytes, 1, bytes.length));
    }

    private boolean putNew(byte[] key, byte[] value) {
        return at.once().ask(PUT_NEW, keys, key, value).isOne(0);
    }

    private boolean exchange(byte[] key, byte[] before, byte @Nullable [] after) {
        Answer answer =
                after == null
                        ? at.once().ask(EXCHANGE, keys, key, before)
                        : at.once().ask(EXCHANGE, keys, key, before, after);
        return answer.isOne(0);
    }

    // ---- look, and try until nobody was faster -------------------------------------------------

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        byte[] keyBytes = bytes(key);
        byte[] valueBytes = bytes(value);
        while (true) {
            byte[] before = find(keyBytes);
            if (before != null) {
                return object(before);
            }
            if (putNew(keyBytes, valueBytes)) {
                return null;
            }
        }
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        byte[] keyBytes = bytes(key);
        while (true) {
            byte[] before = find(keyBytes);
            if (before == null || !this.<Object>object(before).equals(value)) {
                return false;
            }
            if (exchange(keyBytes, before, null)) {
                return true;
            }
        }
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        byte[] keyBytes = bytes(key);
        byte[] after = bytes(newValue);
        Objects.requireNonNull(oldValue, "oldValue");
        while (true) {
            byte[] before = find(keyBytes);
            if (before == null || !this.<Object>object(before).equals(oldValue)) {
                return false;
            }
            if (exchange(keyBytes, before, after)) {
                return true;
            }
        }
    }

    @Override
    public @Nullable V replace(K key, V value) {
        byte[] keyBytes = bytes(key);
        byte[] after = bytes(value);
        while (true) {
            byte[] before = find(keyBytes);
            if (before == null) {
                return null;
            }
            if (exchange(keyBytes, before, after)) {
                return object(before);
            }
        }
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        byte[] keyBytes = bytes(key);
        byte[] before = find(keyBytes);
        if (before != null) {
            return object(before);
        }
        V value = function.apply(key);
        if (value == null) {
            return null;
        }
        V faster = putIfAbsent(key, value);
        return faster == null ? value : faster;
    }

    @Override
    public @Nullable V computeIfPresent(
            K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        return change(key, before -> before == null ? null : function.apply(key, before));
    }

    @Override
    public @Nullable V compute(
            K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return change(key, before -> function.apply(key, before));
    }

    @Override
    public @Nullable V merge(
            K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(value, "value");
        return change(key, before -> before == null ? value : function.apply(before, value));
    }

    /// What a value becomes; `null` stands for none.
    @FunctionalInterface
    private interface Change<V> {
        @Nullable V apply(@Nullable V before);
    }

    private @Nullable V change(K key, Change<V> function) {
        byte[] keyBytes = bytes(key);
        while (true) {
            byte[] before = find(keyBytes);
            V after = function.apply(before == null ? null : this.<V>object(before));
            boolean done;
            if (before == null) {
                done = after == null || putNew(keyBytes, bytes(after));
            } else {
                done = exchange(keyBytes, before, after == null ? null : bytes(after));
            }
            if (done) {
                return after;
            }
        }
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        for (K key : keySet()) {
            computeIfPresent(key, function);
        }
    }

    // ---- all entries ---------------------------------------------------------------------------

    @Override
    public Set<Entry<K, V>> entrySet() {
        return new Entries();
    }

    @Override
    public Collection<V> values() {
        Collection<V> values = super.values();
        return new AbstractCollection<>() {
            @Override
            public Iterator<V> iterator() {
                return values.iterator();
            }

            @Override
            public int size() {
                return values.size();
            }

            @Override
            public void clear() {
                values.clear();
            }

            // Keeps what has got another value since it was looked at.
            @Override
            public boolean removeIf(Predicate<? super V> filter) {
                Objects.requireNonNull(filter, "filter");
                return entrySet().removeIf(entry -> filter.test(entry.getValue()));
            }
        };
    }

    /// What is in the map; an iterator goes through what was there when it was made.
    private final class Entries extends AbstractSet<Entry<K, V>> {

        @Override
        public int size() {
            return RemoteMap.this.size();
        }

        @Override
        public void clear() {
            RemoteMap.this.clear();
        }

        @Override
        public boolean contains(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && Objects.equals(get(entry.getKey()), entry.getValue())
                    && entry.getValue() != null;
        }

        @Override
        public boolean remove(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && RemoteMap.this.remove(entry.getKey(), entry.getValue());
        }

        /// Keeps what has got another value since it was looked at.
        @Override
        public boolean removeIf(Predicate<? super Entry<K, V>> filter) {
            Objects.requireNonNull(filter, "filter");
            Answer all = at.ask(ALL, keys);
            boolean removed = false;
            for (int i = 0; i < all.size(); i += 2) {
                removed |=
                        filter.test(entry(all, i))
                                && exchange(all.bytes(i), all.bytes(i + 1), null);
            }
            return removed;
        }

        @Override
        public Iterator<Entry<K, V>> iterator() {
            Answer answer = at.ask(ALL, keys);
            List<Entry<K, V>> entries = new ArrayList<>(answer.size() / 2);
            for (int i = 0; i < answer.size(); i += 2) {
                entries.add(entry(answer, i));
            }
            return new Snapshot(entries.iterator());
        }

        private Entry<K, V> entry(Answer all, int at) {
            return new WriteThrough(object(all.bytes(at)), object(all.bytes(at + 1)));
        }
    }

    private final class Snapshot implements Iterator<Entry<K, V>> {

        private final Iterator<Entry<K, V>> entries;
        private @Nullable K last;

        Snapshot(Iterator<Entry<K, V>> entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public Entry<K, V> next() {
            if (!entries.hasNext()) {
                throw new NoSuchElementException();
            }
            Entry<K, V> entry = entries.next();
            last = entry.getKey();
            return entry;
        }

        @Override
        public void remove() {
            K key = last;
            if (key == null) {
                throw new IllegalStateException("nothing to remove");
            }
            last = null;
            RemoteMap.this.remove(key);
        }
    }

    /// An entry as it was; setting its value puts it into the map.
    private final class WriteThrough extends SimpleEntry<K, V> {

        @Serial private static final long serialVersionUID = 1L;

        WriteThrough(K key, V value) {
            super(key, value);
        }

        @Override
        public V setValue(V value) {
            put(getKey(), value);
            return super.setValue(value);
        }
    }

    @Serial
    private Object writeReplace() {
        return at.reference();
    }
}

package io.heddle.manager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The map behind a [RemoteMap].
///
/// @param <K> the type of the keys
/// @param <V> the type of the values
final class MapStore<K, V> implements MapCalls<K, V> {

    private final ConcurrentHashMap<K, Stamped<V>> map = new ConcurrentHashMap<>();
    private final AtomicLong stamps = new AtomicLong();

    private Stamped<V> stamp(V value) {
        return new Stamped<>(
                java.util.Objects.requireNonNull(value, "value"), stamps.incrementAndGet());
    }

    private static <V> @Nullable V value(@Nullable Stamped<V> stamped) {
        return stamped == null ? null : stamped.value();
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public @Nullable V get(Object key) {
        return value(map.get(key));
    }

    @Override
    public boolean containsKey(Object key) {
        return map.containsKey(key);
    }

    @Override
    public boolean containsValue(Object value) {
        return map.values().stream().anyMatch(each -> value.equals(each.value()));
    }

    @Override
    public @Nullable V put(K key, V value) {
        return value(map.put(key, stamp(value)));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return value(map.putIfAbsent(key, stamp(value)));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> all) {
        Map<K, Stamped<V>> stamped = new HashMap<>();
        all.forEach((key, value) -> stamped.put(key, stamp(value)));
        map.putAll(stamped);
    }

    @Override
    public @Nullable V remove(Object key) {
        return value(map.remove(key));
    }

    @Override
    public boolean remove(Object key, Object value) {
        Stamped<V> now = map.get(key);
        while (now != null && now.value().equals(value)) {
            if (map.remove(key, now)) {
                return true;
            }
            now = map.get(key);
        }
        return false;
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return value(map.replace(key, stamp(value)));
    }

    @Override
    public boolean replace(K key, V before, V value) {
        Stamped<V> next = stamp(value);
        Stamped<V> now = map.get(key);
        while (now != null && now.value().equals(before)) {
            if (map.replace(key, now, next)) {
                return true;
            }
            now = map.get(key);
        }
        return false;
    }

    @Override
    public void clear() {
        map.clear();
    }

    @Override
    public List<Object> entries() {
        List<Object> all = new ArrayList<>();
        map.forEach((key, value) -> {
            all.add(key);
            all.add(value);
        });
        return all;
    }

    @Override
    public @Nullable Stamped<V> stamped(K key) {
        return map.get(key);
    }

    @Override
    public boolean swap(K key, long stamp, @Nullable V value) {
        if (stamp == 0) {
            return value == null
                    ? !map.containsKey(key)
                    : map.putIfAbsent(key, stamp(value)) == null;
        }
        Stamped<V> now = map.get(key);
        if (now == null || now.stamp() != stamp) {
            return false;
        }
        return value == null ? map.remove(key, now) : map.replace(key, now, stamp(value));
    }

    @Override
    public @Nullable V compute(
            K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> next) {
        return value(
                map.compute(
                        key,
                        (same, now) -> {
                            V value = next.apply(same, Copy.of(value(now)));
                            return value == null ? null : stamp(value);
                        }));
    }
}

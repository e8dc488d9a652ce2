package io.heddle.manager;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// How a [MapStore] is called; as [java.util.concurrent.ConcurrentMap] where nothing else is said.
///
/// @param <K> the type of the keys
/// @param <V> the type of the values
interface MapCalls<K, V> {
    int size();

    @Nullable V get(Object key);

    boolean containsKey(Object key);

    boolean containsValue(Object value);

    @Nullable V put(K key, V value);

    @Nullable V putIfAbsent(K key, V value);

    void putAll(Map<? extends K, ? extends V> all);

    @Nullable V remove(Object key);

    boolean remove(Object key, Object value);

    @Nullable V replace(K key, V value);

    boolean replace(K key, V before, V value);

    void clear();

    /// Gives keys and values with their stamps ([Stamped]) by turns.
    List<Object> entries();

    @Nullable Stamped<V> stamped(K key);

    /// Replaces, sets or removes a value, if nobody else has changed it.
    ///
    /// @param stamp of what is to be replaced; 0 for "there is nothing"
    /// @return whether it was that
    boolean swap(K key, long stamp, @Nullable V value);

    @Nullable V compute(
            K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> next);
}

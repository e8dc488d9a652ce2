package io.heddle.manager;

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
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What [Manager#map()] gives.
///
/// Keys, values and entries are walked as they were when the walk began. A change through an entry or an iterator is a call.
final class RemoteMap<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V>, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final transient MapCalls<K, V> stored;

    RemoteMap(MapCalls<K, V> stored) {
        this.stored = stored;
    }

    Object stored() {
        return stored;
    }

    @Serial
    private Object writeReplace() {
        return stored;
    }

    // ---- one call each
    // ---------------------------------------------------------------------------

    @Override
    public int size() {
        return stored.size();
    }

    @Override
    public @Nullable V get(Object key) {
        return stored.get(Objects.requireNonNull(key, "key"));
    }

    @Override
    public boolean containsKey(Object key) {
        return stored.containsKey(Objects.requireNonNull(key, "key"));
    }

    @Override
    public boolean containsValue(Object value) {
        return stored.containsValue(Objects.requireNonNull(value, "value"));
    }

    @Override
    public @Nullable V put(K key, V value) {
        return stored.put(
                Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return stored.putIfAbsent(
                Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> all) {
        stored.putAll(Map.copyOf(all)); // one call, and not one for each
    }

    @Override
    public @Nullable V remove(Object key) {
        return stored.remove(Objects.requireNonNull(key, "key"));
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        return value != null && stored.remove(Objects.requireNonNull(key, "key"), value);
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return stored.replace(
                Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    }

    @Override
    public boolean replace(K key, V before, V value) {
        return stored.replace(
                Objects.requireNonNull(key, "key"),
                Objects.requireNonNull(before, "before"),
                Objects.requireNonNull(value, "value"));
    }

    @Override
    public void clear() {
        stored.clear();
    }

    // ---- by a function
    // ---------------------------------------------------------------------------

    @Override
    public @Nullable V compute(
            K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> next) {
        return change(key, Objects.requireNonNull(next, "next"), next, false);
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> value) {
        return change(
                key,
                (BiFunction<K, @Nullable V, @Nullable V> & Serializable)
                        (same, now) -> now == null ? value.apply(same) : now,
                Objects.requireNonNull(value, "value"),
                true);
    }

    @Override
    public @Nullable V computeIfPresent(
            K key, BiFunction<? super K, ? super V, ? extends @Nullable V> next) {
        return change(
                key,
                (BiFunction<K, @Nullable V, @Nullable V> & Serializable)
                        (same, now) -> now == null ? null : next.apply(same, now),
                Objects.requireNonNull(next, "next"),
                false);
    }

    /// Each key for itself; those that were there when it began, and still are.
    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> next) {
        Objects.requireNonNull(next, "next");
        for (Map.Entry<K, V> entry : snapshot()) {
            var _ =
                    change(
                            entry.getKey(),
                            (BiFunction<K, @Nullable V, @Nullable V> & Serializable)
                                    (same, now) ->
                                            now == null
                                                    ? null
                                                    : Objects.requireNonNull(
                                                            next.apply(same, now), "value"),
                            next,
                            false);
        }
    }

    @Override
    public @Nullable V merge(
            K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> both) {
        Objects.requireNonNull(value, "value");
        return change(
                key,
                (BiFunction<K, @Nullable V, @Nullable V> & Serializable)
                        (_, now) -> now == null ? value : both.apply(now, value),
                Objects.requireNonNull(both, "both"),
                false);
    }

    /// Changes a value where the function of the user can be had.
    ///
    /// @param users decides whether it travels
    /// @param keeps whether it leaves a value alone that is there. Any other function may have changed the copy that it
    ///   was given and have given the same object back: that is a change, too.
    private @Nullable V change(
            K key,
            BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> next,
            Object users,
            boolean keeps) {
        Objects.requireNonNull(key, "key");
        if (users instanceof Serializable) {
            return stored.compute(key, next);
        }
        while (true) {
            Stamped<V> now = stored.stamped(key);
            V before = now == null ? null : now.value();
            V after = next.apply(key, before);
            boolean same = now == null ? after == null : keeps;
            if (same || stored.swap(key, now == null ? 0 : now.stamp(), after)) {
                return after;
            }
        }
    }

    // ---- views
    // -----------------------------------------------------------------------------------

    @SuppressWarnings("unchecked") // they were put as such
    private List<Through> through() {
        List<Object> flat = stored.entries();
        List<Through> entries = new ArrayList<>(flat.size() / 2);
        for (int i = 0; i < flat.size(); i += 2) {
            entries.add(new Through((K) flat.get(i), (Stamped<V>) flat.get(i + 1)));
        }
        return entries;
    }

    private List<Map.Entry<K, V>> snapshot() {
        return List.copyOf(through());
    }

    /// An entry whose change is one of the map.
    private final class Through extends SimpleEntry<K, V> {
        @Serial private static final long serialVersionUID = 1L;

        private final transient long stamp;

        Through(K key, Stamped<V> value) {
            super(key, value.value());
            this.stamp = value.stamp();
        }

        /// Removes it, unless somebody has put another value meanwhile.
        void remove() {
            var _ = stored.swap(getKey(), stamp, null);
        }

        @Override
        public V setValue(V value) {
            var _ = RemoteMap.this.put(getKey(), value);
            return super.setValue(value);
        }

        @Serial
        private Object writeReplace() {
            return new SimpleEntry<>(this);
        }
    }

    /// Walks through a snapshot, and removes from the map.
    private final class Walk<T> implements Iterator<T> {
        private final Iterator<Through> entries = through().iterator();
        private final Function<Map.Entry<K, V>, T> what;
        private final Consumer<Through> removal;
        private @Nullable Through last;

        Walk(Function<Map.Entry<K, V>, T> what, Consumer<Through> removal) {
            this.what = what;
            this.removal = removal;
        }

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public T next() {
            Through entry = entries.next();
            last = entry;
            return what.apply(entry);
        }

        @Override
        public void remove() {
            if (last == null) {
                throw new IllegalStateException("remove() is called once after each next()");
            }
            removal.accept(last);
            last = null;
        }
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return new Walk<>(entry -> entry, Through::remove);
            }

            @Override
            public Spliterator<Map.Entry<K, V>> spliterator() {
                return snapshot().spliterator();
            }

            @Override
            public int size() {
                return RemoteMap.this.size();
            }

            @Override
            public boolean contains(Object other) {
                return other instanceof Map.Entry<?, ?> entry
                        && entry.getKey() != null
                        && entry.getValue() != null
                        && entry.getValue().equals(RemoteMap.this.get(entry.getKey()));
            }

            @Override
            public boolean remove(Object other) {
                return other instanceof Map.Entry<?, ?> entry
                        && entry.getKey() != null
                        && RemoteMap.this.remove(entry.getKey(), entry.getValue());
            }

            @Override
            public void clear() {
                RemoteMap.this.clear();
            }
        };
    }

    @Override
    public Set<K> keySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<K> iterator() {
                return new Walk<>(
                        Map.Entry::getKey, entry -> RemoteMap.this.remove(entry.getKey()));
            }

            @Override
            public Spliterator<K> spliterator() {
                return snapshot().stream().map(Map.Entry::getKey).toList().spliterator();
            }

            @Override
            public int size() {
                return RemoteMap.this.size();
            }

            @Override
            public boolean contains(Object key) {
                return RemoteMap.this.containsKey(key);
            }

            @Override
            public boolean remove(Object key) {
                return RemoteMap.this.remove(key) != null;
            }

            @Override
            public void clear() {
                RemoteMap.this.clear();
            }
        };
    }

    @Override
    public Collection<V> values() {
        return new AbstractCollection<>() {
            @Override
            public Iterator<V> iterator() {
                return new Walk<>(Map.Entry::getValue, Through::remove);
            }

            @Override
            public Spliterator<V> spliterator() {
                return snapshot().stream().map(Map.Entry::getValue).toList().spliterator();
            }

            @Override
            public int size() {
                return RemoteMap.this.size();
            }

            @Override
            public boolean contains(Object value) {
                return RemoteMap.this.containsValue(value);
            }

            @Override
            public void clear() {
                RemoteMap.this.clear();
            }
        };
    }

    /// By its entries, as every map; of the other one at one moment.
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof RemoteMap<?, ?> map
                ? Objects.equals(Reference.of(this), Reference.of(map))
                        || Map.copyOf(this).equals(Map.copyOf(map))
                : super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}

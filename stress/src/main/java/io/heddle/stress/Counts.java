package io.heddle.stress;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts how often each of some things happened. Any thread may count.
///
/// @param <K> the things; records and enums do well
final class Counts<K> {

    private final Map<K, LongAdder> counts = new ConcurrentHashMap<>();

    void add(K thing) {
        counts.computeIfAbsent(thing, _ -> new LongAdder()).increment();
    }

    long of(K thing) {
        LongAdder count = counts.get(thing);
        return count == null ? 0 : count.sum();
    }
}

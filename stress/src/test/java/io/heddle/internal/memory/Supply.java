package io.heddle.internal.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// Things that are used again and again: what lies in mapped memory cannot be made for each state of a test.
/// There are many more of them than states at one time.
///
/// @param <T> their type
public final class Supply<T> {

    /// Beyond the most states that JcstressTest allows at one time.
    public static final int COUNT = 1 << 13;

    private final List<T> all = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    /// Makes them.
    ///
    /// @param maker makes one, by its number
    public Supply(IntFunction<T> maker) {
        for (int i = 0; i < COUNT; i++) {
            all.add(maker.apply(i));
        }
    }

    /// Gives the one that was not used for the longest time.
    public T next() {
        return all.get(Math.floorMod(next.getAndIncrement(), COUNT));
    }
}

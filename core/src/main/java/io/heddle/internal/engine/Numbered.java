package io.heddle.internal.engine;

import java.util.concurrent.atomic.AtomicLong;

/// Names for what nobody has named: `thread-1`, `thread-2` and so on.
public final class Numbered {

    private final String prefix;
    private final AtomicLong count = new AtomicLong();

    /// Begins to count.
    ///
    /// @param prefix what stands before the number
    public Numbered(String prefix) {
        this.prefix = prefix;
    }

    /// Makes a name, unless there is one.
    ///
    /// @param name a name, or empty
    /// @return the name, or the next of ours
    public String unless(String name) {
        return name.isEmpty() ? prefix + count.incrementAndGet() : name;
    }
}

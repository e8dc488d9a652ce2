package io.heddle.stress.cluster;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Counts offences and tells each at once, up to [#MOST_TOLD] of a sort. Any thread may count.
final class Findings {

    private static final long MOST_TOLD = 10;

    private final Map<Offence, AtomicLong> counts = new EnumMap<>(Offence.class);
    private final Consumer<String> tell;

    Findings(Consumer<String> tell) {
        this.tell = tell;
        for (Offence offence : Offence.values()) {
            counts.put(offence, new AtomicLong());
        }
    }

    void add(Offence offence, String text) {
        if (counter(offence).incrementAndGet() <= MOST_TOLD) {
            tell.accept("FAULT " + offence.label() + ": " + text);
        }
    }

    /// Tells something that is no offence.
    void say(String text) {
        tell.accept(text);
    }

    long count(Offence offence) {
        return counter(offence).get();
    }

    private AtomicLong counter(Offence offence) {
        return Objects.requireNonNull(counts.get(offence));
    }
}

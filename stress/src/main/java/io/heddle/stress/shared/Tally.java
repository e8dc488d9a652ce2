package io.heddle.stress.shared;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Counts faults, kills and losses, and tells each fault at once. Any thread may count.
final class Tally {

    private final Map<Fault, AtomicLong> faults = new EnumMap<>(Fault.class);
    private final AtomicLong kills = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Consumer<String> tell;

    /// Faults of the stage that were counted. Of the thread that collects.
    private long collected;

    Tally(Consumer<String> tell) {
        this.tell = tell;
        for (Fault fault : Fault.values()) {
            faults.put(fault, new AtomicLong());
        }
    }

    void fault(Fault fault, String text) {
        counter(fault).incrementAndGet();
        tell.accept("FAULT " + fault.label() + ": " + text);
    }

    /// Tells what players have found. Those of which there is no text, since there are too many, count as
    /// corrupt.
    ///
    /// @param last whether everybody has ended, so that no text can come any more
    void collect(Stage stage, boolean last) {
        long found = stage.faults();
        while (collected < found) {
            String text = stage.faultText(collected);
            int space = text.indexOf(' ');
            if (space > 0) {
                fault(Fault.valueOf(text.substring(0, space)), text.substring(space + 1));
            } else if (last) {
                counter(Fault.CORRUPT).incrementAndGet();
            } else {
                return;
            }
            collected++;
        }
    }

    /// Tells something that is no fault.
    void say(String text) {
        tell.accept(text);
    }

    void kill() {
        kills.incrementAndGet();
    }

    long kills() {
        return kills.get();
    }

    /// Something went down with a process that was killed, as it may.
    void lost(long count) {
        lost.addAndGet(count);
    }

    SharedVerdict verdict(long operations) {
        return new SharedVerdict(
                kills.get(),
                operations,
                counter(Fault.HANG).get(),
                counter(Fault.DUPLICATE).get(),
                counter(Fault.CORRUPT).get(),
                counter(Fault.LEAK).get(),
                lost.get());
    }

    private AtomicLong counter(Fault fault) {
        return Objects.requireNonNull(faults.get(fault));
    }
}

package io.heddle.supervision;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells listeners what happens, one event after the other, in a coroutine that exists as long as there is something
/// to tell.
final class Herald {

    private static final System.Logger LOG = System.getLogger("io.heddle");
    private static final int MOST_WAITING = 4096;

    private final String name;
    private final List<Consumer<? super SupervisorEvent>> listeners;

    // guarded by this
    private final ArrayDeque<SupervisorEvent> waiting = new ArrayDeque<>();
    private boolean telling;
    private boolean complained;

    Herald(String name, List<Consumer<? super SupervisorEvent>> listeners) {
        this.name = name;
        this.listeners = List.copyOf(listeners);
    }

    void tell(SupervisorEvent.Kind kind, String child, @Nullable Throwable cause) {
        if (!listeners.isEmpty()) {
            add(new SupervisorEvent(kind, child, Optional.ofNullable(cause), Instant.now()));
        }
    }

    private synchronized void add(SupervisorEvent event) {
        if (waiting.size() >= MOST_WAITING) {
            complain();
            return;
        }
        waiting.addLast(event);
        if (!telling) {
            telling = true;
            Thread.ofVirtual().name("heddle-" + name + "-listener").start(this::tellAll);
        }
    }

    private void complain() {
        if (!complained) {
            complained = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a listener does not come to an end, and misses events: supervisor=" + name);
        }
    }

    private void tellAll() {
        for (SupervisorEvent event = next(); event != null; event = next()) {
            for (Consumer<? super SupervisorEvent> listener : listeners) {
                tell(listener, event);
            }
        }
    }

    private synchronized @Nullable SupervisorEvent next() {
        SupervisorEvent event = waiting.pollFirst();
        telling = event != null;
        return event;
    }

    private void tell(Consumer<? super SupervisorEvent> listener, SupervisorEvent event) {
        try {
            listener.accept(event);
        } catch (Throwable failure) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a listener failed: supervisor=" + name + " event=" + event.kind(),
                    failure);
        }
    }
}

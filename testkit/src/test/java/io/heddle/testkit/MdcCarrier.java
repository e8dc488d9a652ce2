package io.heddle.testkit;

import io.heddle.spi.ContextCarrier;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Carries what logging libraries keep for each thread, their "mapped diagnostic context": here a thread's
/// own map, as those libraries have it.
public final class MdcCarrier implements ContextCarrier {

    /// Made by `ServiceLoader`.
    public MdcCarrier() {}

    /// Of the thread; empty where nothing was put.
    static final ThreadLocal<Map<String, String>> MDC = ThreadLocal.withInitial(HashMap::new);

    @Override
    public String name() {
        return "mdc";
    }

    @Override
    public @Nullable Object capture() {
        return MDC.get().isEmpty() ? null : new HashMap<>(MDC.get());
    }

    @Override
    @SuppressWarnings("unchecked") // what capture() gave
    public <T extends @Nullable Object> T callWith(Object captured, Callable<T> task)
            throws Exception {
        Map<String, String> before = MDC.get();
        MDC.set(new HashMap<>((Map<String, String>) captured));
        try {
            return task.call();
        } finally {
            MDC.set(before);
        }
    }
}

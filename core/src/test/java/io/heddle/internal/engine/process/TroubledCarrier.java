package io.heddle.internal.engine.process;

import io.heddle.spi.ContextCarrier;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Carries what a test tells it to, and fails where a test wants it to. Without a test it carries nothing.
public final class TroubledCarrier implements ContextCarrier {

    /// Made by `ServiceLoader`.
    public TroubledCarrier() {}

    /// What to carry, of the thread.
    static final ThreadLocal<@Nullable Object> LOAD = new ThreadLocal<>();

    /// To be carried by a carrier that cannot capture.
    static final String NO_CAPTURE = "no capture";

    /// To be carried by a carrier that cannot put it in place.
    static final String NO_RESTORE = "no restore";

    @Override
    public String name() {
        return "troubled";
    }

    @Override
    public @Nullable Object capture() {
        if (NO_CAPTURE.equals(LOAD.get())) {
            throw new IllegalStateException("cannot capture");
        }
        return LOAD.get();
    }

    @Override
    public <T extends @Nullable Object> T callWith(Object captured, Callable<T> task)
            throws Exception {
        if (NO_RESTORE.equals(captured)) {
            throw new IllegalStateException("cannot put it in place");
        }
        return task.call();
    }
}

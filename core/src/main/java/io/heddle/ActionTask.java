package io.heddle;

import java.io.Serial;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An action seen as a task whose result is nothing.
///
/// @param action what it does
record ActionTask(Action action) implements Task<@Nullable Void> {

    @Serial private static final long serialVersionUID = 1L;

    ActionTask {
        Objects.requireNonNull(action, "action");
    }

    @Override
    public @Nullable Void call() throws Exception {
        action.act();
        return null;
    }
}

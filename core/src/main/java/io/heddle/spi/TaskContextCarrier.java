package io.heddle.spi;

import io.heddle.TaskContext;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Carries the [TaskContext].
final class TaskContextCarrier implements ContextCarrier {

    @Override
    public String name() {
        return "task-context";
    }

    @Override
    public @Nullable Object capture() {
        TaskContext context = TaskContext.current();
        return context.values().isEmpty() ? null : context;
    }

    @Override
    @SuppressWarnings("NullAway") // the task decides whether its result may be null
    public <T extends @Nullable Object> T callWith(Object captured, Callable<T> task)
            throws Exception {
        return ((TaskContext) captured).<T, Exception>call(task::call);
    }
}

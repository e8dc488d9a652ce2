package io.heddle.spi;

import io.heddle.TaskContext.ScopedField;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Carries the scoped values that it was told of.
///
/// A scoped value has no name by which another process could find it. So the way to it travels with its
/// value; there it also tells that process, so that tasks submitted from within the task carry it on.
final class ScopedValueCarrier implements ContextCarrier {

    private static final Map<String, ScopedField<?>> FIELDS = new ConcurrentHashMap<>();

    /// One value, and where it belongs.
    @SuppressWarnings("serial") // whether the value travels is found out when it must
    private record Binding(ScopedField<?> field, @Nullable Object value) implements Serializable {
        @Serial private static final long serialVersionUID = 1L;
    }

    static void add(String name, ScopedField<?> field) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(field, "field");
        try {
            Codec.jdk().encode(field);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the way to a scoped value cannot travel: name=%s %s; let the lambda read a static field"
                            .formatted(name, Culprit.find(field).orElse("")),
                    e);
        }
        FIELDS.put(name, field);
    }

    @Override
    public String name() {
        return "scoped-values";
    }

    @Override
    public @Nullable Object capture() {
        LinkedHashMap<String, Binding> bound = null;
        for (Map.Entry<String, ScopedField<?>> entry : FIELDS.entrySet()) {
            ScopedValue<?> scoped = entry.getValue().get();
            if (scoped.isBound()) {
                bound = bound == null ? new LinkedHashMap<>() : bound;
                bound.put(entry.getKey(), new Binding(entry.getValue(), scoped.get()));
            }
        }
        return bound;
    }

    @Override
    @SuppressWarnings({
        "unchecked",
        "NullAway"
    }) // what capture() gave; the task decides whether its result may be null
    public <T extends @Nullable Object> T callWith(Object captured, Callable<T> task)
            throws Exception {
        ScopedValue.Carrier all = null;
        for (Map.Entry<String, Binding> entry : ((Map<String, Binding>) captured).entrySet()) {
            Binding binding = entry.getValue();
            FIELDS.putIfAbsent(entry.getKey(), binding.field());
            ScopedValue<Object> scoped = (ScopedValue<Object>) binding.field().get();
            all =
                    all == null
                            ? ScopedValue.where(scoped, binding.value())
                            : all.where(scoped, binding.value());
        }
        return Objects.requireNonNull(all).<T, Exception>call(task::call);
    }
}

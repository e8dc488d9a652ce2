package io.heddle.spi;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds what in an object cannot be serialized, and the way to it.
///
/// It is used after a serialization has failed, to name the culprit; it walks the fields as the
/// serialization does, in breadth, so that the shortest way is found. Fields that reflection may not
/// open are left out, so the answer can be empty.
public final class Culprit {

    private static final int MOST_OBJECTS = 100_000;

    /// An object on the way, and how it was come to. The way as a whole is put together only for the culprit:
    /// in a chain all ways together are far longer than the chain.
    ///
    /// @param from the step before, `null` if the way begins here
    private record Step(Object object, @Nullable Step from, String name) {

        String path() {
            Deque<String> names = new ArrayDeque<>();
            for (Step step = this; step != null; step = step.from) {
                names.addFirst(step.name);
            }
            return String.join("", names);
        }
    }

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Step> ahead = new ArrayDeque<>();

    private Culprit() {}

    /// Looks for the first object that is not serializable.
    ///
    /// @param root what could not be written
    /// @return the path, such as `Report$1.connection : java.sql.Connection`; empty if none was found
    public static Optional<String> find(Object root) {
        try {
            return new Culprit().search(root);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return Optional
                    .empty(); // the search is a courtesy; the failure itself is reported anyway
        }
    }

    private Optional<String> search(Object root) {
        add(root, null, nameOf(root));
        while (!ahead.isEmpty() && seen.size() < MOST_OBJECTS) {
            Step step = ahead.remove();
            if (!(step.object() instanceof Serializable)) {
                return Optional.of(step.path() + " : " + step.object().getClass().getName());
            }
            addParts(step);
        }
        return Optional.empty();
    }

    private void add(@Nullable Object object, @Nullable Step from, String name) {
        if (object != null && !isPlain(object) && seen.add(object)) {
            ahead.add(new Step(object, from, name));
        }
    }

    private static boolean isPlain(Object object) {
        return object instanceof String
                || object instanceof Number
                || object instanceof Boolean
                || object instanceof Class<?>
                || object instanceof Enum<?>;
    }

    private void addParts(Step step) {
        Object object = step.object();
        switch (object) {
            case Chunk chunk -> addChunk(chunk);
            case ChunkResult result -> addItems(result.results(), result.first());
            case CarriedValue carried ->
                    add(carried.value(), null, "context carrier " + carried.name());
            case Object[] array -> addElements(array, step);
            case Collection<?> all -> addElements(all.toArray(), step);
            case Map<?, ?> map -> addEntries(map, step);
            default -> {
                if (!object.getClass().isArray()) {
                    addFields(object, step);
                }
            }
        }
    }

    private void addElements(@Nullable Object[] elements, Step from) {
        for (int i = 0; i < elements.length; i++) {
            add(elements[i], from, "[" + i + "]");
        }
    }

    private void addChunk(Chunk chunk) {
        add(chunk.function(), null, nameOf(chunk.function()));
        addItems(chunk.items(), chunk.first());
    }

    /// Names items as the user counts them.
    private void addItems(@Nullable Object[] items, long first) {
        for (int i = 0; i < items.length; i++) {
            add(items[i], null, "item=" + (first + i));
        }
    }

    private void addEntries(Map<?, ?> map, Step from) {
        map.forEach((key, value) -> {
            add(key, from, ".key(" + key + ")");
            add(value, from, "[" + key + "]");
        });
    }

    private void addFields(Object object, Step from) {
        SerializedLambda lambda = Lambdas.describe(object);
        if (lambda != null) {
            addCaptured(lambda, from);
            return;
        }
        for (Class<?> type = object.getClass();
                type != null && Serializable.class.isAssignableFrom(type);
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !Modifier.isTransient(field.getModifiers())
                        && !field.getType().isPrimitive()
                        && field.trySetAccessible()) {
                    add(valueOf(field, object), from, "." + field.getName());
                }
            }
        }
    }

    private void addCaptured(SerializedLambda lambda, Step from) {
        String capturing = lambda.getCapturingClass().replace('/', '.');
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            Object captured = lambda.getCapturedArg(i);
            if (captured != null && captured.getClass().getName().equals(capturing)) {
                add(captured, null, simpleName(captured.getClass()));
            } else {
                add(captured, from, ".captured[" + i + "]");
            }
        }
    }

    private static String nameOf(Object object) {
        SerializedLambda lambda = Lambdas.describe(object);
        if (lambda == null) {
            return simpleName(object.getClass());
        }
        String type = lambda.getImplClass();
        return type.substring(type.lastIndexOf('/') + 1) + "." + lambda.getImplMethodName();
    }

    private static String simpleName(Class<?> type) {
        String name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static @Nullable Object valueOf(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            return null;
        }
    }
}

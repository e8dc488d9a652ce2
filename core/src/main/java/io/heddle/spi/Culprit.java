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

    /// An object on the way, and the way to it.
    private record Step(Object object, String path) {}

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
        add(root, nameOf(root));
        while (!ahead.isEmpty() && seen.size() < MOST_OBJECTS) {
            Step step = ahead.remove();
            if (!(step.object() instanceof Serializable)) {
                return Optional.of(step.path() + " : " + step.object().getClass().getName());
            }
            addParts(step);
        }
        return Optional.empty();
    }

    private void add(@Nullable Object object, String path) {
        if (object != null && !isPlain(object) && seen.add(object)) {
            ahead.add(new Step(object, path));
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
            case CarriedValue carried -> add(carried.value(), "context carrier " + carried.name());
            case Object[] array -> addElements(array, step.path());
            case Collection<?> all -> addElements(all.toArray(), step.path());
            case Map<?, ?> map -> addEntries(map, step.path());
            default -> {
                if (!object.getClass().isArray()) {
                    addFields(object, step.path());
                }
            }
        }
    }

    private void addElements(@Nullable Object[] elements, String path) {
        for (int i = 0; i < elements.length; i++) {
            add(elements[i], path + "[" + i + "]");
        }
    }

    private void addChunk(Chunk chunk) {
        add(chunk.function(), nameOf(chunk.function()));
        addItems(chunk.items(), chunk.first());
    }

    /// Names items as the user counts them.
    private void addItems(@Nullable Object[] items, long first) {
        for (int i = 0; i < items.length; i++) {
            add(items[i], "item=" + (first + i));
        }
    }

    private void addEntries(Map<?, ?> map, String path) {
        map.forEach((key, value) -> {
            add(key, path + ".key(" + key + ")");
            add(value, path + "[" + key + "]");
        });
    }

    private void addFields(Object object, String path) {
        SerializedLambda lambda = Lambdas.describe(object);
        if (lambda != null) {
            addCaptured(lambda, path);
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
                    add(valueOf(field, object), path + "." + field.getName());
                }
            }
        }
    }

    private void addCaptured(SerializedLambda lambda, String path) {
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            Object captured = lambda.getCapturedArg(i);
            String name =
                    captured != null
                                    && captured.getClass()
                                            .getName()
                                            .equals(lambda.getCapturingClass().replace('/', '.'))
                            ? simpleName(captured.getClass())
                            : path + ".captured[" + i + "]";
            add(captured, name);
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

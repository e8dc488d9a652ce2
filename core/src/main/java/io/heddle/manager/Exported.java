package io.heddle.manager;

import io.heddle.Task;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An object in the process of its manager, and the methods of the interface by which it is called.
final class Exported {

    /// An object in which others wait for each other.
    interface Releasable {

        /// Called when nobody can find it any more.
        ///
        /// @param why what whoever still waits there is told
        void released(String why);
    }

    private final Class<?> type;
    private final Object target;
    private final Map<String, Method> methods;

    /// Takes an object.
    ///
    /// @throws IllegalArgumentException if nobody may call the methods of that interface from here
    Exported(Class<?> type, Object target) {
        this(type, target, methods(type));
    }

    private Exported(Class<?> type, Object target, Map<String, Method> methods) {
        this.type = type;
        this.target = type.cast(target);
        this.methods = methods;
    }

    /// Makes an object, if it can be called afterwards.
    ///
    /// @throws IllegalArgumentException if nobody may call the methods of that interface from here
    static Exported make(Class<?> type, Task<?> maker) throws Exception {
        Map<String, Method> methods = methods(type);
        return new Exported(type, Objects.requireNonNull(maker.call(), "the object"), methods);
    }

    private static Map<String, Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getDeclaringClass() != Object.class)
                .filter(method -> open(type, method))
                .collect(
                        Collectors.toUnmodifiableMap(
                                Call::signature, method -> method, (one, _) -> one));
    }

    /// Whoever waits in it waits no longer.
    void release(String why) {
        if (target instanceof Releasable waitedFor) {
            waitedFor.released(why);
        }
    }

    /// One of an interface that is not public, for example a nested one of a test.
    private static boolean open(Class<?> type, Method method) {
        if (!method.trySetAccessible()
                && !Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
            throw new IllegalArgumentException(
                    "an interface of a manager is public, or its package is open: type=%s module=%s"
                            .formatted(type.getName(), type.getModule()));
        }
        return true;
    }

    @Nullable Object invoke(String signature, @Nullable Object[] arguments) throws Throwable {
        Method method = methods.get(signature);
        if (method == null) {
            throw new NoSuchMethodException(
                    "the manager has another version of the interface: type=%s method=%s"
                            .formatted(type.getName(), signature));
        }
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}

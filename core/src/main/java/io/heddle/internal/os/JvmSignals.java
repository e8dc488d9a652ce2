package io.heddle.internal.os;

import io.heddle.Signal;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// How the JDK hears signals: `sun.misc.Signal` of the module `jdk.unsupported`. By reflection, since the compiler
/// warns of each mention of it and cannot be told not to, and since a JDK may have been made without it.
final class JvmSignals {

    private final Constructor<?> signal;
    private final Method handle;
    private final Class<?> handlerType;

    private JvmSignals(Constructor<?> signal, Method handle, Class<?> handlerType) {
        this.signal = signal;
        this.handle = handle;
        this.handlerType = handlerType;
    }

    /// @throws UnsupportedOperationException if this JDK has none
    static JvmSignals here() {
        try {
            ClassLoader loader = ClassLoader.getSystemClassLoader();
            Class<?> type = Class.forName("sun.misc.Signal", true, loader);
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler", true, loader);
            return new JvmSignals(
                    type.getConstructor(String.class),
                    type.getMethod("handle", type, handlerType),
                    handlerType);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException(
                    "signals cannot have handlers here: module=jdk.unsupported is not in the running JDK; add it with --add-modules, or to the image that jlink makes",
                    e);
        }
    }

    /// Makes what the JDK calls, on a thread of its own, when a signal has come.
    Object handler(Runnable heard) {
        return Proxy.newProxyInstance(
                handlerType.getClassLoader(),
                new Class<?>[] {handlerType},
                (self, method, arguments) ->
                        switch (method.getName()) {
                            case "equals" -> arguments[0] == self;
                            case "hashCode" -> System.identityHashCode(heard);
                            case "toString" -> "Heddle's handler";
                            default -> {
                                heard.run();
                                yield null;
                            }
                        });
    }

    /// Lets a signal be heard by a handler and by no other.
    ///
    /// @return the handler that heard it before
    /// @throws IllegalArgumentException if the JVM keeps the signal to itself
    Object install(Signal which, Object handler) {
        try {
            return handle.invoke(null, signal.newInstance(which.name()), handler);
        } catch (InvocationTargetException e) {
            throw refused(which, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw refused(which, e);
        }
    }

    private static IllegalArgumentException refused(Signal which, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "this signal cannot have a handler: signal=%s; the JVM keeps it for itself; was it started with -Xrs?"
                        .formatted(which),
                cause);
    }
}

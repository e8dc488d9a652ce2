package io.heddle.internal.os;

import io.heddle.Signal;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the JDK hears signals: `sun.misc.Signal` of the module `jdk.unsupported`. By reflection, since the compiler
/// warns of each mention of it and cannot be told not to, and since a JDK may have been made without it.
final class JvmSignals {

    /// What the option `-Xrs` is about, beside QUIT.
    private static final Set<Signal> REDUCED = EnumSet.of(Signal.HUP, Signal.INT, Signal.TERM);

    private final Constructor<?> signal;
    private final Method handle;
    private final Method raise;
    private final Class<?> handlerType;
    private final Method call;

    private JvmSignals(Class<?> type, Class<?> handlerType) throws NoSuchMethodException {
        this.signal = type.getConstructor(String.class);
        this.handle = type.getMethod("handle", type, handlerType);
        this.raise = type.getMethod("raise", type);
        this.handlerType = handlerType;
        this.call = handlerType.getMethod("handle", type);
    }

    /// @throws UnsupportedOperationException if this JDK has none
    static JvmSignals here() {
        try {
            ClassLoader loader = ClassLoader.getSystemClassLoader();
            Class<?> type = Class.forName("sun.misc.Signal", true, loader);
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler", true, loader);
            return new JvmSignals(type, handlerType);
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

    /// Sends a signal to this process, if it is heard by a handler of Java's.
    ///
    /// @return whether it was sent
    boolean raise(Signal which) {
        try {
            raise.invoke(null, signal.newInstance(which.name()));
            return true;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException) {
                return false; // the system does what is to be done
            }
            throw new IllegalStateException("a signal could not be raised: signal=" + which, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a signal could not be raised: signal=" + which, e);
        }
    }

    /// Calls a handler, if it is one of Java's: what the system itself does cannot be called.
    void call(Signal which, Object handler) {
        try {
            call.invoke(handler, signal.newInstance(which.name()));
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case UnsupportedOperationException _ -> {}
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a handler could not be called: signal=" + which, e);
        }
    }

    private static IllegalArgumentException refused(Signal which, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "this signal cannot have a handler: signal=%s; %s"
                        .formatted(which, why(which, cause)),
                cause);
    }

    private static String why(Signal which, @Nullable Throwable cause) {
        return REDUCED.contains(which)
                ? "the JVM leaves it to the system; was it started with -Xrs?"
                : "the JVM said: " + (cause == null ? "nothing" : cause.getMessage());
    }
}

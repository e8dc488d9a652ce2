package io.heddle.manager;

import io.heddle.spi.Codec;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a call of a proxy does: it is sent to the object, or made at once by whoever is in the process of the object.
///
/// Two proxies are equal if they stand for the same object; they say of themselves which one that is, without asking it.
///
/// @param reference what it stands for
/// @param codec reads its answers
record ObjectProxy(Reference reference, Codec codec) implements InvocationHandler {

    private static final Object[] NO_ARGUMENTS = {};

    /// What all proxies have beside the interface of the user: a form in which they travel.
    ///
    /// Public, as it must be to be had by the proxies of interfaces of all packages.
    public interface Travelling extends Serializable {

        /// Called when the proxy is written.
        ///
        /// @return what is written instead
        Object writeReplace();
    }

    /// Makes the proxy of an object, in the form in which users have it.
    ///
    /// @throws IllegalArgumentException if there can be no proxy of that interface, since it is sealed or hidden
    static Object open(Reference reference, Codec codec) {
        Class<?> type = reference.type();
        Object proxy =
                Proxy.newProxyInstance(
                        loaderFor(type),
                        new Class<?>[] {type, Travelling.class},
                        new ObjectProxy(reference, codec));
        return inItsForm(proxy);
    }

    private static Object inItsForm(Object proxy) {
        return switch (proxy) {
            case MapCalls<?, ?> map -> new RemoteMap<>(map);
            case ListCalls<?> list -> new RemoteList<>(list);
            case QueueCalls<?> queue -> new RemoteQueue<>(queue);
            case ValueCalls<?> value -> new ManagedValue<>(value);
            default -> proxy;
        };
    }

    /// An interface of the JDK has a loader that knows nothing of this library.
    private static ClassLoader loaderFor(Class<?> type) {
        ClassLoader ours = Travelling.class.getClassLoader();
        ClassLoader theirs = type.getClassLoader();
        return theirs == null || theirs == ClassLoader.getPlatformClassLoader() ? ours : theirs;
    }

    static ObjectProxy handler(Travelling proxy) {
        return (ObjectProxy) Proxy.getInvocationHandler(proxy);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
            throws Throwable {
        @Nullable Object[] arguments = given == null ? NO_ARGUMENTS : given;
        if (method.getDeclaringClass() == Object.class) {
            return ofEveryObject(method.getName(), arguments);
        }
        if (method.getDeclaringClass() == Travelling.class) {
            return reference;
        }
        Server here = Server.of(reference.address());
        return here == null
                ? Link.to(reference.address(), Link.what(reference, method))
                        .call(reference, method, arguments, codec)
                : here.object(reference).invoke(Call.signature(method), arguments);
    }

    private Object ofEveryObject(String method, @Nullable Object[] arguments) {
        return switch (method) {
            case "equals" ->
                    arguments[0] instanceof Travelling other
                            && handler(other).reference.equals(reference);
            case "hashCode" -> reference.hashCode();
            default -> reference.toString();
        };
    }

    /// Tells whether whoever calls a method expects that an interrupt ends it.
    static boolean isInterruptible(Method method) {
        return Arrays.stream(method.getExceptionTypes())
                .anyMatch(type -> type.isAssignableFrom(InterruptedException.class));
    }
}

package io.heddle.console.advise;

import io.heddle.Task;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The method that the `java` command would call: `main(String[])`, or else `main()`; of an instance, if it is not
/// static; inherited perhaps, and not private.
///
/// ## Source
/// JEP 512; "The Java Language Specification, Java SE 25", 12.1.4.
final class MainMethod {

    private MainMethod() {}

    /// Finds it.
    ///
    /// @param type the class
    /// @param arguments what it is given
    /// @return a call of it, with an instance of its own each time; `null` if there is none
    /// @throws NoSuchMethodException if it needs an instance, and there is no constructor for that
    static @Nullable Task<?> of(Class<?> type, List<String> arguments)
            throws NoSuchMethodException {
        Method main = find(type, String[].class);
        main = main == null ? find(type) : main;
        if (main == null) {
            return null;
        }
        Method called = main;
        called.setAccessible(true); // the class may be less than public
        Constructor<?> constructor =
                Modifier.isStatic(called.getModifiers()) ? null : type.getDeclaredConstructor();
        if (constructor != null) {
            constructor.setAccessible(true);
        }
        boolean takesArguments = called.getParameterCount() > 0;
        return () -> {
            try {
                Object instance = constructor == null ? null : constructor.newInstance();
                return takesArguments
                        ? called.invoke(instance, (Object) arguments.toArray(String[]::new))
                        : called.invoke(instance);
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof Exception own ? own : e;
            }
        };
    }

    private static @Nullable Method find(Class<?> type, Class<?>... parameters) {
        for (Class<?> in = type; in != null; in = in.getSuperclass()) {
            try {
                Method main = in.getDeclaredMethod("main", parameters);
                if (!Modifier.isPrivate(main.getModifiers())
                        && main.getReturnType() == void.class) {
                    return main;
                }
            } catch (NoSuchMethodException e) {
                // perhaps inherited
            }
        }
        return null;
    }
}

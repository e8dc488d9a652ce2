package io.heddle.manager;

import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Which method is called, and with what.
///
/// @param method as [#signature] names it
/// @param arguments its arguments
record Call(String method, @Nullable Object[] arguments) implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /// Checks: what is read may come from anybody.
    Call {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(arguments, "arguments");
    }

    /// Names a method within its interface.
    static String signature(Method method) {
        StringJoiner text = new StringJoiner(",", method.getName() + "(", ")");
        for (Class<?> type : method.getParameterTypes()) {
            text.add(type.getName());
        }
        return text.toString();
    }
}

package io.heddle.spi;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// Looks into serializable lambdas.
final class Lambdas {

    private static final ClassValue<Boolean> IS_STATELESS =
            new ClassValue<>() {
                @Override
                protected Boolean computeValue(Class<?> type) {
                    return type.isHidden()
                            && type.getDeclaredFields().length == 0
                            && Serializable.class.isAssignableFrom(type);
                }
            };

    private Lambdas() {}

    /// Tells whether an object is a lambda that captured nothing, so that each of its copies is as good
    /// as any other.
    static boolean isStateless(Object object) {
        if (!IS_STATELESS.get(object.getClass())) {
            return false;
        }
        SerializedLambda lambda = describe(object);
        return lambda != null && lambda.getCapturedArgCount() == 0;
    }

    /// Tells the same of an object that was read, of which nothing need be asked but its class.
    static boolean hasNoFields(Object object) {
        return IS_STATELESS.get(object.getClass());
    }

    /// Gives what would travel instead of a lambda.
    ///
    /// @return its description, or `null` if the object is no serializable lambda, or may not be opened
    static @Nullable SerializedLambda describe(Object object) {
        if (!object.getClass().isHidden() && !object.getClass().isSynthetic()) {
            return null;
        }
        try {
            Method writeReplace = object.getClass().getDeclaredMethod("writeReplace");
            return writeReplace.trySetAccessible()
                            && writeReplace.invoke(object) instanceof SerializedLambda lambda
                    ? lambda
                    : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}

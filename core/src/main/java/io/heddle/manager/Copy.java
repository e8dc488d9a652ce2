package io.heddle.manager;

import io.heddle.TaskSerializationException;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.FailureText;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a function of a user is given that runs in the process of a manager, and may change it: what is stored there is
/// at that moment perhaps written for somebody else.
final class Copy {

    private Copy() {}

    /// Copies a value as if it travelled.
    ///
    /// @throws TaskSerializationException if it cannot
    @SuppressWarnings("unchecked") // a copy is what it is copied from
    static <T extends @Nullable Object> T of(T value) {
        if (value instanceof byte[] bytes) {
            return (T) bytes.clone(); // no codec does
        }
        return value == null || isConstant(value) ? value : (T) travelled(value);
    }

    private static boolean isConstant(Object value) {
        return switch (value) {
            case String _, Boolean _, Character _, Enum<?> _ -> true;
            case Integer _, Long _, Double _, Float _, Short _, Byte _ -> true;
            default -> false;
        };
    }

    private static Object travelled(Object value) {
        Codec codec = Server.codecHere();
        try {
            return Objects.requireNonNull(codec.decode(codec.encode(value)), "the copy");
        } catch (IOException | ClassNotFoundException e) {
            String path = Culprit.find(value).orElse("");
            throw new TaskSerializationException(
                    "what a manager holds cannot be copied for a function that changes it: %s"
                            .formatted(path.isEmpty() ? FailureText.of(e) : path),
                    path,
                    e);
        }
    }
}

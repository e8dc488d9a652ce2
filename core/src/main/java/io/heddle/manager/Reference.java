package io.heddle.manager;

import io.heddle.spi.Codec;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What travels instead of a proxy: which object of which manager it stands for. Who reads it has a proxy again.
///
/// @param address where the object is
/// @param id which it is there
/// @param type the interface by which it is called
record Reference(Address address, long id, Class<?> type) implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /// Checks: what is read may come from anybody.
    Reference {
        Objects.requireNonNull(address, "address");
        if (!type.isInterface()) {
            throw new IllegalArgumentException(
                    "an object of a manager is called by an interface: type=" + type.getName());
        }
    }

    /// Tells which object something stands for.
    ///
    /// @return the reference; `null` if it is no proxy
    static @Nullable Reference of(Object any) {
        return behind(any) instanceof ObjectProxy.Travelling proxy
                ? ObjectProxy.handler(proxy).reference()
                : null;
    }

    private static Object behind(Object any) {
        return switch (any) {
            case RemoteMap<?, ?> map -> map.stored();
            case RemoteList<?> list -> list.stored();
            case RemoteQueue<?> queue -> queue.stored();
            case ManagedValue<?> value -> value.stored();
            default -> any;
        };
    }

    @Serial
    private Object readResolve() throws InvalidObjectException {
        try {
            return ObjectProxy.open(this, Codec.current());
        } catch (IllegalArgumentException e) {
            throw (InvalidObjectException)
                    new InvalidObjectException("no proxy can be made: " + this).initCause(e);
        }
    }

    @Override
    public String toString() {
        return "%s@%s/%d".formatted(what(), address.manager(), id);
    }

    /// In words of the user, who knows a queue and not how this room calls it.
    private String what() {
        String name = type.getSimpleName();
        return type.getPackageName().equals(Reference.class.getPackageName())
                ? name.replace("Calls", "").toLowerCase(Locale.ROOT)
                : name;
    }
}

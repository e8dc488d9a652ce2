package io.heddle.spi;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What one carrier has captured. In another process it finds the carrier of the same name.
final class CarriedValue implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final String name;

    /// Written once, by the constructor or by [#readObject].
    private transient ContextCarrier carrier;

    /// As [#carrier].
    private transient Object value;

    CarriedValue(ContextCarrier carrier, Object value) {
        this.name = carrier.name();
        this.carrier = carrier;
        this.value = value;
    }

    String name() {
        return name;
    }

    Object value() {
        return value;
    }

    <T extends @Nullable Object> T callAround(Callable<T> task) throws Exception {
        return carrier.callWith(value, task);
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        try {
            out.writeObject(value);
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "a value of the context cannot travel: carrier=%s: %s"
                            .formatted(name, FailureText.of(e)),
                    e);
        }
    }

    private IOException unreadable(String why, Exception cause) {
        return new IOException(
                "a value of the context could not be read: carrier=%s %s".formatted(name, why),
                cause);
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        carrier = Carriers.named(name);
        try {
            value = in.readObject();
        } catch (InvalidObjectException e) {
            throw unreadable(String.valueOf(e.getMessage()), e); // says itself which value it is
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw unreadable(FailureText.of(e), e);
        }
        if (value == null) {
            throw new InvalidObjectException("a carrier carries no null: carrier=" + name);
        }
    }
}

package io.heddle.cluster;

import java.util.Objects;
import java.util.Optional;

/// A value of an [AcknowledgedQueue] that nobody receives any more: it was delivered too often, could not be read, or
/// was rejected.
///
/// @param <E> the type of the value
/// @param id what it is called in this queue
/// @param value the value; empty if it cannot be read here
/// @param deliveryCount how often it was delivered
/// @param reason why it is here
public record DeadLetter<E>(String id, Optional<E> value, int deliveryCount, String reason) {

    /// Checks.
    public DeadLetter {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(reason, "reason");
    }
}

package io.heddle.manager;

import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// A copy of something that changes, and which of its states it is: whoever has computed the next one from it asks that it
/// replace this state and no other. No two states of one object have the same stamp; copies of a value need not be
/// equal to it.
///
/// @param value the copy
/// @param stamp counts the changes
/// @param <T> the type of the value
record Stamped<T extends @Nullable Object>(T value, long stamp) implements Serializable {

    @Serial private static final long serialVersionUID = 1L;
}

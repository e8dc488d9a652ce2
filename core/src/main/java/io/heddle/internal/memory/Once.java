package io.heddle.internal.memory;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something that is made when it is first needed. If that fails, each who needs it is told why, and the next
/// one tries again: a static field would tell the first one only.
///
/// @param <T> its type
final class Once<T> {

    private final Supplier<T> maker;

    /// Written under this.
    private volatile @Nullable T made;

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    T get() {
        T known = made;
        return known != null ? known : make();
    }

    private synchronized T make() {
        T known = made;
        if (known == null) {
            known = maker.get();
            made = known;
        }
        return known;
    }
}

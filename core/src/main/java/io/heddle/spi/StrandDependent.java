package io.heddle.spi;

import io.heddle.Strand;

/// A strand that ends with the scope in which it was started, as each does.
public interface StrandDependent extends Dependent {

    /// The strand itself.
    private Strand<?> strand() {
        return (Strand<?>) this;
    }

    @Override
    default void stop() {
        var _ = strand().cancel(true);
    }

    @Override
    default boolean isOver() {
        return !strand().isAlive();
    }

    @Override
    default boolean isAwaited() {
        return !strand().isDaemon();
    }
}

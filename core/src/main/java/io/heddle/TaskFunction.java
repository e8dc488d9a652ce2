package io.heddle;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// A function that can travel, applied to each input of [TaskPool#map] and the streams of a pool.
///
/// @param <A> the type of one input
/// @param <R> the type of one result
@FunctionalInterface
public interface TaskFunction<A extends @Nullable Object, R extends @Nullable Object>
        extends Serializable {

    /// Computes the result for one input.
    ///
    /// @param input one input
    /// @return its result
    /// @throws Exception whatever the computation throws; it becomes the cause that is reported
    R apply(A input) throws Exception;
}

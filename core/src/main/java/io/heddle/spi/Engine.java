package io.heddle.spi;

import io.heddle.Kind;
import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.TaskPool;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One way of running work, found through [java.util.ServiceLoader].
///
/// Implementations have a public constructor without arguments and no state that matters: engines
/// are asked for pools and strands, and those own everything.
public interface Engine {

    /// Tells which kinds of work this engine runs.
    ///
    /// @return at least one
    Set<Kind> kinds();

    /// Opens a pool.
    ///
    /// @param spec what it is to be like; its kind is one of [#kinds()]
    /// @return the pool
    TaskPool open(PoolSpec spec);

    /// Builds a strand without starting it.
    ///
    /// @param <T> the type of the result
    /// @param spec what it is to be like; its kind is one of [#kinds()]
    /// @param task what it will run
    /// @return the strand
    /// @throws UnsupportedOperationException if this engine has no strands
    <T extends @Nullable Object> Strand<T> strand(StrandSpec spec, Task<T> task);

    /// Gives the strands that were started by this engine and have not ended.
    ///
    /// @return the strands, in any order
    List<? extends Strand<?>> active();
}

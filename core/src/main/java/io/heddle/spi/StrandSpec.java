package io.heddle.spi;

import io.heddle.Kind;

/// What a strand is to be like.
///
/// @param kind how it runs
/// @param name its name; empty if the engine is to find one
/// @param daemon whether the program may end without waiting for it
/// @param child what its process is to be like; of no meaning for other kinds
public record StrandSpec(Kind kind, String name, boolean daemon, ChildOptions child) {

    /// Describes a strand that is not a process.
    ///
    /// @param kind how it runs
    /// @param name its name; empty if the engine is to find one
    /// @param daemon whether the program may end without waiting for it
    /// @return the description
    public static StrandSpec of(Kind kind, String name, boolean daemon) {
        return new StrandSpec(kind, name, daemon, ChildOptions.defaults());
    }
}

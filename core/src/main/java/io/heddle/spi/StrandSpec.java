package io.heddle.spi;

import io.heddle.Kind;
import java.time.Duration;

/// What a strand is to be like.
///
/// @param kind how it runs
/// @param name its name; empty if the engine is to find one
/// @param daemon whether the program may end without waiting for it
/// @param delay how long after its start its task begins; zero or less for at once, and always so for
///   a process
/// @param child what its process is to be like; of no meaning for other kinds
public record StrandSpec(
        Kind kind, String name, boolean daemon, Duration delay, ChildOptions child) {

    /// Describes a strand that is not a process.
    ///
    /// @param kind how it runs
    /// @param name its name; empty if the engine is to find one
    /// @param daemon whether the program may end without waiting for it
    /// @param delay how long after its start its task begins; zero or less for at once
    /// @return the description
    public static StrandSpec of(Kind kind, String name, boolean daemon, Duration delay) {
        return new StrandSpec(kind, name, daemon, delay, ChildOptions.defaults());
    }

    /// Describes a strand that is a process.
    ///
    /// @param name its name; empty if the engine is to find one
    /// @param daemon whether the program may end without waiting for it
    /// @param child what its process is to be like
    /// @return the description
    public static StrandSpec ofProcess(String name, boolean daemon, ChildOptions child) {
        return new StrandSpec(Kind.PROCESS, name, daemon, Duration.ZERO, child);
    }
}

package io.heddle.internal.memory;

/// Knows who is dead. Whoever is said to be dead will never touch the memory again, and stays dead; whoever
/// is alive may be said to be so a little longer than is true.
@FunctionalInterface
public interface Liveness {

    /// Tells whether a participant is dead. Alive but stopped is alive.
    ///
    /// @param owner the participant, as of [Owner]
    /// @return whether it is dead
    boolean isDead(int owner);
}

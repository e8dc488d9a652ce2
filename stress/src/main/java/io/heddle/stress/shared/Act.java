package io.heddle.stress.shared;

import java.io.Serializable;

/// What is done with one kind of shared object. It travels to every player, with its objects.
interface Act extends Serializable {

    /// Its name in tables and faults.
    String title();

    /// How many threads of each process play it.
    int threads();

    /// How many words of the stage it uses.
    long words();

    /// Plays once. It ends by itself as long as others play too, or somebody conducts.
    ///
    /// @throws InterruptedException if the process is ended
    void play(Seat seat) throws InterruptedException;

    /// Whether there is anything to conduct.
    default boolean isConducted() {
        return false;
    }

    /// What the storm's own process, which nobody kills, does for the players, once. Called until the last
    /// player has ended.
    default void conduct(Seat seat, Rows rows) throws InterruptedException {}

    /// The process that is just where a death does most harm.
    ///
    /// @return its pid; 0 if there is none
    default long heart(Words words, Rows rows) {
        return 0;
    }

    /// Looks whether all fits together, after the last player has ended.
    default void settle(Settlement settlement) throws InterruptedException {}
}

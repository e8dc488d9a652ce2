package io.heddle.benchmarks.compare;

/// Who takes part in a case.
///
/// @param name as in tables and JSON
/// @param opener makes it ready; its exception says why it cannot take part
record Contestant(String name, Opener opener) {

    /// The name of our own side, which comes first in each case.
    static final String HEDDLE = "heddle";

    /// Makes a contestant ready.
    interface Opener {
        Side open() throws Exception;
    }

    /// A contestant that is ready: its pool is open, its processes run.
    interface Side {

        /// Does the work of one round and tells what it took. All calls come from one thread.
        Round round() throws Exception;

        /// Lets go of everything.
        default void close() throws Exception {}
    }

    boolean isOurs() {
        return name.equals(HEDDLE);
    }
}

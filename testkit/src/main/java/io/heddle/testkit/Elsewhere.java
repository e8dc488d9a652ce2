package io.heddle.testkit;

import io.heddle.Action;
import io.heddle.Strand;
import io.heddle.Task;

/// Where the other party of a contract about shared objects is: another thread, another participant, another
/// process.
public interface Elsewhere {

    /// Runs a task there. What it captures of shared objects is the same thing there.
    ///
    /// @param <T> the type of its result
    /// @param task the task
    /// @return the strand that runs it
    <T> Strand<T> start(Task<T> task);

    /// Runs an action there.
    ///
    /// @param action the action
    /// @return the strand that runs it
    default Strand<Boolean> act(Action action) {
        return start(() -> {
            action.act();
            return true;
        });
    }
}

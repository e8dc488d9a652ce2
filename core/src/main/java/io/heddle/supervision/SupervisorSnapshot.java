package io.heddle.supervision;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A supervisor as it was at one moment.
///
/// @param name the supervisor's name
/// @param strategy who is restarted with whom
/// @param phase what it is about
/// @param children its children, in the order of their start
/// @param restarts how often children were restarted
/// @param abandoned how many children were left behind, since they did not end and could not be ended
public record SupervisorSnapshot(
        String name,
        RestartStrategy strategy,
        Phase phase,
        List<Child> children,
        long restarts,
        long abandoned) {

    /// Copies the list, so that the picture stays as it is.
    public SupervisorSnapshot {
        children = List.copyOf(children);
    }

    /// Finds a child.
    ///
    /// @param child its name
    /// @return the child; empty if there is none of that name
    public Optional<Child> child(String child) {
        return children.stream().filter(one -> one.name().equals(child)).findFirst();
    }

    /// What a supervisor is about.
    public enum Phase {
        /// It starts its children for the first time.
        STARTING,
        /// It watches them.
        RUNNING,
        /// It stops them, for good.
        ENDING,
        /// Nothing is left.
        ENDED
    }

    /// What a child is about.
    public enum ChildState {
        /// It is to be started: at its turn, or when its time has come.
        WAITING,
        /// Its starter runs.
        STARTING,
        /// It is up.
        RUNNING,
        /// It was asked to stop, or is being killed.
        STOPPING,
        /// It has ended, and nothing is to be done about it.
        ENDED
    }

    /// One child at that moment.
    ///
    /// @param name its name
    /// @param restart when it is started again
    /// @param state what it is about
    /// @param pid the process that it is; 0 if it is none, or none now
    /// @param restarts how often it was restarted on its own account
    /// @param since since when it is in its state
    /// @param lastCause why it failed the last time; empty if it never has
    public record Child(
            String name,
            RestartPolicy restart,
            ChildState state,
            long pid,
            long restarts,
            Instant since,
            String lastCause) {}
}
